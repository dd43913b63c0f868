"""Writing down who is to be told of an event, once for each endpoint and type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.kernel.calendar import now
from portal.kernel.db import db, insert
from portal.kernel.events import Event
from portal.kernel.hooks import WEBHOOK_TYPES, WebhookType
from portal.webhooks.models import Outcome, State, WebhookDelivery, WebhookEndpoint, new_message_id


def owe(events: Sequence[Event]) -> None:
    """A message for each endpoint that wants to hear; may be done again. Of what is not for others there is none.

    An endpoint hears what happens from the moment it was added. For one that is switched off
    it is noted as failed, so that it can be sent again with the others.
    """
    ears = db.session.scalars(sa.select(WebhookEndpoint).order_by(WebhookEndpoint.id)).all()
    if not ears:
        return
    rows: list[dict[str, Any]] = []
    for kind in WEBHOOK_TYPES.values():
        wanting = [ear for ear in ears if not ear.types or kind.name in ear.types]
        if wanting and (told := _told(kind, events)):
            rows += [_row(kind.name, event, ear) for event in told for ear in wanting if event.at >= ear.at]
    if rows:
        db.session.execute(insert(WebhookDelivery).on_conflict_do_nothing(), rows)


def _told(kind: WebhookType, events: Sequence[Event]) -> list[Event]:
    mine = [event for event in events if event.name in kind.events]
    built = kind.build(mine) if mine else {}
    return [event for event in mine if event.id in built]


def _row(kind: str, event: Event, ear: WebhookEndpoint) -> dict[str, Any]:
    off = ear.state == State.OFF
    return {
        "endpoint_id": ear.id,
        "event_id": event.id,
        "type": kind,
        "message_id": new_message_id(),
        "state": Outcome.FAILED if off else Outcome.WAITING,
        "next_at": None if off else now(),
        "tries": 0,
        "at": event.at,
        "done_at": now() if off else None,
    }
