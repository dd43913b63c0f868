"""Paying what the outbox owes: each consumer gets its waiting events as one list, in a transaction of its own."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import AFTER, Event, Outbox

CHUNK = 100  # events a consumer gets at once; keeps a chunk near 100 ms
MAX_TRIES = 12  # spread over about three hours, then a person has to look
AHEAD = timedelta(hours=2)  # longer than `backoff` lets anything wait

log = structlog.get_logger()


def drain() -> int:
    """Hand every waiting event to its consumers; how many debts were paid. One consumer's failure stops no other."""
    paid = 0
    for consumer in sorted(AFTER):
        while handled := _take(consumer):
            paid += handled
    return paid


def _take(consumer: str) -> int:
    """One chunk of one consumer's debts; how many were paid (0 also after a failure, so that drain moves on)."""
    due = _due(consumer)
    if not due:
        db.session.rollback()
        return 0
    ids, events = [row.Outbox.id for row in due], [row.Event for row in due]
    try:
        _handle(consumer, events)
        db.session.execute(sa.delete(Outbox).where(Outbox.id.in_(ids)))
        db.session.commit()
    except Exception as error:
        db.session.rollback()
        log.error("consumer.failed", consumer=consumer, events=len(ids), exc_info=error)
        return _one_by_one(consumer, ids) if len(ids) > 1 else _postpone(ids[0], error)
    return len(ids)


def _due(consumer: str) -> Sequence[sa.Row[Outbox, Event]]:
    return db.session.execute(
        sa.select(Outbox, Event)
        .join(Event, Event.id == Outbox.event_id)
        .where(Outbox.consumer == consumer, is_due(Outbox.due_at))
        .order_by(Outbox.id)
        .limit(CHUNK)
        .with_for_update(skip_locked=True, of=Outbox)
    ).all()


def _handle(consumer: str, events: Sequence[Event]) -> None:
    for name, handlers in AFTER[consumer].items():
        if mine := [event for event in events if event.name == name]:
            for handler in handlers:
                handler(mine)


def _one_by_one(consumer: str, ids: list[int]) -> int:
    """After a failed chunk: only the event that fails waits, the rest go on."""
    paid = 0
    for debt_id in ids:
        found = db.session.execute(
            sa.select(Outbox, Event)
            .join(Event, Event.id == Outbox.event_id)
            .where(Outbox.id == debt_id)
            .with_for_update(skip_locked=True, of=Outbox)
        ).first()
        if found is None:
            continue
        try:
            _handle(consumer, [found.Event])
            db.session.delete(found.Outbox)
            db.session.commit()
            paid += 1
        except Exception as error:
            db.session.rollback()
            _postpone(debt_id, error)
    return paid


def _postpone(debt_id: int, error: Exception) -> int:
    """Try again later, with a doubling wait; after the last try the row stays without a due time."""
    debt = db.session.get(Outbox, debt_id)
    if debt is not None:
        debt.tries += 1
        debt.error = f"{type(error).__name__}: {error}"[:500]
        debt.due_at = now() + backoff(debt.tries) if debt.tries < MAX_TRIES else None
        db.session.commit()
        log.error("consumer.postponed", consumer=debt.consumer, event_id=debt.event_id, tries=debt.tries)
    return 0


def is_due(at: Any) -> sa.ColumnElement[bool]:
    """Its moment has come, or lies so far ahead that only a clock that ran ahead for a while can have set it."""
    moment = now()
    return sa.or_(at <= moment, at > moment + AHEAD)


def backoff(tries: int) -> timedelta:
    """2, 4, 8 … seconds, at most an hour, spread by a fifth so that many do not return at once."""
    return timedelta(seconds=min(2.0**tries, 3600) * random.uniform(0.8, 1.2))  # noqa: S311 - spread, not secrecy
