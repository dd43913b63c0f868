"""Whoever looks after an item is reminded, once for each review that is due, that somebody should look it over."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.console_models import holding
from portal.accounts.models import Person, Role
from portal.kernel.calendar import now
from portal.kernel.db import begin_write, db
from portal.kernel.events import record
from portal.kernel.jobs import every
from portal.learning.events import REVIEW_DUE
from portal.learning.models import Item
from portal.learning.queries.contents import overdue

# Somebody on the staff whose address is the item's owner.
LOOKS_AFTER = sa.and_(
    Person.email == sa.func.lower(Item.owner),
    *holding(Role.STAFF),
    Person.suspended_at.is_(None),
    Person.erased_at.is_(None),
)


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
