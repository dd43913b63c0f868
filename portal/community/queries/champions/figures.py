"""What somebody did for others, as the criteria look at it, and whether that is enough to become a champion."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.community.earned import earned_stages
from portal.community.models import Answer, Point, Question
from portal.community.queries.champions.ledger import ACCEPTED
from portal.kernel import site
from portal.kernel.db import db


class Criteria(NamedTuple):
    """What it takes: so many stages earned, and so many accepted answers for people of other companies."""

    stages: int
    accepted: int


class Figures(NamedTuple):
    """Stages earned, accepted answers for people of other companies, and how many companies these were."""

    stages: int = 0
    accepted: int = 0
    helped: int = 0

    def fits(self, criteria: Criteria) -> bool:
        """Whether that is enough. It makes nobody a champion: customer success does."""
        return self.stages >= criteria.stages and self.accepted >= criteria.accepted

    def kept(self, criteria: Criteria) -> dict[str, Any]:
        """As a term keeps them, with what was asked then."""
        asked = {f"asked_{name}": number for name, number in criteria._asdict().items()}
        return {**self._asdict(), **asked, "fits": self.fits(criteria)}


def criteria() -> Criteria:
    """As the settings are now."""
    limits = site.row()
    return Criteria(limits.champion_stages, limits.champion_accepted)


def figures_of(person_ids: Collection[int]) -> dict[int, Figures]:
    """Reckoned from what they did, for every one of these people; three statements."""
    stages = earned_stages(person_ids)
    answers = (
        sa.select(Point.person_id, sa.func.count(), sa.func.count(Question.organization_id.distinct()))
        .join(Answer, Answer.id == Point.ref)
        .join(Question, Question.id == Answer.question_id)
        .where(Point.person_id.in_(person_ids), Point.kind == ACCEPTED, Point.cancelled_at.is_(None))
        .group_by(Point.person_id)
    )
    helped = {row[0]: (row[1], row[2]) for row in db.session.execute(answers)}
    return {
        number: Figures(len(stages.get(number, ())), *helped.get(number, (0, 0)))
        for number in dict.fromkeys(person_ids)
    }
