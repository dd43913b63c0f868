"""One item's page, and where a reader is sent when its address has changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from portal.kernel.db import db
from portal.kernel.i18n import locale
from portal.learning.models import Completion, Item, ItemText, OldSlug, Stage
from portal.learning.queries.lines import Line, menu_lines, read_lines
from portal.learning.queries.scope import finished_by, on_menu, open_to, text_for

if TYPE_CHECKING:
    from portal.accounts.models import Person


@dataclass(frozen=True)
class ItemPage:
    """An item in the best language for the reader, with the reader's own progress in it."""

    item: Item
    text: ItemText
    stage: Stage
    completion: Completion | None


def item_page(reader: Person | None, slug: str) -> ItemPage | None:
    """The item at this exact address, or None when this reader finds none there."""
    found = db.session.execute(
        sa.select(Item, ItemText, Stage, Completion)
        .select_from(Item)
        .join(Stage, Stage.slug == Item.stage)
        .join(ItemText, text_for(locale()))
        .outerjoin(Completion, finished_by(reader))
        .where(Item.slug == slug, on_menu(reader))
        .options(undefer(ItemText.html))
    ).first()
    return ItemPage(*found) if found else None


def item_to_finish(reader: Person, slug: str) -> Item | None:
    """The item itself, for a command to act on."""
    return db.session.scalar(sa.select(Item).where(Item.slug == slug, on_menu(reader)))


def completion_of(person: Person, item: Item) -> Completion | None:
    """The person's progress in the item as it stands in the database."""
    return db.session.scalar(
        sa.select(Completion)
        .where(Completion.person_id == person.id, Completion.item_id == item.id)
        .execution_options(populate_existing=True)
    )


def moved_to(reader: Person | None, slug: str) -> str | None:
    """Where the item of an old or differently written address is now."""
    of_old = sa.select(OldSlug.item_id).where(OldSlug.slug == slug).scalar_subquery()
    return db.session.scalar(
        sa.select(Item.slug)
        .where(sa.or_(Item.id == of_old, sa.func.lower(Item.slug) == slug.lower()), on_menu(reader))
        .order_by(sa.case((Item.id == of_old, 0), else_=1))
        .limit(1)
    )


def was_on_menu(reader: Person | None, slug: str) -> bool:
    """Whether the reader could open this item before it was archived."""
    gone = sa.select(Item.id).where(Item.slug == slug, Item.archived_at.is_not(None), open_to(reader))
    return db.session.scalar(gone) is not None


def next_on_menu(reader: Person | None, item: Item, stage: Stage) -> Line | None:
    """What its author recommends afterwards, else the next item of the menu."""
    after = sa.tuple_(Stage.position, Stage.id, Item.position, Item.id) > sa.tuple_(
        stage.position, stage.id, item.position, item.id
    )
    recommended = {slug: place for place, slug in enumerate(item.next_slugs)}
    choice = sa.case(recommended, value=Item.slug, else_=len(recommended)) if recommended else sa.literal(0)
    found = read_lines(
        menu_lines(reader)
        .where(sa.or_(Item.slug.in_(recommended), after), Item.id != item.id)
        .order_by(choice, Stage.position, Stage.id, Item.position, Item.id)
        .limit(1)
    )
    return found[0] if found else None
