"""What follows elsewhere when something happens, and what follows here."""

from portal.ideas.subscribers import (
    companies,
    history,
    hooks,
    moderation,
    news,
    privacy,
    proposals,
    search,
    splits,
    talk,
    verdicts,
)

__all__ = [
    "companies",
    "history",
    "hooks",
    "moderation",
    "news",
    "privacy",
    "proposals",
    "search",
    "splits",
    "talk",
    "verdicts",
]
