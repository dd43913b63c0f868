"""What follows elsewhere when something happens, and what follows here."""

from portal.community.subscribers import champions, moderation, news, points, routing, search

__all__ = ["champions", "moderation", "news", "points", "routing", "search"]
