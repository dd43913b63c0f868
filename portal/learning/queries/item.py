"""One item's page, and where a reader is sent when its address has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from portal.kernel.db import db
from portal.learning.models import Completion, Item, ItemFile, ItemText, NextStep, OldSlug, Rating, Stage, Watching
from portal.learning.policy import seen
from portal.learning.queries.catalogue import Line
from portal.learning.queries.menu import Menu
from portal.learning.queries.scope import BEST_TEXT, FINISHED, ON_MENU, OPEN, reading

if TYPE_CHECKING:
    from portal.accounts.models import Person
    from portal.kernel.files import File

READER = sa.bindparam("reader_id", type_=sa.Integer())

PAGE = (
    sa.select(Item, ItemText, Stage, Completion, Watching, Rating, NextStep)
    .select_from(Item)
    .join(Stage, Stage.slug == Item.stage)
    .join(ItemText, BEST_TEXT)
    .outerjoin(Completion, FINISHED)
    .outerjoin(Watching, sa.and_(Watching.item_id == Item.id, Watching.person_id == READER))
    .outerjoin(Rating, sa.and_(Rating.item_id == Item.id, Rating.person_id == READER))
    .outerjoin(NextStep, sa.and_(NextStep.item_id == Item.id, NextStep.person_id == READER))
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
    """An item in the best language for the reader, with what is the reader's own in it."""

    item: Item
    text: ItemText
    stage: Stage
    completion: Completion | None
    watching: Watching | None = None
    rating: Rating | None = None
    my_step: NextStep | None = None


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


def rating_of(person: Person, item: Item) -> Rating | None:
    """The person's vote on the item as it stands in the database."""
    return db.session.scalar(
        sa.select(Rating)
        .where(Rating.person_id == person.id, Rating.item_id == item.id)
        .execution_options(populate_existing=True)
    )


def watched_share(person: Person, item: Item) -> int:
    """Percent of the item's video that the person has seen."""
    spans = db.session.scalar(
        sa.select(Watching.spans).where(Watching.person_id == person.id, Watching.item_id == item.id)
    )
    seconds = int((item.video or {}).get("seconds", 0))
    return int(100 * seen(spans or [], seconds) / seconds) if seconds else 0


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
