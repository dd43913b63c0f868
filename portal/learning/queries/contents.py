"""The console's list of content: what is on the menu, what is being written, what was taken off, what is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.kernel.calendar import now
from portal.kernel.db import db, dialect_name
from portal.learning.models import Draft, Item, ItemText

STATES = ("menu", "draft", "archived", "overdue")
LONGEST = 100  # characters looked for
# A draft of the item, or one that was begun before a file of the same name came.
OF_ITEM = sa.or_(Draft.item_id == Item.id, sa.and_(Draft.item_id.is_(None), Draft.slug == Item.slug))


@dataclass(frozen=True)
class ContentFilters:
    """What the list is narrowed to; empty values narrow nothing."""

    q: str = ""  # words of a title, or of the address
    stage: str = ""
    state: str = ""  # one of STATES


def overdue(at: datetime | None = None) -> sa.ColumnElement[bool]:
    """Items on the menu whose review was due before that moment, now unless another is given."""
    moment: Any = sa.literal(at or now(), Item.reviewed_at.type)
    if dialect_name() == "postgresql":
        due: Any = Item.reviewed_at + sa.func.make_interval(0, 0, 0, Item.review_days)
    else:
        due, moment = sa.func.julianday(Item.reviewed_at) + Item.review_days, sa.func.julianday(moment)
    return sa.and_(Item.archived_at.is_(None), due <= moment)


def review_due(reviewed_at: datetime, review_days: int) -> datetime:
    """When somebody should look the item over."""
    return reviewed_at + timedelta(days=review_days)


def contents(filters: ContentFilters) -> tuple[sa.Select[Any], list[Any]]:
    """Rows of items and of items to be, in no order yet, and the two columns of the list's order, both falling."""
    both = sa.union_all(_items(filters), _to_be(filters)).subquery()
    return sa.select(*both.c), [both.c.at, both.c.slug]


def _items(filters: ContentFilters) -> sa.Select[Any]:
    columns: list[Any] = [
        Item.slug, Item.id.label("item_id"), Item.stage, Item.format, Item.version, Item.source, Item.archived_at,
        Item.reviewed_at, Item.review_days, Item.helpful_yes, Item.helpful_no, Draft.id.label("draft_id"),
        Draft.title.label("draft_title"), sa.func.coalesce(Draft.at, Item.changed_at).label("at"),
    ]  # fmt: skip
    found = sa.select(*columns).outerjoin(Draft, OF_ITEM)
    for words in _patterns(filters.q):
        titled = sa.exists().where(ItemText.item_id == Item.id, sa.func.lower(ItemText.title).like(words, escape="\\"))
        found = found.where(sa.or_(titled, Item.slug.like(words, escape="\\")))
    if filters.stage:
        found = found.where(Item.stage == filters.stage)
    conditions = {
        "menu": Item.archived_at.is_(None),
        "draft": Draft.id.is_not(None),
        "archived": Item.archived_at.is_not(None),
        "overdue": overdue(),
    }
    return found.where(conditions[filters.state]) if filters.state else found


def _to_be(filters: ContentFilters) -> sa.Select[Any]:
    moment, number, text = Item.archived_at.type, sa.Integer(), sa.Text()
    found = sa.select(
        Draft.slug, sa.null().cast(number), Draft.stage, sa.literal("", text), sa.literal(0, number),
        sa.literal("web", text), sa.cast(sa.null(), moment), sa.cast(sa.null(), moment), sa.literal(0, number),
        sa.literal(0, number), sa.literal(0, number), Draft.id, Draft.title, Draft.at,
    ).where(Draft.item_id.is_(None), ~sa.exists().where(Item.slug == Draft.slug))  # fmt: skip
    for words in _patterns(filters.q):
        titled = sa.func.lower(Draft.title).like(words, escape="\\")
        found = found.where(sa.or_(titled, Draft.slug.like(words, escape="\\")))
    if filters.stage:
        found = found.where(Draft.stage == filters.stage)
    return found if filters.state in ("", "draft") else found.where(sa.false())


def _patterns(q: str) -> list[str]:
    """Each word must be there, in any case."""
    words = q[:LONGEST].lower().replace("\0", "").split()
    return ["%" + plain_word(word) + "%" for word in words]


def plain_word(word: str) -> str:
    """The word with what LIKE would read as more than itself made plain."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def state_counts() -> dict[str, int]:
    """How many rows each state has, and all together, in one statement."""

    def number(model: Any, *conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count()).select_from(model).where(*conditions).scalar_subquery()

    to_be = (Draft.item_id.is_(None), ~sa.exists().where(Item.slug == Draft.slug))
    row = db.session.execute(
        sa.select(
            number(Item, Item.archived_at.is_(None)).label("menu"),
            number(Draft).label("draft"),
            number(Item, Item.archived_at.is_not(None)).label("archived"),
            number(Item, overdue()).label("overdue"),
            number(Draft, *to_be).label("to_be"),
        )
    ).one()
    return {**{state: getattr(row, state) for state in STATES}, "": row.menu + row.archived + row.to_be}


def titles_of(item_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """Titles by item and language, in one statement."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = db.session.execute(
        sa.select(ItemText.item_id, ItemText.locale, ItemText.title)
        .where(ItemText.item_id.in_(item_ids))
        .order_by(ItemText.locale)
    )
    for item_id, locale, title in rows:
        found[item_id][locale] = title
    return found
