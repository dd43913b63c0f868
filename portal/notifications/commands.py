"""Tell people, note what they have read, and what they want by mail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.calendar import now
from portal.kernel.db import begin_write, db, insert, insert_once
from portal.kernel.errors import Invalid
from portal.kernel.events import Event
from portal.kernel.i18n import _
from portal.notifications.models import Digest, Every, Notification, Preference, Way
from portal.notifications.rulebook import KINDS, RULES, Audience, Happened
from portal.notifications.slots import next_slot

NO_SESSION = {"synchronize_session": False}


def notify(events: Sequence[Event]) -> None:
    """Write the notifications of events that share a name; once for each event and person, however often it runs.

    One INSERT … SELECT: 50,000 receivers cost no memory here. Their mails are written later, page by page.
    """
    rule = RULES[events[0].name]
    table = Notification.__table__
    rows = receivers(events, rule.audience, suspended_too=rule.kind.suspended_too).add_columns(
        sa.literal(rule.kind.key, table.c.kind.type),
        sa.literal(True, table.c.mail_due.type),
        sa.literal(now(), table.c.created_at.type),
    )
    # the WHERE of the receivers must stay outermost: without one SQLite reads ON CONFLICT as the beginning of a join
    rows = rows.order_by(Event.id)  # pages go by number, and what happened last is to stand first
    names = ["event_id", "person_id", "kind", "mail_due", "created_at"]
    db.session.execute(insert(Notification).from_select(names, rows).on_conflict_do_nothing())


def receivers(events: Sequence[Event], audience: Audience, *, suspended_too: bool = False) -> sa.Select[Any]:
    """Who of the audience is told: `event_id`, `person_id`. Neither the actor nor who is erased, or suspended now."""
    wanted = audience(_happened(events)).subquery()
    event_id, person_id = tuple(wanted.c)[:2]
    return (
        sa.select(event_id.label("event_id"), Person.id.label("person_id"))
        .select_from(wanted)
        .join(Person, Person.id == person_id)
        .join(Event, Event.id == event_id)
        .where(
            Person.erased_at.is_(None) if suspended_too else Person.may_write,
            Event.actor_id.is_distinct_from(Person.id),  # nobody is told of their own deed
        )
    )


def _happened(events: Sequence[Event]) -> Happened:
    columns = sa.column("event_id", sa.Integer), sa.column("subject_id", sa.Integer)
    return sa.values(*columns, name="v").data([(event.id, event.subject_id) for event in events]).cte("happened")


def mark_read(person_id: int, notification_id: int) -> None:
    """Note that the person opened it; the first time counts."""
    _read(Notification.person_id == person_id, Notification.id == notification_id)


def mark_group_read(person_id: int, newest: Notification) -> None:
    """Note that the person opened this one together with the older ones of the same happening and subject."""
    same = sa.exists().where(
        Event.id == Notification.event_id, Event.name == newest.event.name, Event.subject == newest.event.subject
    )
    _read(Notification.person_id == person_id, Notification.id <= newest.id, same)


def mark_all_read(person_id: int, up_to: int) -> None:
    """Note that the person has seen all up to this one, but none that came while the page was open."""
    _read(Notification.person_id == person_id, Notification.id <= up_to)


def _read(*where: sa.ColumnElement[bool]) -> None:
    db.session.execute(
        sa.update(Notification)
        .where(*where, Notification.read_at.is_(None))
        .values(read_at=now(), digest_due=False)
        .execution_options(**NO_SESSION)
    )


def choose_mail(person_id: int, choices: dict[str, Way]) -> None:
    """Make these the person's wishes, by kind; kinds that are not named keep theirs."""
    if not choices:
        return
    rows = [
        {"person_id": person_id, "kind": kind, "mail": way == Way.NOW, "digest": way == Way.DIGEST}
        for kind, way in choices.items()
    ]
    statement = insert(Preference).values(rows)
    new = {name: statement.excluded[name] for name in ("mail", "digest")}
    db.session.execute(statement.on_conflict_do_update(index_elements=["person_id", "kind"], set_=new))
    for kind, way in choices.items():
        if way != Way.NOW and (when_off := KINDS[kind].when_off):
            when_off(person_id)


def choose_digest(person: Person, every: str) -> None:
    """Make this how often the person gets a digest. What waited is forgotten with the digest, and does not come back.

    Raises Invalid (`digest`) for what is no rhythm.
    """
    if every not in tuple(Every):
        raise Invalid(_("Choose one of the digests of the list."), "digest")
    begin_write()
    insert_once(Digest, person_id=person.id, every=Every.WEEK)
    found = db.session.scalars(sa.select(Digest).filter_by(person_id=person.id).with_for_update()).one()
    before, found.every = found.every, every
    if every == before:
        return
    if Every.NEVER in (before, every):
        found.day = found.next_at = None
        _forget_waiting(person.id)
    elif found.next_at is not None and found.next_at > now():  # one that is due already comes as it was to
        found.day, found.next_at = next_slot(every, person.time_zone, found.last_day)


def _forget_waiting(person_id: int) -> None:
    waiting = sa.update(Notification).where(Notification.person_id == person_id, Notification.digest_due)
    db.session.execute(waiting.values(digest_due=False).execution_options(**NO_SESSION))
