"""What follows when the menu changes: items are found, and people hear of new ones."""

from portal.learning.subscribers import news, search

__all__ = ["news", "search"]
