"""Surveys and their waves, before anything is sent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.kernel.calendar import now
from portal.kernel.db import begin_write, db, locked
from portal.kernel.errors import Forbidden, Invalid, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.surveys.events import SURVEY_SAVED, WAVE_SAVED
from portal.surveys.models import Survey, Wave
from portal.surveys.policy import ARCHIVED, DAYS, DRAFT, EVENT, LINK_LASTS, LIVE, WAYS, may_manage
from portal.surveys.queries.audience import KEY_PERSONS, LISTS
from portal.surveys.queries.turns import Drip, turns_of

NAME_LENGTH = 100  # characters
EVERY = (90, 730)  # days between two waves: the clock of one survey is 90 days
DRIP = (1, 30)  # working days
DELAY = (0, 60)  # days


class SurveyWish(NamedTuple):
    """What a survey is to be."""

    name: str
    by: str
    every_days: int = 180
    next_on: date | None = None
    trigger: str = ""
    delay_days: int = 1
    segment: dict[str, Any] | None = None
    drip_days: int = 1


def save_survey(actor: Person, survey_id: int | None, version: int, wish: SurveyWish, triggers: set[str]) -> Survey:
    """Make a survey (`survey_id` None) or change one. `triggers`: codes of what may make one ask.

    Raises Forbidden, NotFound, Refused when a colleague saved it meanwhile, Invalid (the names of `SurveyWish`).
    """
    refuse_others(actor)
    begin_write()
    values = _checked(wish, triggers)
    survey = locked(Survey, survey_id) if survey_id is not None else Survey(name="", at=now())
    if survey_id is not None and survey.version != version:
        raise Refused(_("A colleague changed this survey since you opened it. It stands below as it is now."))
    if survey_id is None:
        db.session.add(survey)
    changed = [name for name, value in values.items() if getattr(survey, name) != value]
    for name in changed:
        setattr(survey, name, values[name])
    if survey_id is not None and changed:
        survey.version += 1
    if changed:
        record(SURVEY_SAVED, survey, actor=actor, fields=changed)
    return survey


def archive(actor: Person, survey_id: int, *, back: bool = False) -> Survey:
    """Let no more waves of it go out, or let them again; what was sent goes on. Raises Forbidden, NotFound."""
    refuse_others(actor)
    survey = locked(Survey, survey_id)
    wanted = LIVE if back else ARCHIVED
    if survey.state != wanted:
        survey.state = wanted
        survey.version += 1
        record(SURVEY_SAVED, survey, actor=actor, fields=["state"])
    return survey


def save_wave(
    actor: Person, survey_id: int, wave_id: int | None, version: int, segment: dict[str, Any], drip: Drip
) -> Wave:
    """Plan a wave (`wave_id` None) or change one that was not sent yet.

    Raises Forbidden, NotFound, Refused (sent, or saved by a colleague meanwhile, or the survey is archived), Invalid
    (`starts_at`, `drip_days`, `segment`).
    """
    refuse_others(actor)
    survey = locked(Survey, survey_id)
    if survey.state == ARCHIVED:
        raise Refused(_("This survey is archived. Take it back first."))
    values = {"segment": checked_segment(segment)} | times(drip)
    wave = _draft(wave_id, survey_id, version) if wave_id is not None else new_wave(survey, **values)
    changed = [name for name, value in values.items() if wave_id is None or getattr(wave, name) != value]
    for name in changed:
        setattr(wave, name, values[name])
    if wave_id is not None and changed:
        wave.version += 1
    if changed:
        record(WAVE_SAVED, wave, actor=actor, fields=changed)
    return wave


def times(drip: Drip) -> dict[str, Any]:
    """When a wave starts, how long it goes out, and when its last link ends.

    Raises Invalid: `starts_at` for what is long past, `drip_days`.
    """
    days = _within(drip.days, DRIP, "drip_days")
    if drip.starts_at < now() - timedelta(hours=1):
        raise Invalid(_("Choose a moment that is still to come."), "starts_at")
    return {"starts_at": drip.starts_at, "drip_days": days, "closes_at": turns_of(drip)[-1] + LINK_LASTS}


def new_wave(survey: Survey, **values: Any) -> Wave:
    """The next wave of a survey that is held."""
    last = db.session.scalar(sa.select(sa.func.max(Wave.number)).where(Wave.survey_id == survey.id)) or 0
    wave = Wave(survey_id=survey.id, number=last + 1, at=now(), **values)
    db.session.add(wave)
    db.session.flush()
    return wave


def drop_wave(actor: Person, wave_id: int) -> int:
    """Delete a wave that was never sent; the number of its survey. Raises Forbidden, NotFound, Refused."""
    refuse_others(actor)
    wave = _draft(wave_id, None, None)
    survey_id = wave.survey_id
    db.session.delete(wave)
    db.session.flush()
    return survey_id


def checked_segment(segment: dict[str, Any]) -> dict[str, Any]:
    """The segment as it is kept: keys that choose nothing are left out. Raises Invalid (`segment`)."""
    if set(segment) - set(LISTS) - {KEY_PERSONS}:
        raise Invalid(_("Choose people by what the form offers."), "segment")
    companies = segment.get("organizations") or []
    known = sa.select(sa.func.count()).select_from(Organization).where(Organization.id.in_(companies))
    if companies and db.session.scalar(known) != len(set(companies)):
        raise Invalid(_("Choose companies from the list."), "segment")
    return {key: value for key, value in segment.items() if value}


def refuse_others(actor: Person) -> None:
    """Raises Forbidden for who may not manage surveys."""
    if not may_manage(actor):
        raise Forbidden(_("Only customer success and admins change surveys."))


def _draft(wave_id: int, survey_id: int | None, version: int | None) -> Wave:
    wave = locked(Wave, wave_id)
    if wave.state != DRAFT or survey_id not in (None, wave.survey_id):
        raise Refused(_("This wave was sent already."))
    if version is not None and wave.version != version:
        raise Refused(_("A colleague changed this wave since you opened it. It stands below as it is now."))
    return wave


def _checked(wish: SurveyWish, triggers: set[str]) -> dict[str, Any]:
    name = " ".join(wish.name.split())
    if not name or len(name) > NAME_LENGTH:
        raise Invalid(_("A survey needs a name of up to %(n)s characters.", n=NAME_LENGTH), "name")
    if wish.by not in WAYS:
        raise Invalid(_("Choose when it asks."), "by")
    if wish.by == DAYS and wish.next_on is None:
        raise Invalid(_("Choose the day of the next wave."), "next_on")
    if wish.by == EVENT and wish.trigger not in triggers:
        raise Invalid(_("Choose what makes it ask."), "trigger")
    return {
        "name": name,
        "by": wish.by,
        "every_days": _within(wish.every_days, EVERY, "every_days"),
        "next_on": wish.next_on if wish.by == DAYS else None,
        "trigger": wish.trigger if wish.by == EVENT else "",
        "delay_days": _within(wish.delay_days, DELAY, "delay_days"),
        "segment": checked_segment(wish.segment or {}),
        "drip_days": _within(wish.drip_days, DRIP, "drip_days"),
    }


def _within(number: int, ends: tuple[int, int], field: str) -> int:
    if not ends[0] <= number <= ends[1]:
        raise Invalid(_("A number from %(least)s to %(most)s, please.", least=ends[0], most=ends[1]), field)
    return number
