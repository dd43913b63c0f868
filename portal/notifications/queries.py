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
from portal.notifications.models import Digest, Every, Notification, Preference
from portal.notifications.rulebook import KINDS, RULES, Kind, Shown, Subject, way_of

COUNT_UP_TO = 100
UNREAD = sa.select(sa.func.count()).select_from(
    sa.select(Notification.id)
    .where(Notification.person_id == sa.bindparam("person_id"), Notification.read_at.is_(None))
    .limit(COUNT_UP_TO)
    .subquery()
)


@dataclass(frozen=True)
class Choice:
    """One kind and how the person hears of it."""

    kind: Kind
    way: str


@dataclass(frozen=True)
class Choices:
    """How often the person gets a digest, and the kinds they may choose about, by key."""

    every: str
    kinds: list[Choice]

    @property
    def subjects(self) -> list[tuple[Subject, list[Choice]]]:
        """The kinds by what they are about."""
        found: dict[Subject, list[Choice]] = {}
        for choice in sorted(self.kinds, key=lambda one: one.kind.subject.position):
            found.setdefault(choice.kind.subject, []).append(choice)
        return list(found.items())


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


def choices(person: Person) -> Choices:
    """What holds now for this person."""
    rows = db.session.execute(
        sa.select(Digest.every, Preference)
        .select_from(Person)
        .outerjoin(Digest, Digest.person_id == Person.id)
        .outerjoin(Preference, Preference.person_id == Person.id)
        .where(Person.id == person.id)
    ).all()
    wishes = {wish.kind: wish for _every, wish in rows if wish}
    offered = sorted((kind for kind in KINDS.values() if kind.optional and kind.meant_for(person)), key=lambda k: k.key)
    return Choices(
        rows[0][0] or Every.WEEK, [Choice(kind, way_of(kind, wishes.get(kind.key)).value) for kind in offered]
    )


def digest_of(person_id: int) -> str:
    """How often the person gets a digest."""
    return db.session.scalar(sa.select(Digest.every).where(Digest.person_id == person_id)) or Every.WEEK
