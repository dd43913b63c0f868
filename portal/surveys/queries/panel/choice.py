"""Which wave is looked at, and of which customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Organization
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.surveys.models import Survey, Wave
from portal.surveys.policy import DRAFT, IMPORTED

OFFERED = 60  # waves of one survey to choose from
NEWER = 30  # of these after the one asked for, where there are more
TRAIL = 12  # waves in the chart, up to the one looked at
SENT_ONCE = Wave.state != DRAFT


@dataclass(frozen=True)
class Segment:
    """The customers looked at, by what they were when they were asked; empty values narrow nothing."""

    tier: str = ""
    stage: str = ""
    language: str = ""
    organization_id: int | None = None

    @property
    def on(self) -> set[str]:
        """The names of those that narrow something."""
        return {field.name for field in fields(self) if getattr(self, field.name)}

    def of(self, rows: Any) -> list[sa.ColumnElement[bool]]:
        """Conditions on the columns of `rows`, which has those that narrow something."""
        return [getattr(rows, name) == getattr(self, name) for name in sorted(self.on)]


@dataclass(frozen=True)
class Choice:
    """The wave looked at, the surveys there are (number, name), and waves of its survey, the newest first.

    `company`: the name of the one looked at alone, "" for none.
    """

    surveys: Sequence[tuple[int, str]]
    company: str
    survey: Survey
    wave: Wave
    waves: Sequence[Wave]

    @property
    def trail(self) -> list[Wave]:
        """Waves up to the one looked at, the oldest first."""
        return [wave for wave in self.waves if wave.number <= self.wave.number][:TRAIL][::-1]

    @property
    def previous(self) -> Wave | None:
        """The wave before the one looked at."""
        return self.trail[-2] if len(self.trail) > 1 else None


def choose(survey_id: int | None, wave_id: int | None, organization_id: int | None) -> Choice | None:
    """The wave asked for, if it is of the survey asked for; else the survey's newest, else the newest of all.

    None where nothing was sent yet. Raises NotFound for a survey or a wave that is not there or was not sent.
    """
    rows = db.session.execute(_waves(survey_id, wave_id)).all()
    if not rows:
        if survey_id or wave_id:
            raise NotFound(_("This page was not found."))
        return None
    waves = [row.Wave for row in rows]
    wave = next((one for one in waves if one.id == wave_id), waves[0])
    return Choice(*_names(organization_id), rows[0].Survey, wave, waves)


def sent_wave(wave_id: int) -> tuple[Wave, Survey]:
    """The wave with its survey. Raises NotFound for one that is not there or was not sent."""
    columns: list[Any] = [Wave, Survey]
    wanted = sa.select(*columns).join(Survey, Survey.id == Wave.survey_id).where(Wave.id == wave_id, SENT_ONCE)
    row = db.session.execute(wanted).first()
    if row is None:
        raise NotFound(_("This page was not found."))
    return row.Wave, row.Survey


def _names(organization_id: int | None) -> tuple[list[tuple[int, str]], str]:
    """Surveys of which a wave was sent: (number, name), by name; and the name of the company. One statement."""
    sent = sa.exists().where(Wave.survey_id == Survey.id, SENT_ONCE)
    surveys = sa.select(Survey.id.label("number"), Survey.name.label("name"), sa.literal("survey").label("kind"))
    company = sa.select(Organization.id, Organization.name, sa.literal("company"))
    both = sa.union_all(surveys.where(sent), company.where(Organization.id == organization_id))
    rows = db.session.execute(both.order_by("name", "number")).all()
    found = [(row.number, row.name) for row in rows if row.kind == "survey"]
    return found, next((row.name for row in rows if row.kind == "company"), "")


def is_imported(wave: Wave) -> bool:
    """Whether only answers are known of it, and not who was asked."""
    return wave.kind == IMPORTED


def _waves(survey_id: int | None, wave_id: int | None) -> sa.Select[Any]:
    columns: list[Any] = [Wave, Survey]
    asked = sa.select(Wave.survey_id).where(SENT_ONCE)
    if survey_id:
        asked = asked.where(Wave.survey_id == survey_id)
    elif wave_id:
        asked = asked.where(Wave.id == wave_id)
    newest = asked.order_by(Wave.starts_at.desc(), Wave.id.desc()).limit(1).scalar_subquery()
    wanted = sa.select(*columns).join(Survey, Survey.id == Wave.survey_id).where(Wave.survey_id == newest, SENT_ONCE)
    if wave_id:
        that = sa.select(Wave.number).where(Wave.id == wave_id, Wave.survey_id == newest).scalar_subquery()
        last = sa.select(sa.func.max(Wave.number)).where(Wave.survey_id == newest).scalar_subquery()
        wanted = wanted.where(Wave.number <= sa.func.coalesce(that + NEWER, last))
    return wanted.order_by(Wave.number.desc()).limit(OFFERED)
