"""Answers by score. Only counts are read, whatever the number of answers, unless one company alone is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.kernel.db import db
from portal.surveys.maths import Tally, tally
from portal.surveys.models import Invitation, Response, ResponseCount
from portal.surveys.queries.panel.choice import Segment

PARTS = ("stage", "tier", "language")  # what a wave is divided by

Scores = dict[int, int]  # answers by score


class Part(NamedTuple):
    """A division of a wave: by which of `PARTS`, and the value there."""

    by: str
    value: str


def scores(wave_ids: Sequence[int], wave_id: int, segment: Segment) -> tuple[dict[int, Scores], dict[Part, Tally]]:
    """Answers by score of each wave that has any, and `wave_id` divided by stage, by tier and by language.

    One statement.
    """
    waves, parts = dict[int, Scores](), dict[Part, Scores]()
    asked = sa.union_all(_counts(wave_ids, segment, whole=True), _counts([wave_id], segment, whole=False))
    for number, whole, *values, score, n in db.session.execute(asked):
        if whole:
            waves.setdefault(number, {})[score] = int(n)
            continue
        for by, value in zip(PARTS, values, strict=True):
            found = parts.setdefault(Part(by, value), {})
            found[score] = found.get(score, 0) + int(n)
    return waves, {part: tally(found) for part, found in parts.items()}


def _counts(wave_ids: Sequence[int], segment: Segment, *, whole: bool) -> sa.Select[Any]:
    """Rows of the wave's number, `whole`, `PARTS` ("" of a whole wave), the score, and how many answers have it."""
    rows: Any
    n: Any
    if segment.organization_id is None:
        rows, score = ResponseCount, ResponseCount.score
        n, counting = sa.func.sum(ResponseCount.n), [ResponseCount.n > 0]
    else:
        rows, score, n = Invitation, Response.score, sa.func.count()
        counting = [Response.invitation_id == Invitation.id, sa.not_(Response.suspected)]
    parts = [] if whole else [getattr(rows, by) for by in PARTS]
    shown = [sa.literal("").label(by) for by in PARTS] if whole else parts
    found = sa.select(rows.wave_id, sa.literal(whole).label("whole"), *shown, score, n)
    return found.where(rows.wave_id.in_(wave_ids), *counting, *segment.of(rows)).group_by(rows.wave_id, *parts, score)
