"""The pages of the idea board."""

from portal.ideas.views import (
    board,
    edit,
    feed,
    follow,
    mentions,
    new,
    page,
    roadmap,
    similar,
    talk,
    verdict,
    voters,
    votes,
)
from portal.ideas.views.blueprint import bp

__all__ = [
    "board",
    "bp",
    "edit",
    "feed",
    "follow",
    "mentions",
    "new",
    "page",
    "roadmap",
    "similar",
    "talk",
    "verdict",
    "voters",
    "votes",
]
