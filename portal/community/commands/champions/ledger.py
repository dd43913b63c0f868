"""The ledger of points: entries that are written and cancelled while things happen.

Whoever calls holds the canonical question of the answers, so each entry is changed by one at a time.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from portal.community.commands.champions.helpers import owe
from portal.community.commands.counting import NO_SESSION
from portal.community.models import Answer, Point
from portal.community.queries.champions.ledger import BY, KINDS, WORTH, due
from portal.kernel.calendar import now
from portal.kernel.db import db, insert

TABLE = Point.__table__


def settle(*answers: sa.ColumnElement[bool], kinds: Collection[str] = KINDS, by_id: int | None = None) -> None:
    """Let the entries of these answers be what they should be; `by_id`: only what this person did."""
    for kind in kinds:
        _write(kind, answers, by_id)
        _cancel(kind, answers, by_id)


def forget(answer_id: int) -> None:
    """The answer is about to be deleted: nothing of it counts any more."""
    _cancelled(Point.ref == answer_id)


def forget_gone() -> int:
    """Cancel what stands for answers that are no longer there; how many entries."""
    there = sa.exists().where(Answer.id == Point.ref)
    return _cancelled(sa.not_(there))


def _write(kind: str, answers: tuple[sa.ColumnElement[bool], ...], by_id: int | None) -> None:
    rows = due(
        kind,
        Answer.author_id,
        sa.literal(kind, TABLE.c.kind.type),
        Answer.id,
        BY[kind],
        sa.literal(WORTH[kind], TABLE.c.points.type),
        sa.literal(now(), TABLE.c.at.type),
    ).where(*answers, *_of(BY[kind], by_id))
    written = insert(Point).from_select(["person_id", "kind", "ref", "by_id", "points", "at"], rows)
    again = {name: written.excluded[name] for name in ("person_id", "points", "at")}
    written = written.on_conflict_do_update(
        index_elements=["kind", "ref", "by_id"],
        set_={**again, "cancelled_at": None},
        where=TABLE.c.cancelled_at.is_not(None),
    )
    for person_id, points in db.session.execute(written.returning(TABLE.c.person_id, TABLE.c.points)).all():
        owe(person_id, kind, points, +1)


def _cancel(kind: str, answers: tuple[sa.ColumnElement[bool], ...], by_id: int | None) -> None:
    rightly = due(kind, sa.literal(1)).where(Answer.id == Point.ref, BY[kind] == Point.by_id).correlate(Point)
    those = sa.select(Answer.id).where(*answers)
    _cancelled(Point.kind == kind, Point.ref.in_(those), *_of(Point.by_id, by_id), sa.not_(rightly.exists()))


def _cancelled(*which: sa.ColumnElement[bool]) -> int:
    gone = sa.update(Point).where(Point.cancelled_at.is_(None), *which).values(cancelled_at=now())
    rows = db.session.execute(
        gone.returning(Point.person_id, Point.kind, Point.points), execution_options=NO_SESSION
    ).all()
    for person_id, kind, points in rows:
        owe(person_id, kind, points, -1)
    return len(rows)


def _of(column: Any, by_id: int | None) -> list[sa.ColumnElement[bool]]:
    return [] if by_id is None else [column == by_id]
