"""What follows elsewhere when something happens, and what follows here."""

from portal.community.subscribers import moderation, news, search

__all__ = ["moderation", "news", "search"]
