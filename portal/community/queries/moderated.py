"""Questions, answers and comments as the review queue shows them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from portal.community.models import Answer, Question, QuestionComment
from portal.community.models.questions import question_url
from portal.community.queries.answers import comment_url
from portal.community.queries.scope import HEAD
from portal.kernel.db import alias_of
from portal.moderation.things import columns

KEPT = alias_of(Question)


def question_rows(ids: Collection[int], whole: bool) -> sa.Select[Any]:
    """Questions of these numbers."""
    html = Question.html if whole else sa.literal("")
    named = columns(Question, title=Question.title, text=Question.excerpt, html=html)
    return sa.select(*named).where(Question.id.in_(ids))


def answer_rows(ids: Collection[int], _whole: bool) -> sa.Select[Any]:
    """Answers of these numbers, with the canonical question."""
    return _said(Answer, ids)


def comment_rows(ids: Collection[int], _whole: bool) -> sa.Select[Any]:
    """Comments of these numbers, with the canonical question."""
    return _said(QuestionComment, ids)


def _said(model: Any, ids: Collection[int]) -> sa.Select[Any]:
    named = columns(model, title=KEPT.title, text=model.plain, html=model.html, head=KEPT.id)
    found = sa.select(*named).join(Question, Question.id == model.question_id).join(KEPT, KEPT.id == HEAD)
    return found.where(model.id.in_(ids))


def question_place(row: Any) -> str:
    """Its page."""
    return question_url(row.ref, row.title)


def answer_place(row: Any) -> str:
    """Leads to where it stands."""
    return f"/community/answers/{row.ref}"


def comment_place(row: Any) -> str:
    """Leads to where it stands."""
    url: str = comment_url(row.ref)
    return url
