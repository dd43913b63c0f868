"""What stands beside the lines of a list of ideas, read for all of them at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.ideas.models import Idea, IdeaTag, IdeaVote
from portal.ideas.queries.family import HEAD
from portal.kernel.db import db
from portal.posting.models import Tag

IDS: Any = sa.bindparam("ids", expanding=True)
READER: Any = sa.bindparam("reader", type_=sa.Integer)
TAGS = sa.select(IdeaTag.idea_id, Tag.slug, Tag.name).join(Tag).where(IdeaTag.idea_id.in_(IDS))
VOTES = sa.select(HEAD, sa.literal(""), sa.literal("")).where(
    sa.or_(Idea.id.in_(IDS), Idea.merged_into_id.in_(IDS)),
    sa.exists().where(IdeaVote.idea_id == Idea.id, IdeaVote.person_id == READER),
)
TAGS_AND_VOTES = sa.union_all(TAGS, VOTES)


class Around(NamedTuple):
    """What stands beside the lines: the ideas the reader voted for, and the tags of each as slug and name."""

    voted: frozenset[int]
    tags: dict[int, tuple[tuple[str, str], ...]]


def around(reader: Person | None, ids: Collection[int]) -> Around:
    """What stands beside these canonical ideas, in one statement; a vote on what is merged into one is a vote on it."""
    if not ids:
        return Around(frozenset(), {})
    values = {"ids": list(ids), "reader": reader.id if reader is not None else None}
    voted, found = set(), dict[int, list[tuple[str, str]]]()
    for idea_id, slug, name in db.session.connection().execute(TAGS if reader is None else TAGS_AND_VOTES, values):
        if slug:
            found.setdefault(idea_id, []).append((slug, name))
        else:
            voted.add(idea_id)
    return Around(frozenset(voted), {idea_id: tuple(sorted(tags)) for idea_id, tags in found.items()})
