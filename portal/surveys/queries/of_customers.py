"""What one customer, or one person, was asked and answered, wave by wave. Staff-only facts."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.db import db
from portal.kernel.paging import Page, page_of
from portal.surveys.models import Invitation, Response, Survey, Wave


def answers(organization_id: int, after: str | None, before: str | None) -> Page[Any]:
    """Rows of `Response`, `Wave`, the survey's `name`, and who answered (`public_id`, `display_name`, `erased_at`).

    Raises Invalid for a cursor of another list.
    """
    columns: list[Any] = [Response, Wave, Survey.name, Person.public_id, Person.display_name, Person.erased_at]
    wanted = (
        sa.select(*columns)
        .join(Wave, Wave.id == Response.wave_id)
        .join(Survey, Survey.id == Wave.survey_id)
        .join(Person, Person.id == Response.person_id)
        .where(Response.organization_id == organization_id)
    )
    return page_of(db.session, wanted, [(Response.at, "desc"), (Response.id, "desc")], after=after, before=before)


def asked(person_id: int, after: str | None, before: str | None) -> Page[Any]:
    """Rows of `Invitation`, `Wave`, the survey's `name` and `Response`, which is None without an answer.

    Raises Invalid for a cursor of another list.
    """
    columns: list[Any] = [Invitation, Wave, Survey.name, Response]
    wanted = (
        sa.select(*columns)
        .join(Wave, Wave.id == Invitation.wave_id)
        .join(Survey, Survey.id == Wave.survey_id)
        .outerjoin(Response, Response.invitation_id == Invitation.id)
        .where(Invitation.person_id == person_id)
    )
    return page_of(db.session, wanted, [(Invitation.id, "desc")], after=after, before=before)
