"""What follows when the menu changes: items are found, and people hear of new ones."""

from portal.learning.subscribers import material, news, ratings, search, steps, suggested

__all__ = ["material", "news", "ratings", "search", "steps", "suggested"]
