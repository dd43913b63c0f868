"""States, areas and tags together, for staff who filter and file ideas by them."""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.ideas import labels
from portal.ideas.labels import Words
from portal.ideas.models import IdeaTag
from portal.kernel.db import db
from portal.posting.models import Tag

MOST_TAGS = 500  # offered for choice; more are found by typing


class TagName(NamedTuple):
    """One tag as pages show it."""

    id: int
    slug: str
    name: str


class Facets(NamedTuple):
    """States and areas as everywhere, and the tags by name."""

    words: Words
    tags: list[TagName]


def facets() -> Facets:
    """All of them, in one statement."""
    rows: list[Any] = list(db.session.execute(_EVERY))
    tags = [TagName(row.id, row.slug, row.category) for row in rows if row.kind == "tag"]
    return Facets(labels.words_of(row for row in rows if row.kind != "tag"), tags)


_TAGS = Tag.__table__
_NAMED = (
    sa.select(
        sa.literal("tag"), sa.literal(0), _TAGS.c.id, _TAGS.c.slug, _TAGS.c.name,
        sa.cast(sa.null(), sa.JSON), sa.literal(0),
    )
    .order_by(_TAGS.c.name)
    .limit(MOST_TAGS)
    .subquery()
)  # fmt: skip
_EVERY = sa.union_all(*labels.PARTS, sa.select(_NAMED)).order_by("kind", "position", "category", "id")


def tags_in_use() -> list[tuple[str, str, int]]:
    """Slug, name and number of ideas of each tag, by name, at most `MOST_TAGS`."""
    worn = sa.select(sa.func.count()).where(IdeaTag.tag_id == Tag.id).scalar_subquery()
    rows = db.session.execute(sa.select(Tag.slug, Tag.name, worn).order_by(Tag.name, Tag.id).limit(MOST_TAGS))
    return [(slug, name, number) for slug, name, number in rows]
