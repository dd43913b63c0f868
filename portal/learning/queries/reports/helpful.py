"""How many found an item helpful, and what those say who did not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from portal.kernel.db import db
from portal.kernel.i18n import locale
from portal.learning.models import Item, ItemText, Rating
from portal.learning.queries.scope import text_for


class Said(NamedTuple):
    """Why an item did not help somebody; `current` when it is about what the item says now."""

    reason: str
    at: datetime
    current: bool


class Helpfulness(NamedTuple):
    """An item on the menu with its ratings since it was published."""

    item_id: int
    slug: str
    title: str
    language: str
    yes: int
    no: int

    @property
    def share(self) -> int:
        """Percent that found it helpful."""
        return round(100 * self.yes / (self.yes + self.no))


def helpfulness(limit: int) -> list[Helpfulness]:
    """Rated items, those that helped least first."""
    number = Item.helpful_yes + Item.helpful_no
    rows = db.session.execute(
        sa.select(Item.id, Item.slug, ItemText.title, ItemText.locale, Item.helpful_yes, Item.helpful_no)
        .join(ItemText, text_for(locale()))
        .where(Item.archived_at.is_(None), number > 0)
        .order_by(sa.cast(Item.helpful_yes, sa.Float) / number, Item.helpful_no.desc(), Item.id)
        .limit(limit)
    )
    return [Helpfulness(*row) for row in rows]


def reasons(item_ids: Collection[int], each: int) -> dict[int, list[Said]]:
    """The newest reasons of those whom these items did not help, at most so many each; who said it is left out."""
    place = sa.func.row_number().over(partition_by=Rating.item_id, order_by=Rating.at.desc()).label("place")
    explained = sa.and_(Rating.item_id.in_(item_ids), Rating.helpful.is_(False), Rating.reason != "")
    found = sa.select(Rating.item_id, Rating.reason, Rating.at, Rating.version, place).where(explained).subquery()
    rows = db.session.execute(
        sa.select(found.c.item_id, found.c.reason, found.c.at, found.c.version >= Item.material_version)
        .join(Item, Item.id == found.c.item_id)
        .where(found.c.place <= each)
        .order_by(found.c.item_id, found.c.place)
    )
    said: dict[int, list[Said]] = defaultdict(list)
    for item_id, reason, at, current in rows:
        said[item_id].append(Said(reason, at, bool(current)))
    return said
