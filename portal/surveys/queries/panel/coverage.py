"""How much of the customers a wave speaks for: companies, and what they are worth a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.surveys.models import Invitation
from portal.surveys.queries.panel.choice import Segment


@dataclass(frozen=True)
class Coverage:
    """Companies that were sent the question and those with an answer; `value` and `reached` are theirs a year.

    Money is in minor units; each company counts once, with what it was worth when it was asked.
    """

    companies: int
    answered: int
    value: int
    reached: int

    @property
    def share(self) -> float | None:
        """Of companies, in percent; None without any."""
        return 100 * self.answered / self.companies if self.companies else None

    @property
    def share_of_value(self) -> float | None:
        """Of contract value, in percent; None where nothing is worth anything."""
        return 100 * self.reached / self.value if self.value else None


def coverage(wave_id: int, segment: Segment) -> sa.Select[Any]:
    """A row of the four numbers of `Coverage`. Answers whose company was forgotten speak for none."""
    answered = sa.func.max(sa.case((Invitation.answered_at.is_not(None), 1), else_=0))
    each = (
        sa.select(sa.func.max(Invitation.contract_value).label("value"), answered.label("answered"))
        .where(Invitation.wave_id == wave_id, Invitation.sent_at.is_not(None), *segment.of(Invitation))
        .where(Invitation.organization_id.is_not(None))
        .group_by(Invitation.organization_id)
    )
    one = each.subquery().c
    reached = _sum(sa.case((one.answered == 1, one.value), else_=0))
    numbers: list[Any] = [sa.func.count(), _sum(one.answered), _sum(one.value), reached]
    return sa.select(*numbers)


def _sum(column: Any) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(column), 0)
