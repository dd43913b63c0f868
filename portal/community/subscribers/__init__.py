"""What follows elsewhere when something happens, and what follows here."""

from portal.community.subscribers import group_notices, group_search, leaving, moderation, news, search

__all__ = ["group_notices", "group_search", "leaving", "moderation", "news", "search"]
