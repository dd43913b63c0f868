"""Who made a request hears what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Membership
from portal.kernel.db import db
from portal.kernel.i18n import _, lazy
from portal.kernel.mail import path
from portal.notifications.models import Notification
from portal.notifications.rules import Happened, Kind, Shown, rule
from portal.success.events import ANSWERED
from portal.success.labels import REQUEST_MEANINGS, REQUEST_STATES
from portal.success.models import CustomerRequest

ANSWERS = Kind(
    "requests",
    lazy("What becomes of your requests"),
    lazy("You get this e-mail because you made this request."),
    meant_for=lambda person: person.is_member,
)


def who_asked(happened: Happened) -> sa.Select[Any]:
    """The one person, while they belong to the company it was made for."""
    belongs = sa.and_(
        Membership.person_id == CustomerRequest.person_id,
        Membership.organization_id == CustomerRequest.organization_id,
    )
    made = sa.select(happened.c.event_id, CustomerRequest.person_id)
    return made.join(CustomerRequest, CustomerRequest.id == happened.c.subject_id).join(Membership, belongs)


def answered(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """The state it came into, and the words said with it where it is still in that state."""
    wanted = sa.select(CustomerRequest, Membership.person_id).join(
        Membership,
        sa.and_(
            Membership.person_id == CustomerRequest.person_id,
            Membership.organization_id == CustomerRequest.organization_id,
        ),
    )
    asked = {one.event.subject_id for one in notifications}
    found = {request.id: request for request, _who in db.session.execute(wanted.where(CustomerRequest.id.in_(asked)))}
    return {
        one.id: _shown(request, one.event.data["state"])
        for one in notifications
        if (request := found.get(one.event.subject_id)) and request.person_id == one.person_id
    }


def _shown(request: CustomerRequest, state: str) -> Shown:
    told = _("Your request “%(title)s”: %(state)s", title=request.title, state=REQUEST_STATES[state])
    said = request.reply if request.state == state else ""
    return Shown(
        title=told,
        detail=said or str(REQUEST_MEANINGS[state]),
        url=path("requests.one", request_id=request.id),
        action=_("See your request"),
        mail_subject=told,
    )


rule(ANSWERED, kind=ANSWERS, icon="mail", audience=who_asked, present=answered)
