"""What comes with the clock: waves that go out by themselves, and waves whose time is over."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from portal.config import settings
from portal.kernel.calendar import WorkingCalendar, now
from portal.kernel.db import db, locked
from portal.kernel.jobs import every
from portal.surveys.commands.launching import end, one_launch_at_a_time, send_out
from portal.surveys.commands.managing import new_wave
from portal.surveys.models import Survey, Wave
from portal.surveys.policy import DAYS, LINK_LASTS, SENT
from portal.surveys.policy import LIVE as LIVE_STATE
from portal.surveys.queries.turns import SENT_AT, Drip, turns_of


@every(15 * 60, "surveys.launch_due")
def launch_due() -> None:
    """Send the next wave of each survey whose day has come, after ten on the vendor's clock; each in a transaction."""
    local = now().astimezone(WorkingCalendar(settings().calendar).zone)
    if local.time() < SENT_AT:
        return
    due = Survey.by == DAYS, Survey.state == LIVE_STATE, Survey.next_on <= local.date()
    for survey_id in db.session.scalars(sa.select(Survey.id).where(*due).order_by(Survey.id)).all():
        _launch(survey_id, local.date())
        db.session.commit()


def _launch(survey_id: int, today: date) -> None:
    one_launch_at_a_time()
    survey = locked(Survey, survey_id)
    if survey.next_on is None or survey.next_on > today:
        return
    drip = Drip(now(), survey.drip_days)
    wave = new_wave(
        survey,
        kind=SENT,
        segment=survey.segment,
        drip_days=survey.drip_days,
        starts_at=drip.starts_at,
        closes_at=turns_of(drip)[-1] + LINK_LASTS,
    )
    send_out(wave, None)
    survey.next_on += timedelta(days=survey.every_days)


@every(15 * 60, "surveys.close_over")
def close_over() -> None:
    """Close waves whose last link has ended."""
    over = sa.select(Wave.id).where(Wave.state == LIVE_STATE, Wave.closes_at <= now()).order_by(Wave.id)
    for wave_id in db.session.scalars(over).all():
        wave = locked(Wave, wave_id)
        if wave.state == LIVE_STATE:
            end(wave, None)
        db.session.commit()
