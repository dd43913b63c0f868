"""What a person was told, in words; how much of it is unread; what they want by mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from portal.accounts.models import Person
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.notifications.models import Notification, Preference
from portal.notifications.rulebook import KINDS, RULES, Kind, Shown

COUNT_UP_TO = 100
UNREAD = sa.select(sa.func.count()).select_from(
    sa.select(Notification.id)
    .where(Notification.person_id == sa.bindparam("person_id"), Notification.read_at.is_(None))
    .limit(COUNT_UP_TO)
    .subquery()
)


@dataclass(frozen=True)
class Choice:
    """One kind and whether the person gets its mails."""

    kind: Kind
    mail: bool


def of_person(person_id: int, *, unread: bool = False) -> sa.Select[Any]:
    """The person's notifications with their events."""
    chosen = (
        sa.select(Notification)
        .join(Notification.event)
        .options(contains_eager(Notification.event))
        .where(Notification.person_id == person_id)
    )
    return chosen.where(Notification.read_at.is_(None)) if unread else chosen


def in_words(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """How each reads in the language in force, by its id; one query for each rule. What is gone is left out."""
    by_rule: dict[str, list[Notification]] = {}
    for notification in notifications:
        by_rule.setdefault(notification.event.name, []).append(notification)
    shown: dict[int, Shown] = {}
    for name, mine in by_rule.items():
        if rule := RULES.get(name):
            shown |= rule.present(mine)
    return shown


def one(person_id: int, notification_id: int) -> Notification:
    """A notification of this person. Raises NotFound, also for other people's."""
    found: Notification | None = db.session.scalar(of_person(person_id).where(Notification.id == notification_id))
    if found is None:
        raise NotFound(_("This notification was not found."))
    return found


def unread_count(person_id: int) -> int:
    """How many are unread, counted to 100 at most: the index holds the unread ones only."""
    return db.session.connection().scalar(UNREAD, {"person_id": person_id}) or 0


def choices(person: Person) -> list[Choice]:
    """The kinds this person may choose about, by key, and what holds now."""
    wishes = dict(
        db.session.execute(sa.select(Preference.kind, Preference.mail).where(Preference.person_id == person.id)).all()
    )
    offered = sorted((kind for kind in KINDS.values() if kind.optional and kind.meant_for(person)), key=lambda k: k.key)
    return [Choice(kind, wishes.get(kind.key, kind.mail)) for kind in offered]
