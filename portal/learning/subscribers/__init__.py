"""What follows when the menu changes: items are found, and people hear of new ones."""

from portal.learning.subscribers import material, news, privacy, ratings, reviews, search, steps, suggested

__all__ = ["material", "news", "privacy", "ratings", "reviews", "search", "steps", "suggested"]
