"""Sending again what was given up, or a test."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.calendar import now
from portal.kernel.db import db, locked
from portal.kernel.errors import Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.webhooks.commands.endpoints import refuse_others
from portal.webhooks.events import REPLAYED, TESTED
from portal.webhooks.messages import TEST
from portal.webhooks.models import NO_SESSION, WAITING, Outcome, State, WebhookDelivery, WebhookEndpoint
from portal.webhooks.queries import failed_since


def test(actor: Person, endpoint_id: int) -> WebhookDelivery:
    """Send a message that says nothing, once, also to an endpoint that gets no other."""
    refuse_others(actor)
    found = locked(WebhookEndpoint, endpoint_id, key_share=True)
    event = record(TESTED, found, actor=actor)
    made = WebhookDelivery(endpoint_id=found.id, event_id=event.id, type=TEST, next_at=now(), at=event.at)
    db.session.add(made)
    db.session.flush()
    return made


def replay(actor: Person, endpoint_id: int, delivery_id: int) -> bool:
    """Send this message once more, under its own id; whether it was not on its way anyway.

    Raises Forbidden, NotFound, Refused for an endpoint that is switched off.
    """
    done = (WebhookDelivery.id == delivery_id, WebhookDelivery.endpoint_id == endpoint_id, sa.not_(WAITING))
    return _again(actor, endpoint_id, *done) > 0


def replay_failed(actor: Person, endpoint_id: int, since: datetime) -> int:
    """Send all again that was given up since then; how many that are. Raises as above."""
    return _again(actor, endpoint_id, *failed_since(endpoint_id, since), WebhookDelivery.type != TEST)


def _again(actor: Person, endpoint_id: int, *where: Any) -> int:
    refuse_others(actor)
    found = locked(WebhookEndpoint, endpoint_id, key_share=True)
    if found.state == State.OFF:
        raise Refused(_("This webhook is switched off. Switch it on first."))
    waits = {"state": Outcome.WAITING, "next_at": now(), "tries": 0, "lease": None, "done_at": None}
    again = sa.update(WebhookDelivery).where(*where).values(**waits).returning(WebhookDelivery.id)
    number = len(db.session.execute(again, execution_options=NO_SESSION).all())
    if number:
        record(REPLAYED, found, actor=actor, number=number)
    return number
