"""What follows from events of success: alerts for staff, news for who asked, and what is erased."""

from portal.success.subscribers import alerts, answers, privacy, scores

__all__ = ["alerts", "answers", "privacy", "scores"]
