"""The ledger of points: entries that are written and cancelled while things happen.

Whoever calls holds the canonical question of the answers, so each entry is changed by one at a time.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.community.commands.champions.helpers import owe
from portal.community.models import Answer, Point, Question
from portal.community.queries.champions.ledger import ANSWERED, BY, KINDS, WORTH, due
from portal.kernel.calendar import now
from portal.kernel.db import db, dialect_name, insert

TABLE = Point.__table__
WHICH: Any = sa.bindparam("which", type_=sa.Integer)
DOER: Any = sa.bindparam("doer", type_=sa.Integer)
MOMENT: Any = sa.bindparam("moment", type_=TABLE.c.at.type)
ANSWER, ANSWERS, FAMILY = "answer", "answers", "family"
AMONG: dict[str, sa.ColumnElement[bool]] = {  # answers by a number: their own, one of several, a canonical question's
    ANSWER: Answer.id == WHICH,
    ANSWERS: Answer.id.in_(sa.bindparam("which", expanding=True)),
    FAMILY: Answer.question_id.in_(
        sa.select(Question.id).where(sa.or_(Question.id == WHICH, Question.merged_into_id == WHICH))
    ),
}


def settle(among: str, which: int | list[int], *, kinds: Collection[str] = KINDS, by_id: int | None = None) -> None:
    """Let the entries of these answers be what they should be; `by_id`: only what this person did."""
    values = {"which": which, "doer": by_id, "moment": now()}
    for kind in kinds:
        _write(kind, among, values)
        _cancel(_unearned(kind, among, by_id is not None), values)


def earn(answer_id: int) -> None:
    """The answer is told of for the first time: nobody made use of it yet, and nothing of it has to be cancelled."""
    _write(ANSWERED, ANSWER, {"which": answer_id, "doer": None, "moment": now()})


def forget(answer_id: int) -> None:
    """The answer is about to be deleted: nothing of it counts any more."""
    _cancel(_gone(Point.ref == answer_id), {"moment": now()})


def forget_gone() -> int:
    """Cancel what stands for answers that are no longer there; how many entries."""
    there = sa.exists().where(Answer.id == Point.ref)
    return _cancel(_gone(sa.not_(there)), {"moment": now()})


def _write(kind: str, among: str, values: dict[str, Any]) -> None:
    earned = _earned(kind, among, values["doer"] is not None, dialect_name())
    for person_id, points in db.session.connection().execute(earned, values).all():
        owe(person_id, kind, points, +1)


def _cancel(gone: sa.Executable, values: dict[str, Any]) -> int:
    rows = db.session.connection().execute(gone, values).all()
    for person_id, kind, points in rows:
        owe(person_id, kind, points, -1)
    return len(rows)


@cache
def _earned(kind: str, among: str, of_one: bool, _dialect: str) -> Any:
    """Entries that should stand: made, or no longer cancelled. Built once for each kind, as what follows."""
    rows = due(
        kind,
        Answer.author_id,
        sa.literal(kind, TABLE.c.kind.type),
        Answer.id,
        BY[kind],
        sa.literal(WORTH[kind], TABLE.c.points.type),
        MOMENT,
    ).where(AMONG[among], *_of(BY[kind], of_one))
    written = insert(Point).from_select(["person_id", "kind", "ref", "by_id", "points", "at"], rows)
    again = {name: written.excluded[name] for name in ("person_id", "points", "at")}
    written = written.on_conflict_do_update(
        index_elements=["kind", "ref", "by_id"],
        set_={**again, "cancelled_at": None},
        where=TABLE.c.cancelled_at.is_not(None),
    )
    return written.returning(TABLE.c.person_id, TABLE.c.points)


@cache
def _unearned(kind: str, among: str, of_one: bool) -> Any:
    """Entries that stand and should not."""
    rightly = due(kind, sa.literal(1)).where(Answer.id == Point.ref, BY[kind] == Point.by_id).correlate(Point)
    those = sa.select(Answer.id).where(AMONG[among])
    return _gone(Point.kind == kind, Point.ref.in_(those), *_of(Point.by_id, of_one), sa.not_(rightly.exists()))


def _gone(*which: sa.ColumnElement[bool]) -> Any:
    gone = sa.update(Point).where(Point.cancelled_at.is_(None), *which).values(cancelled_at=MOMENT)
    return gone.returning(Point.person_id, Point.kind, Point.points)


def _of(column: Any, of_one: bool) -> list[sa.ColumnElement[bool]]:
    return [column == DOER] if of_one else []
