"""Answers found while asking: somebody opened what was offered to them, and did not ask within a day after."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from portal.community.models import Asking, Question
from portal.community.queries.reports.spans import begins, place_in, weeks_of
from portal.community.queries.scope import SHOWN
from portal.kernel.calendar import DAY, now
from portal.kernel.db import db
from portal.kernel.periods import since
from portal.kernel.searchable import SEARCHABLE, Hit

if TYPE_CHECKING:
    from portal.accounts.models import Person

ASKED = Asking.asked_at.is_not(None)


class Week(NamedTuple):
    """People who were about to ask and opened something, each once a week, by how it ended; and what customers asked.

    Who asked once in a week found no answer in it. `fresh`: a day has not passed, so that is not known yet.
    """

    begins: date
    found: int
    asked: int
    fresh: int
    questions: int

    @property
    def opened(self) -> int:
        """All of them."""
        return self.found + self.asked + self.fresh


class Thing(NamedTuple):
    """A question or an item: how many opened it while asking, and how many of them found their answer."""

    kind: str
    ref: int
    found: int
    opened: int


def weeks(days: int) -> list[Week]:
    """The weeks of the last so many days, the newest first; two statements."""
    spans = weeks_of(days)
    ended, asked = _ended(spans), _questions(spans)
    return [
        Week(spans[place], *ended.get(place, (0, 0, 0)), asked.get(place, 0)) for place in reversed(range(len(spans)))
    ]


def things(days: int, limit: int) -> list[Thing]:
    """What answered most people in that time, of openings whose day is over."""
    answered = sa.func.count(sa.case((sa.not_(ASKED), Asking.person_id)).distinct())
    columns: list[Any] = [Asking.kind, Asking.ref, answered, sa.func.count(Asking.person_id.distinct())]
    rows = db.session.execute(
        sa.select(*columns)
        .where(Asking.at >= since(days), sa.or_(ASKED, Asking.at <= now() - DAY))
        .group_by(Asking.kind, Asking.ref)
        .having(answered > 0)
        .order_by(answered.desc(), columns[3], Asking.kind, Asking.ref)
        .limit(limit)
    )
    return [Thing(*row) for row in rows]


def told(reader: Person, rows: list[Thing]) -> dict[tuple[str, int], Hit]:
    """How these read, as far as they are still there; one statement a kind."""
    return {
        (kind, ref): hit
        for kind in sorted({row.kind for row in rows})
        for ref, hit in SEARCHABLE[kind].visible(reader, [row.ref for row in rows if row.kind == kind]).items()
    }


def _ended(spans: list[date]) -> dict[int, tuple[int, int, int]]:
    """People of each week who found an answer, asked, or may still ask."""
    fresh = sa.case((Asking.at > now() - DAY, 1), else_=0)
    opened = (
        sa.select(place_in(spans, Asking.at), Asking.person_id, Asking.asked_at, fresh.label("fresh"))
        .where(Asking.at >= begins(spans[0]))
        .subquery()
    )
    each = (
        sa.select(
            opened.c.span, sa.func.count(opened.c.asked_at).label("asked"), sa.func.max(opened.c.fresh).label("fresh")
        )
        .group_by(opened.c.span, opened.c.person_id)
        .subquery()
    )
    asked, later = each.c.asked > 0, each.c.fresh > 0
    columns: list[Any] = [
        each.c.span,
        sa.func.count(sa.case((sa.not_(sa.or_(asked, later)), 1))),
        sa.func.count(sa.case((asked, 1))),
        sa.func.count(sa.case((sa.and_(sa.not_(asked), later), 1))),
    ]
    return {row[0]: (row[1], row[2], row[3]) for row in db.session.execute(sa.select(*columns).group_by(each.c.span))}


def _questions(spans: list[date]) -> dict[int, int]:
    """Questions customers asked here in each week; what came from a file was asked elsewhere."""
    ours = (SHOWN, Question.organization_id.is_not(None), Question.external_id.is_(None))
    asked = sa.select(place_in(spans, Question.at)).where(*ours, Question.at >= begins(spans[0])).subquery()
    return {
        row[0]: row[1] for row in db.session.execute(sa.select(asked.c.span, sa.func.count()).group_by(asked.c.span))
    }
