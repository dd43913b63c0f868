"""What follows when the menu changes: items are found, and people hear of new ones."""

from portal.learning.subscribers import hooks, material, news, privacy, ratings, reviews, search, steps, suggested

__all__ = ["hooks", "material", "news", "privacy", "ratings", "reviews", "search", "steps", "suggested"]
