"""What follows elsewhere when something happens, and what follows here."""

from portal.ideas.subscribers import companies, news, search, talk, verdicts

__all__ = ["companies", "news", "search", "talk", "verdicts"]
