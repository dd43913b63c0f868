"""What becomes of a question that was mailed: they turn such mails off, or it comes back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event, inside
from portal.kernel.i18n import lazy
from portal.notifications.rules import Kind, offered
from portal.surveys.models import Invitation
from portal.surveys.queries.audience import KIND


def opted_out(person_id: int) -> None:
    """The survey that was open is the one they turned away from; it reminds them no more."""
    _note(person_id, Invitation.opted_out_at)


@inside("person.address_bounced")
def came_back(event: Event) -> None:
    """The mails that waited for an answer are those that came back."""
    _note(event.subject_id, Invitation.bounced_at)


def _note(person_id: int, moment: InstrumentedAttribute[datetime | None]) -> None:
    at = now()
    unanswered = sa.update(Invitation).where(
        Invitation.person_id == person_id,
        Invitation.sent_at.is_not(None),
        Invitation.answered_at.is_(None),
        Invitation.expires_at > at,
        moment.is_(None),
    )
    noted = unanswered.values({moment: at, Invitation.remind_at: None})
    db.session.execute(noted, execution_options={"synchronize_session": False})


offered(
    Kind(
        KIND,
        lazy("Surveys: how likely you are to recommend us"),
        lazy("You get this e-mail because your company uses our product."),
        meant_for=lambda person: person.is_member,
        digest=False,
        when_off=opted_out,
    )
)
