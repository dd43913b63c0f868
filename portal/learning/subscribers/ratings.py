"""Why an item helped or did not, told to whoever looks after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.console_models import holding
from portal.accounts.models import Organization, Person, Role
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.kernel.i18n import _, lazy, locale
from portal.kernel.mail import path
from portal.learning.commands.reviews import looks_after
from portal.learning.events import RATED
from portal.learning.models import Item, ItemText, Rating
from portal.learning.queries.scope import text_for
from portal.learning.subscribers.news import CAFETERIA
from portal.notifications.models import Notification
from portal.notifications.rules import Happened, Kind, Shown, rule

RATINGS = Kind(
    "ratings",
    lazy("Why an item helped or did not"),
    lazy("You get this e-mail because you look after this item of the cafeteria."),
    mail=False,  # CS gets those of all items without an owner
    meant_for=lambda person: person.is_staff,
    subject=CAFETERIA,
)


def who_looks_after(happened: Happened) -> sa.Select[Any]:
    """The owner of the item when that is somebody on the staff, else all of customer success; reasons alone count."""
    owned = sa.exists().where(looks_after(aliased(Person))).correlate(Item)
    cares = sa.case((owned, Person.email == sa.func.lower(Item.owner)), else_=Person.roles.bitwise_and(Role.CS) != 0)
    return (
        sa.select(happened.c.event_id, Person.id)
        .join(Event, Event.id == happened.c.event_id)
        .join(Item, Item.id == happened.c.subject_id)
        .join(Person, sa.and_(*holding(Role.STAFF)))
        .where(Event.data["explained"].as_boolean().is_(True), cares)
    )


def reasons(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """The reasons in their writers' words, for receivers still on the staff."""
    found = db.session.execute(
        sa.select(Rating, Item.slug, ItemText.title, Person.display_name, Organization.name)
        .join(Item, Item.id == Rating.item_id)
        .join(ItemText, text_for(locale()))
        .join(Person, Person.id == Rating.person_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(
            Item.id.in_({notification.event.subject_id for notification in notifications}),
            Person.id.in_({notification.event.actor_id for notification in notifications}),
            Person.erased_at.is_(None),
            Rating.reason != "",
        )
    )
    shown = {(one.item_id, one.person_id): _shown(one, *words) for one, *words in found}
    staff = _staff()
    keys = {one.id: (one.event.subject_id, one.event.actor_id or 0) for one in notifications if one.person_id in staff}
    return {number: shown[key] for number, key in keys.items() if key in shown}


def _staff() -> set[int]:
    return set(db.session.scalars(sa.select(Person.id).where(*holding(Role.STAFF))))


def _shown(rating: Rating, slug: str, title: str, name: str, company: str | None) -> Shown:
    told = _("“%(title)s” helped", title=title) if rating.helpful else _("“%(title)s” did not help", title=title)
    who = _("%(name)s, %(company)s", name=name, company=company) if company else name
    return Shown(
        title=told,
        detail=_("%(who)s: %(reason)s", who=who, reason=rating.reason),
        url=path("learning.item", slug=slug),
        action=_("Open the item"),
    )


rule(RATED, kind=RATINGS, icon="thumb-up", audience=who_looks_after, present=reasons)
