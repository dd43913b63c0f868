"""One item's page, and where a reader is sent when its address has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from portal.kernel.db import db
from portal.learning.models import Completion, Item, ItemFile, ItemText, OldSlug, Stage
from portal.learning.queries.catalogue import Line
from portal.learning.queries.menu import Menu
from portal.learning.queries.scope import BEST_TEXT, FINISHED, ON_MENU, OPEN, reading

if TYPE_CHECKING:
    from portal.accounts.models import Person
    from portal.kernel.files import File


PAGE = (
    sa.select(Item, ItemText, Stage, Completion)
    .select_from(Item)
    .join(Stage, Stage.slug == Item.stage)
    .join(ItemText, BEST_TEXT)
    .outerjoin(Completion, FINISHED)
    .where(Item.slug == sa.bindparam("slug"), ON_MENU)
    .options(undefer(ItemText.html))
)
SHOWING = (
    sa.select(Item.id)
    .join(ItemFile, ItemFile.item_id == Item.id)
    .where(ItemFile.file_id == sa.bindparam("file_id"), ON_MENU)
    .limit(1)
)
TO_FINISH = sa.select(Item).where(Item.slug == sa.bindparam("slug"), ON_MENU)
GONE = sa.select(Item.id).where(Item.slug == sa.bindparam("slug"), Item.archived_at.is_not(None), OPEN)
OF_OLD = sa.select(OldSlug.item_id).where(OldSlug.slug == sa.bindparam("slug")).scalar_subquery()
MOVED = (
    sa.select(Item.slug)
    .where(sa.or_(Item.id == OF_OLD, sa.func.lower(Item.slug) == sa.bindparam("folded")), ON_MENU)
    .order_by(sa.case((Item.id == OF_OLD, 0), else_=1))
    .limit(1)
)


class ItemPage(NamedTuple):
    """An item in the best language for the reader, with the reader's own progress in it."""

    item: Item
    text: ItemText
    stage: Stage
    completion: Completion | None


def item_page(reader: Person | None, slug: str) -> ItemPage | None:
    """The item at this exact address, or None when this reader finds none there."""
    found = db.session.execute(PAGE, reading(reader, slug=slug)).first()
    return ItemPage(*found) if found else None


def item_to_finish(reader: Person, slug: str) -> Item | None:
    """The item itself, for a command to act on."""
    return db.session.scalar(TO_FINISH, reading(reader, slug=slug))


def shows_file(reader: Person | None, file: File) -> bool:
    """Whether some item this reader can open has the picture."""
    return db.session.scalar(SHOWING, reading(reader, file_id=file.id)) is not None


def completion_of(person: Person, item: Item) -> Completion | None:
    """The person's progress in the item as it stands in the database."""
    return db.session.scalar(
        sa.select(Completion)
        .where(Completion.person_id == person.id, Completion.item_id == item.id)
        .execution_options(populate_existing=True)
    )


def moved_to(reader: Person | None, slug: str) -> str | None:
    """Where the item of an old or differently written address is now."""
    return db.session.scalar(MOVED, reading(reader, slug=slug, folded=slug.lower()))


def was_on_menu(reader: Person | None, slug: str) -> bool:
    """Whether the reader could open this item before it was archived."""
    return db.session.scalar(GONE, reading(reader, slug=slug)) is not None


def next_on_menu(menu: Menu, item: Item) -> Line | None:
    """What its author recommends afterwards, else the next item of the menu; None for an item that left the menu."""
    lines = {line.slug: line for line in menu.lines}
    recommended = (lines[slug] for slug in item.next_slugs if slug in lines and slug != item.slug)
    places = list(lines)
    following = places[places.index(item.slug) + 1 :] if item.slug in lines else []
    return next(recommended, None) or next((lines[slug] for slug in following), None)
