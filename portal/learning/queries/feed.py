"""What is new on a menu, for feed readers: published or changed in a way that matters."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from portal.kernel.db import db
from portal.learning.models import Item, ItemText, ItemVersion, Stage
from portal.learning.queries.scope import BEST_TEXT, ON_MENU

NEWEST = 30

MATERIAL = sa.and_(  # joins an item to the version its last material change came with
    ItemVersion.item_id == Item.id, ItemVersion.number == Item.material_version, Item.material_version > 1
)
UPDATED = sa.func.coalesce(ItemVersion.at, Item.published_at, type_=Item.published_at.type).label("updated")
NEWS = (
    sa.select(Item, ItemText, Stage, UPDATED)
    .select_from(Item)
    .join(Stage, Stage.slug == Item.stage)
    .join(ItemText, BEST_TEXT)
    .outerjoin(ItemVersion, MATERIAL)
    .where(ON_MENU)
    .order_by(sa.desc("updated"), Item.id.desc())
    .limit(NEWEST)
)


class News(NamedTuple):
    """An item and when it was published or last changed materially."""

    item: Item
    text: ItemText
    stage: Stage
    updated: datetime


def news(tokens: Collection[str], language: str) -> list[News]:
    """The newest of what these access tokens open, written in `language` where it is."""
    return [News(*row) for row in db.session.execute(NEWS, {"tokens": list(tokens), "language": language})]
