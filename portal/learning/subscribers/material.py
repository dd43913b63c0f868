"""Who hears of a change that matters: those who had finished the item before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Organization, Person, Role
from portal.kernel.db import db
from portal.kernel.i18n import _, lazy, locale
from portal.kernel.mail import path
from portal.learning.events import CHANGED_MATERIALLY
from portal.learning.models import Completion, Item, ItemText
from portal.learning.queries.scope import text_for
from portal.learning.subscribers.news import CAFETERIA, open_to_company
from portal.notifications.models import Notification
from portal.notifications.rules import Happened, Kind, Shown, rule

CHANGES = Kind(
    "changes",
    lazy("Changes in what you finished"),
    lazy("You get this e-mail because you finished this item before it changed."),
    mail=False,
    subject=CAFETERIA,
)


def _may_open() -> sa.ColumnElement[bool]:
    on_staff = sa.and_(Person.roles.bitwise_and(Role.STAFF) != 0, Item.archived_at.is_(None))
    return sa.or_(on_staff, open_to_company())


def who_finished(happened: Happened) -> sa.Select[Any]:
    """Everybody who finished an earlier version than the one the change came with, and can open the item."""
    return (
        sa.select(happened.c.event_id, Person.id)
        .join(Item, Item.id == happened.c.subject_id)
        .join(Completion, sa.and_(Completion.item_id == Item.id, Completion.version < Item.material_version))
        .join(Person, Person.id == Completion.person_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(_may_open())
    )


def changed_items(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """The items in words; none for people who may not open theirs any more."""
    found = db.session.execute(
        sa.select(Person.id, Item.id, Item.slug, ItemText.title)
        .select_from(Person)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .join(Item, Item.id.in_({notification.event.subject_id for notification in notifications}))
        .join(ItemText, text_for(locale()))
        .where(Person.id.in_({notification.person_id for notification in notifications}), _may_open())
    )
    shown = {(person_id, item_id): _shown(slug, title) for person_id, item_id, slug, title in found}
    keys = {notification.id: (notification.person_id, notification.event.subject_id) for notification in notifications}
    return {number: shown[key] for number, key in keys.items() if key in shown}


def _shown(slug: str, title: str) -> Shown:
    return Shown(
        title=_("“%(title)s” has changed since you finished it", title=title),
        detail=_("It stays finished. You can see which words were added and removed."),
        url=path("learning.changes", slug=slug),
        action=_("See what changed"),
        mail_subject=_("“%(title)s” has changed since you finished it", title=title),
    )


rule(CHANGED_MATERIALLY, kind=CHANGES, icon="refresh", audience=who_finished, present=changed_items)
