"""Who took part in a question: they may be mentioned there."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from portal.community.models import Answer, Question, QuestionComment
from portal.community.queries.one import family_ids


def talkers(question_id: int) -> sa.Select[Any]:
    """Ids of who asked a canonical question or one merged into it, answered or commented, as far as it is shown.

    0: nobody yet.
    """
    family = family_ids(question_id) if question_id else []
    parts = [sa.select(Question.author_id).where(Question.id.in_(family))]
    for post in (Answer, QuestionComment):
        shown = (post.hidden_at.is_(None), post.held_at.is_(None))
        parts.append(sa.select(post.author_id).where(post.question_id.in_(family), *shown))
    every = sa.union_all(*parts).subquery()
    return sa.select(every.c.author_id)
