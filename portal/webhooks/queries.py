"""Reads: endpoints, what is on its way to one of them, and how each try went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.calendar import now
from portal.kernel.db import db, loading
from portal.kernel.errors import NotFound
from portal.kernel.events import Event
from portal.kernel.i18n import _
from portal.kernel.paging import Page, page_of
from portal.webhooks.messages import TEST
from portal.webhooks.models import (
    WAITING,
    Outcome,
    State,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
)


class Filters(NamedTuple):
    """What of a delivery log is shown; "" is all."""

    state: str = ""
    type: str = ""


class InHand(NamedTuple):
    """What a try needs to know."""

    delivery: WebhookDelivery
    endpoint: WebhookEndpoint
    event: Event


def endpoints() -> Sequence[tuple[WebhookEndpoint, str]]:
    """All of them with the name of who made each, the oldest first; there are at most a few dozen."""
    columns: list[Any] = [WebhookEndpoint, Person.display_name]
    wanted = sa.select(*columns).join(Person, Person.id == WebhookEndpoint.made_by_id)
    return [(endpoint, name) for endpoint, name in db.session.execute(wanted.order_by(WebhookEndpoint.id))]


def endpoint(endpoint_id: int) -> tuple[WebhookEndpoint, str]:
    """One of them with the name of who made it. Raises NotFound."""
    columns: list[Any] = [WebhookEndpoint, Person.display_name]
    wanted = sa.select(*columns).join(Person, Person.id == WebhookEndpoint.made_by_id)
    found = wanted.where(WebhookEndpoint.id == endpoint_id).execution_options(populate_existing=True)
    row = db.session.execute(found).first()
    if row is None:
        raise NotFound(_("This webhook was not found."))
    return row[0], row[1]


def deliveries(
    endpoint_id: int, filters: Filters, after: str | None, before: str | None
) -> Page[tuple[WebhookDelivery, int | None, str]]:
    """Messages to this endpoint, the newest first, each with status and error of its last try."""
    last = (
        sa.select(sa.func.max(WebhookAttempt.id))
        .where(WebhookAttempt.delivery_id == WebhookDelivery.id)
        .correlate(WebhookDelivery)
        .scalar_subquery()
    )
    columns: list[Any] = [WebhookDelivery, WebhookAttempt.status, WebhookAttempt.error]
    wanted = sa.select(*columns).outerjoin(WebhookAttempt, WebhookAttempt.id == last)
    wanted = wanted.where(WebhookDelivery.endpoint_id == endpoint_id)
    if filters.state:
        wanted = wanted.where(WebhookDelivery.state == filters.state)
    if filters.type:
        wanted = wanted.where(WebhookDelivery.type == filters.type)
    page = page_of(db.session, wanted, [(WebhookDelivery.id, "desc")], after=after, before=before)
    return Page([(row[0], row[1], row[2] or "") for row in page.items], page.newer, page.older)


def delivery(endpoint_id: int, delivery_id: int) -> WebhookDelivery:
    """One message with its event. Raises NotFound."""
    wanted = loading(sa.select(WebhookDelivery), WebhookDelivery.event)
    mine = (WebhookDelivery.id == delivery_id, WebhookDelivery.endpoint_id == endpoint_id)
    found: WebhookDelivery | None = db.session.scalar(wanted.where(*mine))
    if found is None:
        raise NotFound(_("This message was not found."))
    return found


def attempts(delivery_id: int) -> Sequence[WebhookAttempt]:
    """The tries of one message, the last first, and at most a hundred of them."""
    wanted = sa.select(WebhookAttempt).where(WebhookAttempt.delivery_id == delivery_id)
    return db.session.scalars(wanted.order_by(WebhookAttempt.id.desc()).limit(100)).all()


def failed_since(endpoint_id: int, moment: datetime) -> list[sa.ColumnElement[bool]]:
    """Messages to this endpoint that were given up since then, however long before that they were first tried."""
    return [
        WebhookDelivery.endpoint_id == endpoint_id,
        WebhookDelivery.state == Outcome.FAILED,
        WebhookDelivery.done_at >= moment,
    ]


def with_work() -> Sequence[tuple[int, bool]]:
    """Endpoints to which something is to be sent now, and whether each is in trouble."""
    waiting = sa.exists().where(*due(), WebhookDelivery.endpoint_id == WebhookEndpoint.id).correlate(WebhookEndpoint)
    rested = sa.or_(WebhookEndpoint.rest_until.is_(None), WebhookEndpoint.rest_until <= now())
    wanted = sa.select(WebhookEndpoint.id, WebhookEndpoint.failing_since.is_not(None)).where(rested, waiting)
    return [(number, troubled) for number, troubled in db.session.execute(wanted)]


def due() -> list[sa.ColumnElement[bool]]:
    """Of messages: those whose turn it is. To an endpoint that does not get any, only tests are sent."""
    gets = sa.or_(
        WebhookDelivery.type == TEST,
        WebhookDelivery.endpoint_id.in_(sa.select(WebhookEndpoint.id).where(WebhookEndpoint.state == State.ACTIVE)),
    )
    return [WAITING, WebhookDelivery.next_at <= now(), gets]


def in_hand(delivery_id: int, lease: str) -> InHand | None:
    """What is needed for the try, if this lease still holds."""
    columns: list[Any] = [WebhookDelivery, WebhookEndpoint, Event]
    wanted = (
        sa.select(*columns)
        .join(WebhookEndpoint, WebhookEndpoint.id == WebhookDelivery.endpoint_id)
        .join(Event, Event.id == WebhookDelivery.event_id)
    )
    row = db.session.execute(wanted.where(WebhookDelivery.id == delivery_id, WebhookDelivery.lease == lease)).first()
    return InHand(*row) if row else None
