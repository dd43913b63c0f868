"""Survey mails are of a kind that people switch off; who does so after one came is noted with it."""

from __future__ import annotations

import sqlalchemy as sa

from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.i18n import lazy
from portal.notifications.rules import Kind, offered
from portal.surveys.models import Invitation
from portal.surveys.queries.audience import KIND


def opted_out(person_id: int) -> None:
    """The survey that was open is the one they turned away from; it reminds them no more."""
    at = now()
    open_ones = sa.update(Invitation).where(
        Invitation.person_id == person_id,
        Invitation.sent_at.is_not(None),
        Invitation.answered_at.is_(None),
        Invitation.opted_out_at.is_(None),
        Invitation.expires_at > at,
    )
    db.session.execute(
        open_ones.values(opted_out_at=at, remind_at=None), execution_options={"synchronize_session": False}
    )


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
