"""What follows from events of surveys, and of others for them."""

from portal.surveys.subscribers import hooks, kinds, privacy, triggered

__all__ = ["hooks", "kinds", "privacy", "triggered"]
