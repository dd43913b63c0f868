"""What follows elsewhere when something happens, and what follows here."""

from portal.ideas.subscribers import companies, moderation, news, proposals, search, splits, talk, verdicts

__all__ = ["companies", "moderation", "news", "proposals", "search", "splits", "talk", "verdicts"]
