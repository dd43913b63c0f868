"""One endpoint with the log of what was sent to it, and one message with its tries."""

from __future__ import annotations

from typing import Any

import structlog
from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import allowed
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Refused
from portal.kernel.hooks import WEBHOOK_TYPES
from portal.kernel.i18n import _, lazy
from portal.kernel.pages import here_with, render
from portal.webhooks import labels, queries
from portal.webhooks.calling.answers import Fault
from portal.webhooks.console.blueprint import webhook_console
from portal.webhooks.messages import TEST, message
from portal.webhooks.models import Outcome
from portal.webhooks.policy import CONNECT
from portal.webhooks.queries import Filters

log = structlog.get_logger()

TEST_LABEL = lazy("A test message")
TONES = {Outcome.DELIVERED: "good", Outcome.FAILED: "bad", Outcome.WAITING: "warn", Outcome.DROPPED: ""}
ICONS = {Outcome.DELIVERED: "check", Outcome.FAILED: "alert-triangle", Outcome.WAITING: "clock", Outcome.DROPPED: "ban"}


@webhook_console.get("/<int:endpoint_id>")
@allowed(CONNECT)
def show(endpoint_id: int) -> ResponseReturnValue:
    """The endpoint, and its messages in a `state` and of a `type`."""
    return endpoint_page(endpoint_id)


def endpoint_page(endpoint_id: int, refused: Refused | None = None) -> ResponseReturnValue:
    """That page, also as the answer to an act that was refused."""
    endpoint, made_by = queries.endpoint(endpoint_id)
    filters = _asked()
    page = queries.deliveries(endpoint_id, filters, request.args.get("after"), request.args.get("before"))
    return render(
        "webhooks/endpoint.html",
        refused.status if refused else 200,
        refused=refused.message if refused else "",
        endpoint=endpoint,
        made_by=made_by,
        rotating=endpoint.old_until is not None and endpoint.old_until > now(),
        resting=endpoint.rest_until is not None and endpoint.rest_until > now(),
        heard=[(name, kind.label) for name, kind in WEBHOOK_TYPES.items() if name in endpoint.types],
        tabs=_tabs(endpoint_id, filters),
        filters=filters,
        page=page,
        newer=_here(endpoint_id, before=page.newer, after=None) if page.newer else None,
        older=_here(endpoint_id, after=page.older, before=None) if page.older else None,
        **_names(),
    )


@webhook_console.get("/<int:endpoint_id>/messages/<int:delivery_id>", endpoint="message")
@allowed(CONNECT)
def message_page(endpoint_id: int, delivery_id: int) -> ResponseReturnValue:
    """One message: what it says, and how each try went."""
    endpoint, _made_by = queries.endpoint(endpoint_id)
    delivery = queries.delivery(endpoint_id, delivery_id)
    made, fault = None, ""
    try:
        made = message(delivery.type, delivery.event)
    except Exception as error:  # a fault of ours is told here as it is in the list of tries
        db.session.rollback()
        log.error("webhook.not_made", delivery=delivery_id, exc_info=error)
        fault = str(labels.FAULTS[Fault.PORTAL])
        endpoint, delivery = queries.endpoint(endpoint_id)[0], queries.delivery(endpoint_id, delivery_id)
    return render(
        "webhooks/message.html",
        endpoint=endpoint,
        delivery=delivery,
        attempts=queries.attempts(delivery_id),
        message=made,
        fault=fault,
        **_names(),
    )


def _asked() -> Filters:
    state, kind = request.args.get("state", ""), request.args.get("type", "")
    return Filters(state if state in labels.OUTCOMES else "", kind if kind in (*WEBHOOK_TYPES, TEST) else "")


def _tabs(endpoint_id: int, filters: Filters) -> list[dict[str, Any]]:
    states = [("", _("All")), *((state.value, str(name)) for state, name in labels.OUTCOMES.items())]
    return [
        {
            "label": name,
            "url": _here(endpoint_id, state=state or None, after=None, before=None),
            "current": state == filters.state,
        }
        for state, name in states
    ]


def _here(endpoint_id: int, **changes: Any) -> str:
    """The endpoint's page as it is looked at, with these query values changed; acts are no place to look at."""
    if request.method == "POST":
        return url_for("webhook_console.show", endpoint_id=endpoint_id, **changes)
    return here_with(**changes)


def _names() -> dict[str, Any]:
    labels_of = {name: kind.label for name, kind in WEBHOOK_TYPES.items()} | {TEST: TEST_LABEL}
    return {
        "type_names": labels_of,
        "states": labels.STATES,
        "why_off": labels.WHY_OFF,
        "outcomes": labels.OUTCOMES,
        "outcome_of": labels.outcome_of,
        "since": labels.SINCE,
        "tones": TONES,
        "icons": ICONS,
    }
