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


def by_wave(wave_ids: Sequence[int], segment: Segment) -> dict[int, Scores]:
    """Answers by score of each wave that has any."""
    found: dict[int, Scores] = {}
    for wave_id, score, n in db.session.execute(_counts(wave_ids, segment, ("wave_id",))):
        found.setdefault(wave_id, {})[score] = n
    return found


def by_part(wave_id: int, segment: Segment) -> dict[Part, Tally]:
    """The wave divided by stage, by tier and by language."""
    found: dict[Part, Scores] = {}
    for *values, score, n in db.session.execute(_counts([wave_id], segment, PARTS)):
        for by, value in zip(PARTS, values, strict=True):
            scores = found.setdefault(Part(by, value), {})
            scores[score] = scores.get(score, 0) + n
    return {part: tally(scores) for part, scores in found.items()}


def _counts(wave_ids: Sequence[int], segment: Segment, by: Sequence[str]) -> sa.Select[Any]:
    """Rows of the columns `by`, the score, and how many answers that count have them."""
    if segment.organization_id is None:
        rows: Any = ResponseCount
        n: Any = sa.func.sum(ResponseCount.n)
        found = sa.select(*(getattr(rows, name) for name in by), ResponseCount.score, n)
        found = found.where(ResponseCount.n > 0).group_by(ResponseCount.score)
    else:
        rows, n = Invitation, sa.func.count()
        found = sa.select(*(getattr(rows, name) for name in by), Response.score, n)
        found = found.join(Response, Response.invitation_id == Invitation.id)
        found = found.where(sa.not_(Response.suspected)).group_by(Response.score)
    return found.where(rows.wave_id.in_(wave_ids), *segment.of(rows)).group_by(*(getattr(rows, name) for name in by))
