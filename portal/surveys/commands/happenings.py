"""Surveys that ask after something happened: whoever it happened to comes into the survey's wave of that quarter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.calendar import now
from portal.kernel.db import db, locked
from portal.kernel.events import Event, record
from portal.surveys.commands.launching import one_launch_at_a_time, write_invitations
from portal.surveys.commands.managing import new_wave
from portal.surveys.events import LAUNCHED
from portal.surveys.models import Survey, Wave
from portal.surveys.policy import EVENT, LINK_LASTS, LIVE
from portal.surveys.queries.audience import written
from portal.surveys.queries.turns import quarter_of, turn_after
from portal.surveys.triggers import TRIGGERS, Happened

CHUNK = 500  # people named in one statement


def ask_after(events: Sequence[Event]) -> None:
    """Invite whom these events concern; the same events again change nothing."""
    wanted = sa.select(Survey.id, Survey.trigger).where(Survey.by == EVENT, Survey.state == LIVE)
    surveys = db.session.execute(wanted.order_by(Survey.id)).all()
    concerned = {code: _concerned(code, events) for code in sorted({code for _id, code in surveys})}
    if not any(concerned.values()):
        return
    one_launch_at_a_time()
    for survey_id, code in surveys:
        if concerned[code]:
            _ask(survey_id, code, concerned[code])


def _concerned(code: str, events: Sequence[Event]) -> dict[int, datetime]:
    """When what makes a survey ask happened to whom, by the person's number; the first time if it happened twice."""
    found = TRIGGERS.get(code)
    happened = [one for one in events if found and one.name in found.events and found.counts(one)]
    if found is None or not happened:
        return {}
    at = {one.id: one.at for one in happened}
    people = db.session.execute(found.people(_named(happened))).all()
    pairs = [(at[event_id], person_id) for event_id, person_id in people]
    return {person_id: moment for moment, person_id in sorted(pairs, reverse=True)}


def _named(events: Sequence[Event]) -> Happened:
    names = "event_id", "subject_id", "actor_id", "organization_id"
    columns = [sa.column(name, sa.Integer) for name in names]
    rows = [(one.id, one.subject_id, one.actor_id, one.organization_id) for one in events]
    return sa.values(*columns, name="v").data(rows).cte("happened")


def _ask(survey_id: int, code: str, concerned: Mapping[int, datetime]) -> None:
    survey = locked(Survey, survey_id)
    if survey.state != LIVE or survey.by != EVENT or survey.trigger != code:
        return  # changed meanwhile
    turns: dict[datetime, list[int]] = {}
    at = now()
    for person_id, moment in concerned.items():
        turns.setdefault(max(turn_after(moment, survey.delay_days), at), []).append(person_id)
    for turn, people in sorted(turns.items()):
        _invite(survey, turn, people)


def _invite(survey: Survey, turn: datetime, people: Sequence[int]) -> None:
    wave, new = _wave_of(survey, turn)
    if wave.state != LIVE:
        return  # closed by hand: nobody is asked until the next quarter
    for at in range(0, len(people), CHUNK):
        write_invitations(wave, [turn], Person.id.in_(people[at : at + CHUNK]))
    if new:
        found = written(wave.id)
        record(LAUNCHED, wave, asked=found.asked, left_out=sum(found.left_out.values()))


def _wave_of(survey: Survey, turn: datetime) -> tuple[Wave, bool]:
    """The wave of the quarter, which is opened for the first one who comes; the caller holds all surveys."""
    first, after = quarter_of(turn)
    theirs = Wave.survey_id == survey.id, Wave.kind == EVENT, Wave.starts_at == first
    found: Wave | None = db.session.scalar(sa.select(Wave).where(*theirs))
    if found is not None:
        return found, False
    ends = {"starts_at": first, "closes_at": after + LINK_LASTS, "launched_at": now()}
    return new_wave(survey, kind=EVENT, segment=survey.segment, state=LIVE, **ends), True
