"""Questions that champions or customer success were asked and nobody answered, and how long the first answers take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from statistics import median
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.community.models import Answer, Question, RoutedQuestion
from portal.community.queries.scope import LISTED
from portal.config import settings
from portal.kernel.calendar import WorkingCalendar, now
from portal.kernel.db import db
from portal.kernel.paging import Page, page_of

DAYS, MOST = 90, 5000  # the first answers that are looked at: of so many days, and at most so many questions
FARTHEST = timedelta(days=120)  # beyond that an age says no number
ANSWERED, CANNOT, WAITS = "answered", "cannot", "waits"


class Asked(NamedTuple):
    """A champion a question was brought to, and what they made of it."""

    name: str
    public_id: str
    state: str


class Waiting(NamedTuple):
    """A question nobody answered; `hours` of working time since it was asked, None: beyond counting."""

    question: Question
    author: Person
    company: str
    hours: float | None
    asked: list[Asked]


class Pace(NamedTuple):
    """Working with or without routing: how many questions got a first answer, and the median time to it."""

    number: int = 0
    middle: timedelta | None = None


def waiting(*, after: str | None = None, before: str | None = None) -> Page[Waiting]:
    """The longest waiting first, from an index of its own."""
    columns: list[Any] = [Question, Person, Organization.name.label("company")]
    wanted = (
        sa.select(*columns)
        .select_from(Question)
        .join(Person, Person.id == Question.author_id)
        .outerjoin(Organization, Organization.id == Question.organization_id)
        .where(LISTED, Question.routed_at.is_not(None), Question.answered_at.is_(None), Question.solved_at.is_(None))
    )
    keys: list[Any] = [(Question.routed_at, "asc"), (Question.id, "asc")]
    rows = page_of(db.session, wanted, keys, after=after, before=before, oldest_first=True)
    asked, calendar, at = _asked([row[0].id for row in rows.items]), WorkingCalendar(settings().calendar), now()
    found = [
        Waiting(row[0], row[1], row.company or "", _age(calendar, row[0].at, at), asked.get(row[0].id, []))
        for row in rows.items
    ]
    return Page(found, rows.newer, rows.older, True)


def pace() -> tuple[Pace, Pace]:
    """Of questions that were brought to somebody, and of those that were not."""
    recent = (
        sa.select(Question.at, Question.answered_at, Question.routed_at)
        .where(LISTED, Question.at > now() - timedelta(days=DAYS), Question.answered_at.is_not(None))
        .order_by(Question.at.desc(), Question.id.desc())
        .limit(MOST)
    )
    times: dict[bool, list[timedelta]] = {True: [], False: []}
    for asked, answered, routed in db.session.execute(recent):
        if answered is not None:
            times[routed is not None].append(answered - asked)
    return _pace(times[True]), _pace(times[False])


def _pace(times: list[timedelta]) -> Pace:
    return Pace(len(times), timedelta(seconds=median(one.total_seconds() for one in times))) if times else Pace()


def _age(calendar: WorkingCalendar, asked: datetime, at: datetime) -> float | None:
    return calendar.working_hours_between(asked, at) if at - asked <= FARTHEST else None


def _asked(question_ids: Collection[int]) -> dict[int, list[Asked]]:
    said = sa.exists().where(Answer.question_id == RoutedQuestion.question_id, Answer.author_id == Person.id)
    rows = db.session.execute(
        sa.select(RoutedQuestion.question_id, Person, RoutedQuestion.done_at, said)
        .join(Person, Person.id == RoutedQuestion.person_id)
        .where(RoutedQuestion.question_id.in_(question_ids))
        .order_by(RoutedQuestion.id)
    )
    found: dict[int, list[Asked]] = defaultdict(list)
    for number, person, done_at, answered in rows:
        state = ANSWERED if answered else CANNOT if done_at else WAITS
        found[number].append(Asked("" if person.erased_at else person.display_name, person.public_id, state))
    return found
