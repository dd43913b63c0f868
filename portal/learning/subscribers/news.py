"""Who hears of a new item: the people of companies in its stage who may open it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.kernel.db import db
from portal.kernel.i18n import _, lazy, locale
from portal.kernel.mail import path
from portal.learning.events import PUBLISHED
from portal.learning.labels import duration, format_name
from portal.learning.models import Item, ItemAudience, ItemText, Stage
from portal.learning.queries.scope import text_for
from portal.notifications.models import Notification
from portal.notifications.rulebook import Subject
from portal.notifications.rules import Happened, Kind, Shown, rule

CAFETERIA = Subject(lazy("Cafeteria"), 10)
CONTENT = Kind(
    "content",
    lazy("New content for your stage"),
    lazy("You get this e-mail because your company is in the stage this content is for."),
    mail=False,  # a day of writing would be a day of mails; who wants them chooses them
    meant_for=lambda person: person.organization_id is not None,
    subject=CAFETERIA,
)


def open_to_company() -> sa.ColumnElement[bool]:
    """Items on the menu that people of an `Organization` may open: `access_tokens` of a customer, written in SQL."""
    token = ItemAudience.token
    audience = sa.or_(token.in_(("public", "members")), token == sa.literal("tier:").concat(Organization.tier))
    opens = sa.exists().where(ItemAudience.item_id == Item.id, audience).correlate(Item, Organization)
    return sa.and_(Item.archived_at.is_(None), opens)


def learners_of_stage(happened: Happened) -> sa.Select[Any]:
    """Everybody whose company is in the item's stage and who finds it on the menu."""
    return (
        sa.select(happened.c.event_id, Person.id)
        .join(Item, Item.id == happened.c.subject_id)
        .join(Stage, sa.and_(Stage.slug == Item.stage, Stage.staff_only.is_(False)))
        .join(Organization, Organization.stage == Item.stage)
        .join(Person, Person.organization_id == Organization.id)
        .where(open_to_company())
    )


def published_items(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """The items in words; none for people who may not open theirs any more."""
    found = db.session.execute(
        sa.select(Person.id, Item.id, Item.slug, Item.format, Item.minutes, ItemText.title)
        .select_from(Person)
        .join(Organization, Organization.id == Person.organization_id)
        .join(Item, Item.id.in_({notification.event.subject_id for notification in notifications}))
        .join(ItemText, text_for(locale()))
        .where(Person.id.in_({notification.person_id for notification in notifications}), open_to_company())
    )
    shown = {
        (person_id, item_id): _shown(slug, format_, minutes, title)
        for person_id, item_id, slug, format_, minutes, title in found
    }
    keys = {notification.id: (notification.person_id, notification.event.subject_id) for notification in notifications}
    return {notification_id: shown[key] for notification_id, key in keys.items() if key in shown}


def _shown(slug: str, format_: str, minutes: int, title: str) -> Shown:
    return Shown(
        title=_("New in the cafeteria: %(title)s", title=title),
        detail=_("%(format)s, %(duration)s", format=format_name(format_), duration=duration(minutes)),
        url=path("learning.item", slug=slug),
        action=_("Open it"),
        mail_subject=_("New in the cafeteria: %(title)s", title=title),
    )


rule(PUBLISHED, kind=CONTENT, icon="tools-kitchen-2", audience=learners_of_stage, present=published_items)
