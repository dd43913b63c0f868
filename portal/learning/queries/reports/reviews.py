"""Which items nobody has looked over for longer than their authors wanted."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.i18n import locale
from portal.learning.models import Item, ItemText
from portal.learning.queries.contents import overdue, review_due
from portal.learning.queries.scope import text_for


class Overdue(NamedTuple):
    """An item on the menu whose review is due; `owner` as its author wrote it."""

    slug: str
    title: str
    language: str
    owner: str
    reviewed: datetime
    due: datetime

    @property
    def days(self) -> int:
        """Whole days since it was due."""
        return (now() - self.due).days


def reviews_overdue() -> list[Overdue]:
    """Those due longest first."""
    rows = db.session.execute(
        sa.select(Item.slug, ItemText.title, ItemText.locale, Item.owner, Item.reviewed_at, Item.review_days)
        .join(ItemText, text_for(locale()))
        .where(overdue())
    )
    found = [
        Overdue(slug, title, language, owner, reviewed, review_due(reviewed, days))
        for slug, title, language, owner, reviewed, days in rows
    ]
    return sorted(found, key=lambda one: (one.due, one.slug))
