"""Whoever looks after an item is reminded, once for each review that is due, that somebody should look it over."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person, Role
from portal.kernel.calendar import now
from portal.kernel.db import begin_write, db
from portal.kernel.events import record
from portal.kernel.jobs import every
from portal.learning.events import REVIEW_DUE
from portal.learning.models import Item
from portal.learning.queries.contents import overdue


def looks_after(person: Any) -> sa.ColumnElement[bool]:
    """Whether `person`, the model or an alias of it, is on the staff and has the address of the item's owner."""
    return sa.and_(
        person.email == sa.func.lower(Item.owner),
        person.roles.bitwise_and(Role.STAFF) != 0,
        person.may_write,
    )


LOOKS_AFTER = looks_after(Person)


@every(24 * 3600, "learning.remind_reviews")
def remind() -> None:
    """Note each review that came due since its owner was last told. Without an owner only lists show it."""
    begin_write()
    told = sa.or_(Item.review_told_at.is_(None), Item.review_told_at < Item.reviewed_at)
    owned = sa.exists().where(LOOKS_AFTER).correlate(Item)
    due = sa.select(Item).where(overdue(), told, owned).order_by(Item.id).with_for_update(key_share=True)
    for item in db.session.scalars(due).all():
        item.review_told_at = now()
        record(REVIEW_DUE, item, slug=item.slug)
    db.session.commit()
