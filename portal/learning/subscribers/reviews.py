"""The reminder that a review is due, for whoever looks after the item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.db import db
from portal.kernel.i18n import _, format_date, lazy, locale
from portal.kernel.mail import path
from portal.learning.commands.reviews import LOOKS_AFTER
from portal.learning.events import REVIEW_DUE
from portal.learning.models import Item, ItemText
from portal.learning.queries.scope import text_for
from portal.learning.subscribers.news import CAFETERIA
from portal.notifications.models import Notification
from portal.notifications.rules import Happened, Kind, Shown, rule

REVIEWS = Kind(
    "reviews",
    lazy("Content you should look over"),
    lazy("You get this e-mail because you look after this item of the cafeteria."),
    meant_for=lambda person: person.is_staff,
    subject=CAFETERIA,
)


def owner_of(happened: Happened) -> sa.Select[Any]:
    """The one colleague whose address the item names."""
    return (
        sa.select(happened.c.event_id, Person.id).join(Item, Item.id == happened.c.subject_id).join(Person, LOOKS_AFTER)
    )


def due_items(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """The items in words, for those who still look after them."""
    found = db.session.execute(
        sa.select(Person.id, Item, ItemText.title)
        .select_from(Item)
        .join(Person, LOOKS_AFTER)
        .join(ItemText, text_for(locale()))
        .where(
            Item.id.in_({notification.event.subject_id for notification in notifications}),
            Item.archived_at.is_(None),
            Person.id.in_({notification.person_id for notification in notifications}),
        )
    )
    shown = {(person_id, item.id): _shown(item, title) for person_id, item, title in found}
    keys = {notification.id: (notification.person_id, notification.event.subject_id) for notification in notifications}
    return {number: shown[key] for number, key in keys.items() if key in shown}


def _shown(item: Item, title: str) -> Shown:
    return Shown(
        title=_("“%(title)s” is due for review", title=title),
        detail=_("Last looked over %(date)s", date=format_date(item.reviewed_at)),
        url=path("content.edit", slug=item.slug),
        action=_("Look it over"),
        mail_subject=_("“%(title)s” is due for review", title=title),
    )


rule(REVIEW_DUE, kind=REVIEWS, icon="refresh", audience=owner_of, present=due_items)
