"""What happened, written down in the same transaction as the deed, and who still has to hear of it.

An event row is the customer's time line and the audit trail. An outbox row is one consumer's debt for one event:
it is written with the event and deleted with the consumer's work, so a committed event is never lost, and never
handled twice in effect.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import g, has_app_context
from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model, db
from portal.kernel.i18n import lazy

TROUBLED = sa.text("error IS NOT NULL")


class Event(Model):
    """One thing that happened. `subject` is `kind:id`; `data` holds ids and the flagged personal keys only."""

    __table_args__ = (
        Index("ix_event_subject_id", "subject", "id"),
        Index("ix_event_organization_id_id", "organization_id", "id"),
    )

    name: Mapped[str]
    subject: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(index=True)

    @property
    def subject_id(self) -> int:
        """The number behind the colon of `subject`."""
        return int(self.subject.rpartition(":")[2])


class Outbox(Model):
    """An event that `consumer` has not handled yet; after the last try it stays, with `error`, for staff to see."""

    __table_args__ = (
        Index("ix_outbox_consumer_due_at_id", "consumer", "due_at", "id"),
        Index("ix_outbox_troubled", "id", postgresql_where=TROUBLED, sqlite_where=TROUBLED),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    consumer: Mapped[str]
    due_at: Mapped[datetime | None]  # None: given up
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]


@dataclass(frozen=True)
class EventKind:
    """The contract of one event name: the keys of its data, which of them are personal, and what staff read."""

    name: str
    keys: frozenset[str]
    personal: frozenset[str]
    text: lazy
    audit: bool  # shown in the audit log
    progress: bool  # somebody's learning: for their key persons and who looks after customers, no other staff


Handler = Callable[[Event], None]
BatchHandler = Callable[[Sequence[Event]], None]

EVENTS: dict[str, EventKind] = {}
INSIDE: dict[str, list[Handler]] = {}
AFTER: dict[str, dict[str, list[BatchHandler]]] = {}  # consumer → event name → handlers


def declare(
    name: str,
    text: lazy,
    *,
    keys: Sequence[str] = (),
    personal: Sequence[str] = (),
    audit: bool = False,
    progress: bool = False,
) -> None:
    """Make `name` (noun.past_verb) an event that may be recorded."""
    EVENTS[name] = EventKind(name, frozenset(keys) | frozenset(personal), frozenset(personal), text, audit, progress)


def inside(*names: str) -> Callable[[Handler], Handler]:
    """Run in the deed's own transaction: if the handler fails, the deed fails."""

    def register(handler: Handler) -> Handler:
        for name in names:
            handlers = INSIDE.setdefault(name, [])
            if handler not in handlers:
                handlers.append(handler)
        return handler

    return register


def after(consumer: str, *names: str) -> Callable[[BatchHandler], BatchHandler]:
    """Run later in the worker, with all waiting events of these names at once; must be repeatable."""

    def register(handler: BatchHandler) -> BatchHandler:
        for name in names:
            handlers = AFTER.setdefault(consumer, {}).setdefault(name, [])
            if handler not in handlers:
                handlers.append(handler)
        return handler

    return register


def record(
    name: str, subject: Model, *, actor: Model | None = None, organization_id: int | None = None, **data: Any
) -> Event:
    """Write down that `name` happened to `subject`, and what each interested consumer owes.

    Raises KeyError for an undeclared name and ValueError for a data key its contract does not list.
    """
    kind = EVENTS[name]
    if extra := set(data) - kind.keys:
        raise ValueError(f"{name} does not carry {', '.join(sorted(extra))}")
    db.session.flush()
    event = Event(
        name=name,
        subject=f"{subject.__tablename__}:{subject.id}",
        actor_id=actor.id if actor is not None else None,
        organization_id=organization_id,
        data=data,
        at=now(),
    )
    db.session.add(event)
    db.session.flush()
    for handler in INSIDE.get(name, ()):
        handler(event)
    owed = [
        {"event_id": event.id, "consumer": consumer, "due_at": event.at, "tries": 0}
        for consumer, names in AFTER.items()
        if name in names
    ]
    if owed:
        db.session.execute(sa.insert(Outbox), owed)
        if has_app_context():
            g.nudge = True
    return event
