"""A wave for a file: a row for each invitation, those left out too, read page by page in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.kernel.db import db
from portal.surveys.models import Invitation, Response
from portal.surveys.queries.panel.choice import Segment
from portal.surveys.queries.panel.fates import followed

CHUNK = 1_000


def pages(wave_id: int, segment: Segment) -> Iterator[list[Any]]:
    """`CHUNK` rows at a time, by the person's number, which the unique key of invitations holds in order.

    Rows of Invitation, Response (None: no answer), `name`, `email` ("" once erased), `company` and `opened`.
    """
    last = 0
    wanted = _rows(wave_id, segment)
    while rows := db.session.execute(wanted.where(Invitation.person_id > last)).all():
        last = rows[-1].Invitation.person_id
        yield list(rows)
        db.session.expunge_all()


def _rows(wave_id: int, segment: Segment) -> sa.Select[Any]:
    here = Person.erased_at.is_(None)
    columns: list[Any] = [
        Invitation,
        Response,
        sa.case((here, Person.display_name), else_="").label("name"),
        sa.case((here, Person.email), else_="").label("email"),
        Organization.name.label("company"),
        followed().label("opened"),
    ]
    return (
        sa.select(*columns)
        .join(Person, Person.id == Invitation.person_id)
        .outerjoin(Organization, Organization.id == Invitation.organization_id)
        .outerjoin(Response, Response.invitation_id == Invitation.id)
        .where(Invitation.wave_id == wave_id, *segment.of(Invitation))
        .order_by(Invitation.person_id)
        .limit(CHUNK)
    )
