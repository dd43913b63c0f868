"""About which items people ask most, measured by how many learnt with them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.kernel.db import db
from portal.kernel.i18n import locale
from portal.kernel.periods import since
from portal.learning.asked import questions_since
from portal.learning.models import Completion, Item, ItemText, QuizAttempt, Watching
from portal.learning.queries.scope import text_for

ENOUGH = 5  # learners: with fewer, a rate says nothing


class AskedAbout(NamedTuple):
    """An item, how many questions were asked about it in the period, and how many people learnt with it then."""

    item_id: int
    slug: str
    title: str
    language: str
    questions: int
    learners: int

    @property
    def rate(self) -> float | None:
        """Questions per 100 learners; None where too few learnt for that to say anything."""
        return round(100 * self.questions / self.learners, 1) if self.learners >= ENOUGH else None

    @property
    def figures(self) -> tuple[int, int]:
        """Both numbers."""
        return self.questions, self.learners


def questions_by_item(days: int) -> list[AskedAbout]:
    """Items on the menu that were asked about, the highest rate first, then those without one by their questions."""
    begins = since(days)
    asked = questions_since(begins)
    learners = _learners(asked, begins)
    rows = db.session.execute(
        sa.select(Item.id, Item.slug, ItemText.title, ItemText.locale)
        .join(ItemText, text_for(locale()))
        .where(Item.id.in_(asked), Item.archived_at.is_(None))
    )
    found = [AskedAbout(*row, asked[row[0]], learners.get(row[0], 0)) for row in rows]
    return sorted(found, key=lambda one: (one.rate is None, -(one.rate or 0), -one.questions, one.slug))


def _learners(item_ids: Collection[int], begins: datetime) -> dict[int, int]:
    """People who finished each item, watched a part of its video or tried its quiz, each once."""
    moments: tuple[tuple[Any, Any], ...] = (
        (Completion, Completion.at),
        (Watching, Watching.at),
        (QuizAttempt, QuizAttempt.started_at),
    )
    acts = (
        sa.select(model.item_id, model.person_id).where(model.item_id.in_(item_ids), at >= begins)
        for model, at in moments
    )
    each = sa.union(*acts).subquery()
    counted = sa.select(each.c.item_id, sa.func.count()).group_by(each.c.item_id)
    return {row[0]: row[1] for row in db.session.execute(counted)}
