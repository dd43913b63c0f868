"""What follows elsewhere when something happens, and what follows here."""

from portal.community.subscribers import (
    champions,
    group_notices,
    group_search,
    hooks,
    leaving,
    moderation,
    news,
    people_search,
    points,
    privacy,
    routing,
    search,
)

__all__ = [
    "champions", "group_notices", "group_search", "hooks", "leaving", "moderation", "news", "people_search", "points",
    "privacy", "routing", "search",
]  # fmt: skip
