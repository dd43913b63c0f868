"""Addresses of other systems that hear what happens here, what is on its way to them, and how each try went."""

from __future__ import annotations

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.calendar import now
from portal.kernel.db import Model
from portal.kernel.events import Event

WAITS = sa.text("state = 'waiting'")


class State(StrEnum):
    """Of an endpoint. A paused one keeps what comes; for one that is switched off it is noted as failed."""

    ACTIVE = "active"
    PAUSED = "paused"
    OFF = "off"


class Outcome(StrEnum):
    """Of a delivery. Dropped: when its turn came there was nothing to tell any more."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"


def new_message_id() -> str:
    """What a receiver tells repetitions by; it holds no dot, which would make the signed text ambiguous."""
    return f"msg_{secrets.token_hex(12)}"


class WebhookEndpoint(Model):
    """One address. Its secret is made of the portal's key and `salt`, so this row alone signs nothing."""

    url: Mapped[str]  # ASCII; it may hold a key of the other system, so it is shown to admins only and never logged
    description: Mapped[str] = mapped_column(default="")
    types: Mapped[list[str]]  # of messages; none: all
    state: Mapped[str] = mapped_column(default=State.ACTIVE)
    why_off: Mapped[str] = mapped_column(default="")  # gone: it answered 410 | failing: for too long
    salt: Mapped[str]
    mark: Mapped[str]  # of the secret's SHA-256: tells secrets apart, and whether the portal's key changed
    old_salt: Mapped[str] = mapped_column(default="")  # after a rotation, of the secret before
    old_until: Mapped[datetime | None]  # until then messages carry both signatures
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    delivered_at: Mapped[datetime | None]  # last success, to the minute
    failing_since: Mapped[datetime | None]  # first failure after the last success
    rest_until: Mapped[datetime | None]  # it asked to be left alone
    warned_at: Mapped[datetime | None]  # its owner was last told of a message given up
    version: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime] = mapped_column(default=now)


class WebhookDelivery(Model):
    """One message for one endpoint. It holds no body: that is made of the event whenever it is sent."""

    __table_args__ = (
        UniqueConstraint("event_id", "endpoint_id", "type"),
        Index("ix_webhook_delivery_due", "endpoint_id", "next_at", "id", sqlite_where=WAITS, postgresql_where=WAITS),
        Index("ix_webhook_delivery_endpoint_id_id", "endpoint_id", "id"),
        Index("ix_webhook_delivery_endpoint_id_state_id", "endpoint_id", "state", "id"),
        Index("ix_webhook_delivery_endpoint_id_type_id", "endpoint_id", "type", "id"),
    )

    endpoint_id: Mapped[int] = mapped_column(ForeignKey("webhook_endpoint.id", ondelete="CASCADE"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    type: Mapped[str]
    message_id: Mapped[str] = mapped_column(unique=True, default=new_message_id)  # the same at every try and replay
    state: Mapped[str] = mapped_column(default=Outcome.WAITING)
    next_at: Mapped[datetime | None]  # of the next try; while one is under way: when its lease ends
    lease: Mapped[str | None]  # of the worker that has it in hand
    tries: Mapped[int] = mapped_column(default=0)  # since it was made, or sent again by hand
    at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()


class WebhookAttempt(Model):
    """One try: what the other side answered, or why there was no answer."""

    __table_args__ = (Index("ix_webhook_attempt_delivery_id_id", "delivery_id", "id"),)

    delivery_id: Mapped[int] = mapped_column(ForeignKey("webhook_delivery.id", ondelete="CASCADE"))
    status: Mapped[int | None]
    millis: Mapped[int]
    error: Mapped[str] = mapped_column(default="")  # a code word, see `calling.answers`
    detail: Mapped[str] = mapped_column(default="")  # of the error, as the machine says it
    answer: Mapped[str] = mapped_column(default="")  # its beginning
    at: Mapped[datetime] = mapped_column(default=now)


WAITING = WebhookDelivery.state == sa.literal_column("'waiting'")  # in the words of the partial index
NO_SESSION: dict[str, Any] = {"synchronize_session": False}
