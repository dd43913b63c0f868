"""Which items are on the menu of a reader: conditions written once, the reader coming in as parameters.

Building a statement costs several times what running it does, so the statements of pages are built when their module
is imported and `reading(reader)` gives each request's values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.policy import access_tokens
from portal.kernel.i18n import locale
from portal.learning.models import Completion, Item, ItemAudience, ItemText

if TYPE_CHECKING:
    from portal.accounts.models import Person


def reading(reader: Person | None, **more: Any) -> dict[str, Any]:
    """Values of the parameters below, and `more` that a statement asks for."""
    return {
        "reader_id": reader.id if reader else None,  # equals no person's id
        "tokens": list(access_tokens(reader)),
        "language": locale(),
        **more,
    }


def text_for(language: str | sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
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


# Items whose audience holds the reader, on the menu or not. Stages for staff only are in the audience already.
OPEN = (
    sa.exists()
    .where(ItemAudience.item_id == Item.id, ItemAudience.token.in_(sa.bindparam("tokens", expanding=True)))
    .correlate(Item)
)
ON_MENU = sa.and_(Item.archived_at.is_(None), OPEN)  # items this reader can open now
FINISHED = sa.and_(  # joins an item to the reader's completion of it; to none for a guest
    Completion.item_id == Item.id, Completion.person_id == sa.bindparam("reader_id", type_=sa.Integer())
)
BEST_TEXT = text_for(sa.bindparam("language", type_=sa.Text()))
