"""`/api/v1/waves`: surveys as they went out, with what came back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from portal.api.serving import fields
from portal.api.serving.fields import Answer
from portal.api.serving.resource import Resource
from portal.api.serving.shapes import Listed, page_of_
from portal.kernel import figures
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import lazy
from portal.kernel.paging import page_of
from portal.surveys.maths import Tally, tally
from portal.surveys.models import ResponseCount, Survey, Wave
from portal.surveys.queries.audience import written

waves = Resource("waves", lazy("Waves of surveys"), reads=lazy("Read waves of surveys and their figures"))
STATES = ("draft", "live", "closed")


class IntervalAnswer(Answer):
    """Between which two the score lies with 95 %."""

    low = fields.decimal(lazy("Lower end, −100 to 100."))
    high = fields.decimal(lazy("Upper end, −100 to 100."))


class WaveAnswer(Answer):
    """One sending of a survey, with the answers that count."""

    id = fields.number(lazy("Number; it never changes."))
    survey_id = fields.number(lazy("Number of the survey."))
    survey = fields.text(lazy("Name of the survey."))
    number = fields.number(lazy("Which sending of the survey it is."))
    kind = fields.text(lazy("sent, event (opened by what happened) or imported."))
    state = fields.text(lazy("draft, live or closed."))
    starts_at = fields.moment(lazy("When its first e-mails go out."))
    closes_at = fields.moment(lazy("When its last link ends."))
    promoters = fields.number(lazy("Answers of 9 and 10."))
    passives = fields.number(lazy("Answers of 7 and 8."))
    detractors = fields.number(lazy("Answers from 0 to 6."))
    nps = fields.decimal(lazy("Score; null below five answers."), null=True)
    interval = fields.one(IntervalAnswer, lazy("95 % interval of the score; null below five answers."), null=True)


class WaveWhole(WaveAnswer):
    """A wave with whom it asked."""

    asked = fields.number(lazy("People it asks, those too whose turn has not come."))
    left_out = fields.number(lazy("People of its segment who are not asked."))
    companies = fields.number(lazy("Companies of those it asks."))


class WaveQuery(Listed):
    """Which waves."""

    survey = fields.whole(lazy("Only waves of this survey."), optional=True)
    state = fields.choice(lazy("Only waves in this state."), STATES, optional=True)


@waves.read("", summary=lazy("List waves, the newest first"), query=WaveQuery, answer=page_of_(WaveAnswer, "WavePage"))
def index(asked: dict[str, Any]) -> dict[str, Any]:
    """A page of them; two statements."""
    wanted = _waves()
    if "survey" in asked:
        wanted = wanted.where(Wave.survey_id == asked["survey"])
    if "state" in asked:
        wanted = wanted.where(Wave.state == asked["state"])
    keys: Any = [(Wave.starts_at, "desc"), (Wave.id, "desc")]
    page = page_of(db.session, wanted, keys, after=asked.get("after"), size=asked["limit"])
    tallies = _tallies([row.Wave.id for row in page.items])
    return {"items": [_told(row, tallies) for row in page.items], "next": page.on}


@waves.read("/<int:wave_id>", summary=lazy("Read one wave"), answer=WaveWhole)
def one(wave_id: int) -> dict[str, Any]:
    """Its figures, and whom it asked."""
    row = db.session.execute(_waves().where(Wave.id == wave_id)).first()
    if row is None:
        raise NotFound("")
    reach, _at = figures.kept(("written", wave_id, row.Wave.version), lambda: written(wave_id))
    people = {"asked": reach.asked, "left_out": sum(reach.left_out.values()), "companies": reach.companies}
    return _told(row, _tallies([wave_id])) | people


def _waves() -> sa.Select[Any]:
    columns: list[Any] = [Wave, Survey.name.label("survey")]
    return sa.select(*columns).join(Survey, Survey.id == Wave.survey_id)


def _tallies(numbers: list[int]) -> dict[int, Tally]:
    scores: dict[int, dict[int, int]] = {number: {} for number in numbers}
    columns: list[Any] = [ResponseCount.wave_id, ResponseCount.score, sa.func.sum(ResponseCount.n)]
    counted = sa.select(*columns).where(ResponseCount.wave_id.in_(numbers))
    for wave_id, score, n in db.session.execute(counted.group_by(ResponseCount.wave_id, ResponseCount.score)):
        scores[wave_id][score] = int(n)
    return {number: tally(found) for number, found in scores.items()}


def _told(row: Any, tallies: dict[int, Tally]) -> dict[str, Any]:
    wave, found = row.Wave, tallies[row.Wave.id]
    same = ("id", "survey_id", "number", "kind", "state", "starts_at", "closes_at")
    return {
        **{name: getattr(wave, name) for name in same},
        "survey": row.survey,
        "promoters": found.promoters,
        "passives": found.passives,
        "detractors": found.detractors,
        "nps": found.score if found.tells else None,
        "interval": {"low": found.interval.low, "high": found.interval.high} if found.interval else None,
    }
