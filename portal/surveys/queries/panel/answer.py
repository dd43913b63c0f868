"""One answer with its story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.surveys.models import Invitation, Opening, Response, ResponseChange, Survey, Wave

SHOWN = 50  # lines of each log, the newest ones


@dataclass(frozen=True)
class Told:
    """The answer, how it came, and of whom; `company` None: forgotten. Logs stand with the newest line first."""

    answer: Response
    invitation: Invitation
    wave: Wave
    survey: Survey
    person: Person
    company: Organization | None
    changes: Sequence[ResponseChange]
    openings: Sequence[Opening]


def told(response_id: int) -> Told:
    """Three statements. Raises NotFound."""
    columns: list[Any] = [Response, Invitation, Wave, Survey, Person, Organization]
    row = db.session.execute(
        sa.select(*columns)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .join(Wave, Wave.id == Response.wave_id)
        .join(Survey, Survey.id == Wave.survey_id)
        .join(Person, Person.id == Response.person_id)
        .outerjoin(Organization, Organization.id == Response.organization_id)
        .where(Response.id == response_id)
    ).first()
    if row is None:
        raise NotFound(_("This page was not found."))
    changes = sa.select(ResponseChange).where(ResponseChange.response_id == response_id)
    openings = sa.select(Opening).where(Opening.invitation_id == row.Invitation.id)
    answer, invitation, wave, survey, person, company = row
    return Told(
        answer,
        invitation,
        wave,
        survey,
        person,
        company,
        db.session.scalars(changes.order_by(ResponseChange.id.desc()).limit(SHOWN)).all(),
        db.session.scalars(openings.order_by(Opening.id.desc()).limit(SHOWN)).all(),
    )
