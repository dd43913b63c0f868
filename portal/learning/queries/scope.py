"""Which items are on the menu of a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.policy import access_tokens
from portal.learning.models import Completion, Item, ItemAudience, ItemText, Stage

if TYPE_CHECKING:
    from portal.accounts.models import Person


def open_to(reader: Person | None) -> sa.ColumnElement[bool]:
    """Items whose audience holds the reader, on the menu or not. Stages for staff only are in the audience already."""
    return (
        sa.exists()
        .where(ItemAudience.item_id == Item.id, ItemAudience.token.in_(access_tokens(reader)))
        .correlate(Item)
    )


def on_menu(reader: Person | None) -> sa.ColumnElement[bool]:
    """Items this reader can open now."""
    return sa.and_(Item.archived_at.is_(None), open_to(reader))


def stage_open_to(reader: Person | None) -> sa.ColumnElement[bool]:
    """Stages this reader is told of."""
    return sa.true() if reader is not None and reader.is_staff else Stage.staff_only.is_(False)


def finished_by(reader: Person | None) -> sa.ColumnElement[bool]:
    """Joins an item to the reader's completion of it; to none for a guest."""
    if reader is None:
        return sa.false()
    return sa.and_(Completion.item_id == Item.id, Completion.person_id == reader.id)


def text_for(language: str) -> sa.ColumnElement[bool]:
    """Joins an item to its one text in `language`, or in another when it was not written in that."""
    written = aliased(ItemText)
    best = (
        sa.select(written.id)
        .where(written.item_id == Item.id)
        .order_by(sa.case((written.locale == language, 0), else_=1), written.locale)
        .limit(1)
        .correlate(Item)
        .scalar_subquery()
    )
    return ItemText.id == best
