"""What of the community stands on the first page: what waits for its reader, or for guests what was solved lately."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person, Role
from portal.community.models import Answer, Question, RoutedQuestion
from portal.community.queries.for_you import REASONS, Fitting, for_you
from portal.community.queries.lists import COLUMNS, Line, line_of
from portal.community.queries.scope import LISTED, open_to, open_to_member
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.i18n import lazy
from portal.kernel.scanning import looked_up

MOST = 4
LOOKED_AT = 100  # of the newest questions, and of the reader's own
RECENT = timedelta(days=30)  # what was answered before no longer asks for a word
OWN, BROUGHT = range(2)  # in this order
WHY = (lazy("You asked: did an answer help?"), REASONS["routed"][1])


def waiting_for(reader: Person) -> list[Fitting]:
    """At most `MOST` in two statements: own questions with answers to accept, those brought to the reader, then
    unanswered ones that fit.
    """
    given = {"reader": reader.id, "fresh": now() - RECENT}
    rows = db.session.execute(_first(bool(reader.roles & Role.CHAMPION), reader.is_staff), given).all()
    first = [Fitting(line_of(row), str(WHY[row.sort])) for row in sorted(rows, key=lambda row: (row.sort, row.place))]
    known = {one.line.id for one in first}
    fitting = for_you(reader, LOOKED_AT) if len(first) < MOST else []
    rest = (one for one in fitting if one.line.id not in known and not one.line.solved and not one.line.answerer)
    return [one._replace(line=one.line._replace(excerpt="")) for one in [*first, *rest][:MOST]]


def solved_lately() -> list[Line]:
    """What guests may read of the questions solved last, in one statement."""
    solved = sa.select(*COLUMNS).where(LISTED, Question.solved_at.is_not(None), *open_to(None))
    rows = db.session.execute(solved.order_by(Question.solved_at.desc(), Question.id.desc()).limit(MOST))
    return [line_of(row) for row in rows]


READER: sa.BindParameter[Any] = sa.bindparam("reader")


@cache
def _first(champion: bool, staff: bool) -> sa.Select[Any]:
    """Rows of `COLUMNS` with `sort` and `place`: of their own the newest, of those brought the longest waiting."""
    parts = [_own(staff), _brought(staff)] if champion else [_own(staff)]
    together = sa.union_all(*(sa.select(part.subquery()) for part in parts)).subquery()
    return sa.select(together)


def _seen(staff: bool) -> list[sa.ColumnElement[bool]]:
    return [LISTED] if staff else [LISTED, open_to_member(READER)]


def _own(staff: bool) -> sa.Select[Any]:
    fresh = sa.select(Answer.id).where(
        Answer.question_id == Question.id,
        Answer.author_id != READER,
        Answer.hidden_at.is_(None),
        Answer.held_at.is_(None),
        Answer.at > sa.bindparam("fresh"),
    )
    newest = sa.select(Question.id).where(Question.author_id == READER).order_by(Question.id.desc()).limit(LOOKED_AT)
    mine = sa.select(*COLUMNS, sa.literal(OWN).label("sort"), (-Question.id).label("place"))
    mine = mine.where(Question.id.in_(newest), Question.solved_at.is_(None), looked_up(fresh), *_seen(staff))
    return mine.order_by(Question.id.desc()).limit(MOST)


def _brought(staff: bool) -> sa.Select[Any]:
    brought = sa.select(*COLUMNS, sa.literal(BROUGHT).label("sort"), RoutedQuestion.id.label("place"))
    brought = brought.join(RoutedQuestion, RoutedQuestion.question_id == Question.id)
    open_still = (RoutedQuestion.done_at.is_(None), Question.answered_at.is_(None), Question.solved_at.is_(None))
    brought = brought.where(RoutedQuestion.person_id == READER, *open_still, *_seen(staff))
    return brought.order_by(RoutedQuestion.id).limit(MOST)
