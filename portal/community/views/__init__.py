"""The pages of the community."""

from portal.community.views import (
    answers,
    asking,
    feed,
    group_members,
    groups,
    index,
    page,
    people,
    remarks,
    similar,
    taking_part,
)
from portal.community.views.blueprint import bp

__all__ = [
    "answers", "asking", "bp", "feed", "group_members", "groups", "index", "page", "people", "remarks", "similar",
    "taking_part",
]  # fmt: skip
