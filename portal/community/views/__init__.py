"""The pages of the community."""

from portal.community.views import (
    answers,
    asking,
    champions,
    feed,
    group_members,
    groups,
    index,
    my_champion,
    page,
    people,
    remarks,
    similar,
    taking_part,
)
from portal.community.views.blueprint import bp

__all__ = [
    "answers", "asking", "bp", "champions", "feed", "group_members", "groups", "index", "my_champion", "page",
    "people", "remarks", "similar", "taking_part",
]  # fmt: skip
