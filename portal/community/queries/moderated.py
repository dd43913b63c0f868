"""Questions, answers and comments as the review queue shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, undefer

from portal.accounts.models import Organization, Person
from portal.community.models import Answer, Question, QuestionComment
from portal.community.queries import one
from portal.community.queries.answers import answer_of, comment_of, comment_url
from portal.community.queries.scope import HEAD
from portal.kernel.db import db
from portal.moderation.things import Post
from portal.posting.writing import excerpt

if TYPE_CHECKING:
    from portal.accounts.models import Person as Reader

EXCERPT = 200  # characters of an answer or a comment
ASKED = aliased(Question)
Row = Question | Answer | QuestionComment


def questions(ids: Sequence[int], whole: bool) -> dict[int, Post]:
    """By id, in one statement."""
    columns: list[Any] = [Question, Person, Organization.name]
    found = _with_people(sa.select(*columns), Question).where(Question.id.in_(ids))
    rows = db.session.execute(found.options(undefer(Question.html)) if whole else found)
    return {asked.id: _question(asked, author, company, whole=whole) for asked, author, company in rows}


def _question(asked: Question, author: Person, company: str | None, *, whole: bool) -> Post:
    html, where = asked.html if whole else "", (asked.url, asked.language, asked.at)
    by = (author, company or "")
    return Post(asked.id, asked.title, asked.excerpt, html, *where, *by, *_off(asked), asked.hidden_reason)


def answers(ids: Sequence[int], _whole: bool) -> dict[int, Post]:
    """By id, with the title of the canonical question, in one statement."""
    return {
        row[0].id: _said(row, f"/community/answers/{row[0].id}") for row in db.session.execute(_said_on(Answer, ids))
    }


def comments(ids: Sequence[int], _whole: bool) -> dict[int, Post]:
    """By id, with the title of the canonical question, in one statement."""
    rows = db.session.execute(_said_on(QuestionComment, ids)).all()
    return {row[0].id: _said(row, comment_url(row[1], row[0].answer_id, row[0].id)) for row in rows}


def _said_on(model: type[Answer | QuestionComment], ids: Sequence[int]) -> sa.Select[Any]:
    columns: list[Any] = [model, ASKED.id, ASKED.title, Person, Organization.name]
    found = sa.select(*columns).join(Question, Question.id == model.question_id).join(ASKED, ASKED.id == HEAD)
    return _with_people(found, model).where(model.id.in_(ids))


def _with_people(found: sa.Select[Any], model: Any) -> sa.Select[Any]:
    found = found.join(Person, Person.id == model.author_id)
    found = found.outerjoin(Organization, Organization.id == model.organization_id)
    return found.execution_options(populate_existing=True)


def _said(row: Any, url: str) -> Post:
    post, _asked_id, title, author, company = row
    begins, where = excerpt(post.plain, EXCERPT), (url, post.language, post.at)
    return Post(post.id, title, begins, post.html, *where, author, company or "", *_off(post), post.hidden_reason)


def _off(row: Row) -> tuple[bool, bool]:
    """Whether it waits for a look, and whether it is hidden."""
    return row.held_at is not None, row.hidden_at is not None


def seen_question(reader: Reader | None, question_id: int) -> Post:
    """Raises NotFound where the reader finds none."""
    one.visible(reader, question_id)
    return questions([question_id], False)[question_id]


def seen_answer(reader: Reader | None, answer_id: int) -> Post:
    """Raises NotFound where the reader finds none, or not the question it was given to."""
    answer_of(reader, answer_id)
    return answers([answer_id], False)[answer_id]


def seen_comment(reader: Reader | None, comment_id: int) -> Post:
    """Raises NotFound where the reader finds none, or not what it is about."""
    comment_of(reader, comment_id)
    return comments([comment_id], False)[comment_id]


def stood(model: type[Row], person_id: int, since: datetime) -> sa.Select[Any]:
    """The person's posts of this kind that everybody saw by then and still sees."""
    shown = (model.held_at.is_(None), model.hidden_at.is_(None))
    return sa.select(model.id).where(model.author_id == person_id, model.at <= since, *shown)
