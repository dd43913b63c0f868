"""Surveys, their waves and pauses for staff."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Organization, Person
from portal.config import settings
from portal.kernel.calendar import WorkingCalendar, now
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.events import Event
from portal.kernel.i18n import _
from portal.kernel.paging import Key, Page, page_of
from portal.surveys.events import LAUNCHED
from portal.surveys.models import Survey, SurveyPause, Wave
from portal.surveys.policy import IMPORTED

NEWEST_FIRST: list[Key] = [(Survey.id, "desc")]
BY_NUMBER: list[Key] = [(Wave.number, "desc")]
INSTANT = timedelta(microseconds=1)  # before a day begins, it is the day before
PAUSES_NEWEST_FIRST: list[Key] = [(SurveyPause.id, "desc")]


def listed(state: str, after: str | None, before: str | None) -> Page[Any]:
    """A page of the surveys in this state: `Survey`, and its newest `Wave` (None: it has none)."""
    other = aliased(Wave)
    newest = sa.select(sa.func.max(other.number)).where(other.survey_id == Survey.id).scalar_subquery()
    columns: list[Any] = [Survey, Wave]
    its_newest = sa.and_(Wave.survey_id == Survey.id, Wave.number == newest)
    wanted = sa.select(*columns).outerjoin(Wave, its_newest)
    return page_of(db.session, wanted.where(Survey.state == state), NEWEST_FIRST, after=after, before=before)


def one(survey_id: int) -> Survey:
    """The survey. Raises NotFound."""
    found = db.session.get(Survey, survey_id, populate_existing=True)
    if found is None:
        raise NotFound(_("This page was not found."))
    return found


def waves(survey_id: int, after: str | None, before: str | None) -> Page[Any]:
    """A page of its waves, the newest first: `Wave`, and `by` who launched it."""
    columns: list[Any] = [Wave, Person.display_name.label("by")]
    wanted = sa.select(*columns).outerjoin(Person, Person.id == Wave.launched_by_id).where(Wave.survey_id == survey_id)
    return page_of(db.session, wanted, BY_NUMBER, after=after, before=before)


def wave_and_survey(wave_id: int) -> Any:
    """`Wave`, its `Survey`, and `by` who launched it. Raises NotFound."""
    columns: list[Any] = [Wave, Survey, Person.display_name.label("by")]
    wanted = sa.select(*columns).join(Survey, Survey.id == Wave.survey_id)
    found = db.session.execute(
        wanted.outerjoin(Person, Person.id == Wave.launched_by_id)
        .where(Wave.id == wave_id)
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFound(_("This page was not found."))
    return found


def at_launch(wave_id: int) -> dict[str, int] | None:
    """How many were `asked` and how many `left_out` when the wave was launched; None before."""
    launched = Event.subject == f"wave:{wave_id}", Event.name == LAUNCHED
    found: dict[str, int] | None = db.session.scalar(
        sa.select(Event.data).where(*launched).order_by(Event.id.desc()).limit(1)
    )
    return found


def imported_waves(survey_id: int) -> Sequence[int]:
    """Numbers of the waves of this survey that files brought, the newest first."""
    wanted = sa.select(Wave.number).where(Wave.survey_id == survey_id, Wave.kind == IMPORTED)
    return db.session.scalars(wanted.order_by(Wave.number.desc()).limit(50)).all()


def names_of(organization_ids: Collection[int]) -> list[str]:
    """Names of these companies, in their order."""
    wanted = sa.select(Organization.name).where(Organization.id.in_(list(organization_ids)))
    return list(db.session.scalars(wanted.order_by(Organization.name_key))) if organization_ids else []


class Paused(NamedTuple):
    """A pause, the company it is for ("": all), who switched it on and off, and its last day on the vendor's clock."""

    pause: SurveyPause
    company: str
    by: str
    ended_by: str
    last_day: date


def pauses(over: bool, after: str | None, before: str | None) -> Page[Any]:
    """A page of the pauses that hold, or that are over; its items are to be read with `paused`."""
    shown = _pauses().where(sa.not_(_holds()) if over else _holds())
    return page_of(db.session, shown, PAUSES_NEWEST_FIRST, after=after, before=before)


def holding(organization_id: int | None = None) -> list[Paused]:
    """The pauses that hold now, of this company or of all; None: all of them, up to ten."""
    wanted = _pauses()
    if organization_id is not None:
        theirs = SurveyPause.organization_id == organization_id
        wanted = wanted.where(sa.or_(SurveyPause.organization_id.is_(None), theirs))
    return paused(db.session.execute(wanted.where(_holds()).order_by(SurveyPause.id.desc()).limit(10)).all())


def paused(rows: Sequence[Any]) -> list[Paused]:
    """The pauses of a list, each with its last day."""
    zone = WorkingCalendar(settings().calendar).zone if rows else None
    return [
        Paused(row.SurveyPause, row.company or "", row.by, row.ended_by or "", last_day)
        for row in rows
        for last_day in [(row.SurveyPause.until - INSTANT).astimezone(zone).date()]
    ]


def _holds() -> sa.ColumnElement[bool]:
    return sa.and_(SurveyPause.ended_at.is_(None), SurveyPause.until > now())


def _pauses() -> sa.Select[Any]:
    by, ended_by = aliased(Person), aliased(Person)
    columns: list[Any] = [
        SurveyPause,
        Organization.name.label("company"),
        by.display_name.label("by"),
        ended_by.display_name.label("ended_by"),
    ]
    wanted = sa.select(*columns).outerjoin(Organization, Organization.id == SurveyPause.organization_id)
    wanted = wanted.join(by, by.id == SurveyPause.by_id)
    return wanted.outerjoin(ended_by, ended_by.id == SurveyPause.ended_by_id)
