"""What every invitation and answer of a wave is read for and comes as a few numbers, in one statement."""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.kernel.db import db
from portal.surveys.maths import Tally, tally
from portal.surveys.policy import ABOUT
from portal.surveys.queries.panel.choice import Segment
from portal.surveys.queries.panel.coverage import Coverage, coverage
from portal.surveys.queries.panel.handling import Loop, loop_of
from portal.surveys.queries.panel.said import reasons


class Wholes(NamedTuple):
    """How much of the customers the wave speaks for; answers by what they are about, in the order of `policy.ABOUT`,
    and "" where nothing was said of it; and what became of the detractors of the wave before.
    """

    coverage: Coverage
    reasons: dict[str, Tally]
    loop: Loop


def wholes(wave_id: int, before_id: int | None, segment: Segment) -> Wholes:
    """Of this wave; `before_id`: the wave whose detractors should be looked after by now."""
    covered, said, closed = coverage(wave_id, segment), reasons(wave_id, segment), loop_of(before_id, segment)
    about, score, n = said.subquery().c
    nothing = sa.literal("")
    rows = db.session.execute(
        sa.union_all(
            sa.select(sa.literal("coverage"), nothing, *covered.subquery().c),
            sa.select(sa.literal("loop"), nothing, *closed.subquery().c),
            sa.select(sa.literal("reason"), about, score, n, sa.literal(0), sa.literal(0)),
        )
    )
    numbers: dict[str, list[int]] = {}
    scores: dict[str, dict[int, int]] = {}
    for kind, text, *values in rows:
        found = [int(value) for value in values]
        if kind == "reason":
            scores.setdefault(text, {})[found[0]] = found[1]
        else:
            numbers[kind] = found
    by_reason: dict[str, Any] = {about: tally(scores[about]) for about in (*ABOUT, "") if about in scores}
    return Wholes(Coverage(*numbers["coverage"]), by_reason, Loop(*numbers["loop"]))
