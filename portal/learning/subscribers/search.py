"""How items are found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from portal.kernel.db import db
from portal.kernel.i18n import _, lazy, locale
from portal.kernel.searchable import Document, Hit, Searchable, searchable
from portal.learning.events import ARCHIVED, CHANGED, PUBLISHED, RESTORED
from portal.learning.labels import duration, format_icon, format_name
from portal.learning.models import Item, ItemAudience, ItemText, Stage
from portal.learning.queries.scope import BEST_TEXT, ON_MENU, reading

if TYPE_CHECKING:
    from portal.accounts.models import Person

CHUNK = 500
EXCERPT = 20_000  # characters

VISIBLE = (
    sa.select(Item, ItemText, Stage)
    .select_from(Item)
    .join(Stage, Stage.slug == Item.stage)
    .join(ItemText, BEST_TEXT)
    .where(Item.id.in_(sa.bindparam("refs", expanding=True)), ON_MENU)
    .options(undefer(ItemText.plain))
)


def documents(refs: Sequence[int]) -> list[Document]:
    """Each language of these items, open to the same readers as their pages; archived ones are left out."""
    access: dict[int, set[str]] = defaultdict(set)
    for item_id, token in db.session.execute(
        sa.select(ItemAudience.item_id, ItemAudience.token).where(ItemAudience.item_id.in_(refs))
    ):
        access[item_id].add(token)
    texts = db.session.scalars(
        sa.select(ItemText)
        .join(Item, Item.id == ItemText.item_id)
        .where(Item.id.in_(refs), Item.archived_at.is_(None))
        .options(undefer(ItemText.plain))
    )
    return [
        Document("item", text.item_id, text.locale, text.title, _searched(text), frozenset(access[text.item_id]))
        for text in texts
    ]


def _searched(text: ItemText) -> str:
    """All words a reader of the page sees below its title."""
    return "\n".join(part for part in (text.summary, text.problem, text.plain) if part)


def every() -> Iterator[list[int]]:
    """All items, in chunks."""
    last = 0
    while ids := list(db.session.scalars(sa.select(Item.id).where(Item.id > last).order_by(Item.id).limit(CHUNK))):
        yield ids
        last = ids[-1]


def visible(reader: Person | None, refs: Sequence[int]) -> dict[int, Hit]:
    """Those of these items that are on the reader's menu, as result rows."""
    found = db.session.execute(VISIBLE, reading(reader, refs=refs))
    return {item.id: _hit(item, text, stage) for item, text, stage in found}


def _hit(item: Item, text: ItemText, stage: Stage) -> Hit:
    return Hit(
        kind="item",
        ref=item.id,
        locale=text.locale,
        title=text.title,
        url=item.url,
        excerpt_source=_searched(text)[:EXCERPT],
        meta=_("%(stage)s · %(duration)s", stage=stage.name(locale()), duration=duration(item.minutes)),
        icon=format_icon(item.format),
        label=format_name(item.format),
    )


searchable(
    Searchable(
        kind="item",
        label=lazy("Content"),
        icon="file-text",
        events=(PUBLISHED, CHANGED, ARCHIVED, RESTORED),
        documents=documents,
        every=every,
        visible=visible,
        position=10,
    )
)
