"""What stands in the ledger of points by rights: read from answers, acceptances and useful marks as they are.

Points are for helping people of other companies. What somebody answers themselves, or a colleague, or what staff
answer or ask, is worth nothing; nor is what is not shown, or stands below a question that is taken off.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from portal.community.models import Acceptance, Answer, AnswerUseful, Question
from portal.kernel.db import alias_of

ANSWERED, ACCEPTED, USEFUL = "answered", "accepted", "useful"
KINDS = (ANSWERED, ACCEPTED, USEFUL)
WORTH = {ANSWERED: 2, ACCEPTED: 15, USEFUL: 5}
HEAD, ASKED = alias_of(Question), alias_of(Question)
BY = {ANSWERED: Answer.author_id, ACCEPTED: Acceptance.by_id, USEFUL: AnswerUseful.person_id}  # whose deed it is


def foreign(asked: Any) -> sa.ColumnElement[bool]:
    """The answer is for somebody of another company: both belong to one, and to different ones."""
    return sa.and_(
        Answer.author_id != asked.author_id,
        Answer.organization_id.is_not(None),
        asked.organization_id.is_not(None),
        Answer.organization_id != asked.organization_id,
    )


def due(kind: str, *columns: Any) -> sa.Select[Any]:
    """One row for each entry of this kind that should stand, with these columns."""
    found = (
        sa.select(*columns)
        .select_from(Answer)
        .join(Question, Question.id == Answer.question_id)
        .join(HEAD, HEAD.id == sa.func.coalesce(Question.merged_into_id, Question.id))
        .where(Answer.hidden_at.is_(None), Answer.held_at.is_(None), HEAD.hidden_at.is_(None), foreign(Question))
    )
    if kind == ACCEPTED:
        found = found.join(Acceptance, Acceptance.answer_id == Answer.id)
        found = found.join(ASKED, ASKED.id == Acceptance.question_id)
        return found.where(foreign(ASKED), Acceptance.by_id != Answer.author_id)
    if kind == USEFUL:
        return found.join(AnswerUseful, AnswerUseful.answer_id == Answer.id)
    return found
