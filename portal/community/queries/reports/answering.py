"""How long people wait for a first answer, and how many wait in vain, by the month they asked in."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from math import ceil
from statistics import median
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.community.models import Question
from portal.community.queries.lists import IS_UNANSWERED
from portal.community.queries.reports.spans import begins, last_months, place_in
from portal.community.queries.scope import LISTED
from portal.config import settings
from portal.kernel.calendar import WorkingCalendar
from portal.kernel.db import db

MONTHS = 12
MOST = 1000  # answers of a month whose times are looked at, the newest
ENOUGH = 5  # answers: with fewer, a middle says nothing
HERE = sa.and_(LISTED, Question.external_id.is_(None))  # what came from a file was asked elsewhere


class Month(NamedTuple):
    """Questions asked in a month. `answered` by anybody but their author; `middle` and `most`: hours of working time
    within which half and nine tenths of these had their first answer, None where there are too few.

    `unanswered` ones have no accepted answer and none by staff or a champion, until now.
    """

    begins: date
    questions: int
    answered: int
    unanswered: int
    middle: float | None
    most: float | None

    @property
    def share(self) -> int:
        """Percent unanswered."""
        return round(100 * self.unanswered / self.questions) if self.questions else 0


def months() -> list[Month]:
    """The last twelve, the newest first, without those before the first question; two statements."""
    spans = last_months(MONTHS)
    counted, hours = _counted(spans), _hours(spans)
    return [
        Month(spans[place], *counted.get(place, (0, 0, 0)), *_pace(hours[place]))
        for place in reversed(range(min(counted, default=len(spans)), len(spans)))
    ]


def _counted(spans: list[date]) -> dict[int, tuple[int, int, int]]:
    asked = (
        sa.select(place_in(spans, Question.at), Question.answered_at, sa.case((IS_UNANSWERED, 1)).label("unanswered"))
        .where(HERE, Question.at >= begins(spans[0]))
        .subquery()
    )
    columns: list[Any] = [
        asked.c.span, sa.func.count(), sa.func.count(asked.c.answered_at), sa.func.count(asked.c.unanswered),
    ]  # fmt: skip
    return {row[0]: (row[1], row[2], row[3]) for row in db.session.execute(sa.select(*columns).group_by(asked.c.span))}


def _hours(spans: list[date]) -> dict[int, list[float]]:
    """Working hours until the first answer, by month, from short to long."""
    answered = (
        sa.select(place_in(spans, Question.at), Question.id, Question.at, Question.answered_at)
        .where(HERE, Question.at >= begins(spans[0]), Question.answered_at.is_not(None))
        .subquery()
    )
    newest = (answered.c.at.desc(), answered.c.id.desc())
    place = sa.func.row_number().over(partition_by=answered.c.span, order_by=newest).label("place")
    ranked = sa.select(answered.c.span, answered.c.at, answered.c.answered_at, place).subquery()
    calendar, found = WorkingCalendar(settings().calendar), defaultdict[int, list[float]](list)
    columns: list[Any] = [ranked.c.span, ranked.c.at, ranked.c.answered_at]
    for span, at, answered_at in db.session.execute(sa.select(*columns).where(ranked.c.place <= MOST)):
        found[span].append(calendar.working_hours_between(at, answered_at))
    return defaultdict(list, {span: sorted(hours) for span, hours in found.items()})


def _pace(hours: list[float]) -> tuple[float | None, float | None]:
    """Median and 90th percentile (nearest rank) of sorted hours."""
    return (median(hours), hours[ceil(len(hours) * 0.9) - 1]) if len(hours) >= ENOUGH else (None, None)
