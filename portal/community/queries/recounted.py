"""What the numbers beside questions and answers should be, counted from the rows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.community.models import Acceptance, Answer, AnswerUseful, Question, QuestionComment, QuestionToo
from portal.community.policy import CHAMPION, STAFF
from portal.community.queries.scope import HEAD
from portal.kernel.db import db

SHOWN_ANSWER = sa.and_(Answer.hidden_at.is_(None), Answer.held_at.is_(None))


class Numbers(NamedTuple):
    """Of a canonical question, what is said in its whole family; a merged one has none of its own."""

    answers: int
    too: int
    answered_at: datetime | None
    champion_at: datetime | None
    staff_at: datetime | None
    solved_at: datetime | None


def numbers(question_ids: Collection[int]) -> dict[int, Numbers]:
    """By question, in three statements."""
    said = {row[0]: row[1:] for row in db.session.execute(_said(question_ids))}
    too, solved = _pairs(_too(question_ids)), _pairs(_solved(question_ids))
    found = {}
    for number in question_ids:
        answers, others, champion, staff = said.get(number, (0, None, None, None))
        found[number] = Numbers(answers, too.get(number, 0), others, champion, staff, solved.get(number))
    return found


def _pairs(wanted: Any) -> dict[int, Any]:
    return {row[0]: row[1] for row in db.session.execute(wanted)}


def _family(question_ids: Collection[int]) -> sa.ColumnElement[bool]:
    return sa.or_(Question.id.in_(question_ids), Question.merged_into_id.in_(question_ids))


def _said(question_ids: Collection[int]) -> sa.Select[Any]:
    def first(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
        return sa.func.min(sa.case((condition, Answer.at)), type_=Answer.at.type)

    others = first(Answer.author_id != Question.author_id)
    standing = (first(Answer.standing == CHAMPION), first(Answer.standing == STAFF))
    counted = sa.select(HEAD, sa.func.count(), others, *standing).select_from(Answer)
    joined = counted.join(Question, Question.id == Answer.question_id)
    return joined.where(_family(question_ids), SHOWN_ANSWER).group_by(HEAD)


def _too(question_ids: Collection[int]) -> sa.Select[Any]:
    people = sa.func.count(QuestionToo.person_id.distinct())
    columns: list[Any] = [HEAD, people]
    counted = sa.select(*columns).join(Question, Question.id == QuestionToo.question_id)
    return counted.where(_family(question_ids)).group_by(HEAD)


def _solved(question_ids: Collection[int]) -> sa.Select[Any]:
    columns: list[Any] = [Acceptance.question_id, Acceptance.at]
    found = sa.select(*columns).join(Answer, Answer.id == Acceptance.answer_id)
    return found.where(Acceptance.question_id.in_(question_ids), SHOWN_ANSWER)


class AnswerNumbers(NamedTuple):
    """Of an answer: people who find it useful, and comments shown below it."""

    useful: int
    comments: int


def answer_numbers(answer_ids: Collection[int]) -> dict[int, AnswerNumbers]:
    """By answer, in two statements."""
    useful = sa.select(AnswerUseful.answer_id, sa.func.count()).where(AnswerUseful.answer_id.in_(answer_ids))
    shown = (QuestionComment.hidden_at.is_(None), QuestionComment.held_at.is_(None))
    below = QuestionComment.answer_id
    said = sa.select(below, sa.func.count()).where(below.in_(answer_ids), *shown)
    likes = _pairs(useful.group_by(AnswerUseful.answer_id))
    talk = _pairs(said.group_by(QuestionComment.answer_id))
    return {number: AnswerNumbers(likes.get(number, 0), talk.get(number, 0)) for number in answer_ids}
