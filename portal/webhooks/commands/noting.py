"""What came of a try: done, again later, or given up; and what that says about the endpoint. Each commits."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from portal.kernel.calendar import now
from portal.kernel.db import begin_write, db, locked
from portal.kernel.errors import NotFound
from portal.kernel.events import record
from portal.webhooks.calling.answers import Answer
from portal.webhooks.commands.leasing import Lease
from portal.webhooks.events import GIVEN_UP, SWITCHED_OFF
from portal.webhooks.messages import TEST
from portal.webhooks.models import (
    NO_SESSION,
    WAITING,
    Outcome,
    State,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
)

# Standard Webhooks 1.0.0, "Deliverability and reliability": how long after each try the next one comes.
WAITS = [timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30)] + [
    timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)
]
JITTER = 0.1  # of a wait, either way, so that many do not return at once
TOO_LONG = timedelta(hours=60)  # of nothing but failures, before a message that is given up switches the endpoint off
WARN_AGAIN = timedelta(days=1)

log = structlog.get_logger()


def drop(lease: Lease) -> None:
    """There was nothing to tell any more."""
    _finish(lease, Outcome.DROPPED)
    db.session.commit()


def note(endpoint_id: int, lease: Lease, answer: Answer) -> None:
    """Keep the answer, unless the lease has ended and another worker has the message."""
    if answer.taken:
        _delivered(endpoint_id, lease, answer)
    else:
        _failed(endpoint_id, lease, answer)
    db.session.commit()


def _delivered(endpoint_id: int, lease: Lease, answer: Answer) -> None:
    """The endpoint's row is written once a minute at most, or where it was in trouble: many messages may go at once."""
    begin_write()
    seen = WebhookEndpoint.delivered_at
    stale = sa.or_(seen.is_(None), seen < now() - timedelta(minutes=1), WebhookEndpoint.failing_since.is_not(None))
    well = {"delivered_at": now(), "failing_since": None, "rest_until": None, "warned_at": None}
    mended = sa.update(WebhookEndpoint).where(WebhookEndpoint.id == endpoint_id, stale).values(**well)
    db.session.execute(mended, execution_options=NO_SESSION)
    if _finish(lease, Outcome.DELIVERED, tries=WebhookDelivery.tries + 1) is not None:
        _keep(lease, answer)


def _failed(endpoint_id: int, lease: Lease, answer: Answer) -> None:
    try:
        endpoint = locked(WebhookEndpoint, endpoint_id, key_share=True)
    except NotFound:  # removed while the call was under way, and its messages with it
        return
    wanted = sa.select(WebhookDelivery).where(WebhookDelivery.id == lease.delivery_id)
    delivery = db.session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
    if delivery is None or delivery.lease != lease.token:
        return
    endpoint.failing_since = endpoint.failing_since or now()
    if answer.rest is not None:
        endpoint.rest_until = now() + answer.rest
    delivery.tries += 1
    delivery.lease = None
    _keep(lease, answer)
    if answer.gone:
        _give_up(delivery)
        _switch_off(endpoint, "gone")
    elif delivery.type == TEST or delivery.tries > len(WAITS):
        _give_up(delivery)
        _judge(endpoint, delivery)
    else:
        later = _jittered(WAITS[delivery.tries - 1])
        delivery.next_at = now() + max(later, answer.rest or later)


def _jittered(wait: timedelta) -> timedelta:
    return wait * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - spread, not secrecy


def _judge(endpoint: WebhookEndpoint, delivery: WebhookDelivery) -> None:
    """After a message was given up: switch off what has long not worked, else tell the owner, once a day."""
    if delivery.type == TEST or endpoint.state == State.OFF:
        return
    if endpoint.failing_since is not None and endpoint.failing_since <= now() - TOO_LONG:
        _switch_off(endpoint, "failing")
    elif endpoint.warned_at is None or endpoint.warned_at <= now() - WARN_AGAIN:
        endpoint.warned_at = now()
        record(GIVEN_UP, endpoint)


def _switch_off(endpoint: WebhookEndpoint, why: str) -> None:
    """Nothing more is sent; what waits counts as failed, so it is seen and can be sent again."""
    if endpoint.state == State.OFF:
        return
    endpoint.state, endpoint.why_off = State.OFF, why
    waiting = (WebhookDelivery.endpoint_id == endpoint.id, WAITING)
    failed = {"state": Outcome.FAILED, "next_at": None, "lease": None, "done_at": now()}
    db.session.flush()
    db.session.execute(sa.update(WebhookDelivery).where(*waiting).values(**failed), execution_options=NO_SESSION)
    record(SWITCHED_OFF, endpoint, why=why)
    log.warning("webhook.switched_off", endpoint=endpoint.id, why=why)


def _give_up(delivery: WebhookDelivery) -> None:
    delivery.state, delivery.next_at, delivery.done_at = Outcome.FAILED, None, now()


def _finish(lease: Lease, outcome: Outcome, **values: Any) -> int | None:
    held = (WebhookDelivery.id == lease.delivery_id, WebhookDelivery.lease == lease.token)
    done = {"state": outcome, "next_at": None, "lease": None, "done_at": now()}
    finished = sa.update(WebhookDelivery).where(*held).values(**done, **values).returning(WebhookDelivery.id)
    found: int | None = db.session.scalar(finished, execution_options=NO_SESSION)
    return found


def _keep(lease: Lease, answer: Answer) -> None:
    db.session.add(
        WebhookAttempt(
            delivery_id=lease.delivery_id,
            status=answer.status,
            millis=answer.millis,
            error=answer.fault or "",
            detail=answer.detail,
            answer=answer.text,
        )
    )
