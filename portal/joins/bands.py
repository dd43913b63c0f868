"""Answers from a file may move companies to other NPS bands; ideas that they want are reckoned anew."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portal.ideas.commands.worth import reckon_demand
from portal.kernel.db import db
from portal.kernel.events import Event, after
from portal.surveys.events import IMPORTED
from portal.surveys.models import Response


@after("ideas", IMPORTED)
def reckon_imported(events: Sequence[Event]) -> None:
    """Of all companies with an answer in these waves."""
    answered = sa.select(Response.organization_id).where(Response.wave_id.in_({event.subject_id for event in events}))
    companies = [number for number in db.session.scalars(answered.distinct()) if number is not None]
    if companies:
        reckon_demand(companies)
