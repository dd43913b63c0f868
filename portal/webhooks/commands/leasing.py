"""Taking messages in hand: each by one worker at a time, for as long as a try may last and no longer."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa

from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.webhooks.models import NO_SESSION, WebhookDelivery
from portal.webhooks.queries import due

LEASE = timedelta(minutes=1)  # longer than any try: a killed worker's messages are taken by another one after it


class Lease(NamedTuple):
    """A message in the hand of who knows `token`."""

    delivery_id: int
    token: str


def take(endpoint_id: int, most: int) -> list[Lease]:
    """Up to `most` messages to this endpoint, the longest due first, ours until their lease ends; commits.

    PostgreSQL passes over rows that another worker is taking; SQLite lets one worker write at a time, and the second
    one finds nothing due.
    """
    ids = db.session.scalars(
        sa.select(WebhookDelivery.id)
        .where(WebhookDelivery.endpoint_id == endpoint_id, *due())
        .order_by(WebhookDelivery.next_at, WebhookDelivery.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()
    if not ids:
        db.session.rollback()
        return []
    token = secrets.token_hex(8)
    taken = (
        sa.update(WebhookDelivery)
        .where(WebhookDelivery.id.in_(ids), *due())
        .values(lease=token, next_at=now() + LEASE)
        .returning(WebhookDelivery.id)
    )
    found = db.session.scalars(taken, execution_options=NO_SESSION).all()
    db.session.commit()
    return [Lease(number, token) for number in found]
