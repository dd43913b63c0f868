"""What makes surveys ask, of slices they do not know: requests that were fulfilled, learning that was finished."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from portal.kernel.i18n import lazy
from portal.learning.events import COMPLETED
from portal.learning.models import Item
from portal.success.events import ANSWERED
from portal.success.models import CustomerRequest
from portal.success.policy import FULFILLED
from portal.surveys.triggers import Happened, Trigger, trigger

LIVE_FORMATS = ("workshop", "webinar", "service")


def who_asked(happened: Happened) -> sa.Select[Any]:
    """Whoever made the request."""
    made = CustomerRequest.id == happened.c.subject_id
    return sa.select(happened.c.event_id, CustomerRequest.person_id).join(CustomerRequest, made)


def who_finished_live(happened: Happened) -> sa.Select[Any]:
    """Whoever was at the event, or made use of the service."""
    return _who_finished(happened, LIVE_FORMATS)


def who_finished_course(happened: Happened) -> sa.Select[Any]:
    """Whoever did the course."""
    return _who_finished(happened, ("course",))


def _who_finished(happened: Happened, formats: tuple[str, ...]) -> sa.Select[Any]:
    item = sa.and_(Item.id == happened.c.subject_id, Item.format.in_(formats))
    return sa.select(happened.c.event_id, happened.c.actor_id).join(Item, item).where(happened.c.actor_id.is_not(None))


trigger(
    Trigger(
        "request",
        lazy("A request was fulfilled (asks who made it)"),
        (ANSWERED,),
        who_asked,
        counts=lambda event: event.data["state"] == FULFILLED,
    )
)
trigger(Trigger("live", lazy("A live event or service was finished (asks who did)"), (COMPLETED,), who_finished_live))
trigger(Trigger("course", lazy("A course was finished (asks who did)"), (COMPLETED,), who_finished_course))
