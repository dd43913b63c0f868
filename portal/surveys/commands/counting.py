"""Answers by wave, score and who gave them: moved with each answer, and made anew when asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.kernel.counters import Drift, counter
from portal.kernel.db import db, insert
from portal.surveys.models import Invitation, Response, ResponseCount

KEYS = ("wave_id", "tier", "stage", "language", "score")
NO_SESSION = {"synchronize_session": False}


def count(invitation: Invitation, score: int, by: int) -> None:
    """One answer more (`by` 1) or less (-1) of this score; one upsert, so none is lost however many answer at once."""
    values = {name: getattr(invitation, name) for name in KEYS[:-1]} | {"score": score, "n": by}
    statement = insert(ResponseCount).values(**values)
    moved = statement.on_conflict_do_update(index_elements=list(KEYS), set_={"n": ResponseCount.n + by})
    db.session.execute(moved, execution_options=NO_SESSION)


def _counted() -> sa.Select[Any]:
    return (
        sa.select(*(getattr(Invitation, name) for name in KEYS[:-1]), Response.score, sa.func.count().label("n"))
        .join(Response, Response.invitation_id == Invitation.id)
        .where(sa.not_(Response.suspected))
        .group_by(*(getattr(Invitation, name) for name in KEYS[:-1]), Response.score)
    )


def drifts() -> Sequence[Drift]:
    """Where what is kept is not what a recount gives."""
    right = {tuple(row[:-1]): row[-1] for row in db.session.execute(_counted())}
    kept = db.session.execute(sa.select(*(getattr(ResponseCount, name) for name in (*KEYS, "n"))))
    stands = {tuple(row[:-1]): row[-1] for row in kept if row[-1]}
    return [
        Drift("answers " + " ".join(map(str, key)), stands.get(key, 0), right.get(key, 0))
        for key in sorted(set(right) | set(stands))
        if stands.get(key, 0) != right.get(key, 0)
    ]


def rebuild() -> int:
    """Make all of them anew; how many were off. Who answers meanwhile waits for the commit."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.text("LOCK TABLE response_count IN EXCLUSIVE MODE"))
    off = len(drifts())
    if off:
        db.session.execute(sa.delete(ResponseCount), execution_options=NO_SESSION)
        db.session.execute(sa.insert(ResponseCount).from_select([*KEYS, "n"], _counted()))
    return off


counter("survey answers", drifts=drifts, rebuild=rebuild)
