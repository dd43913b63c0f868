"""The answer that solved a question: one at a time, and it can be another one later."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.community.commands.counting import NO_SESSION
from portal.community.commands.filing import areas_of
from portal.community.commands.holding import hold_answer
from portal.community.events import ACCEPTED, UNACCEPTED
from portal.community.models import Acceptance, Answer, Question
from portal.community.policy import is_shown, may_accept
from portal.community.queries import one
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.posting.holding import hold_person


def accept(person: Person, answer_id: int) -> Question:
    """Say that this answer solved the question; another one that did so far does no longer.

    Raises NotFound, Forbidden, Refused for an answer that is not shown.
    """
    question, found = _held(person, answer_id)
    if not is_shown(found):
        raise Refused(_("This answer is not shown, so it cannot be accepted."))
    standing = _acceptance(question)
    if standing is not None and standing.answer_id == found.id:
        return question
    if standing is not None:
        _take_back(person, question, standing)
    _lift(found)
    question.solved_at, question.route_at = (at := now()), None
    db.session.add(Acceptance(question_id=question.id, answer_id=found.id, by_id=person.id, at=at))
    record(ACCEPTED, found, actor=person, organization_id=person.organization_id, question_id=question.id)
    return question


def take_back(person: Person, answer_id: int) -> Question:
    """The answer did not solve it after all. Raises NotFound, Forbidden."""
    question, found = _held(person, answer_id)
    standing = _acceptance(question)
    if standing is not None and standing.answer_id == found.id:
        _take_back(person, question, standing)
        question.solved_at = None
    return question


def carry(question: Question, into: Question) -> None:
    """The question leaves the family of `into`: if an answer to it had solved that, it solves this one instead."""
    standing = _acceptance(into)
    if standing is None:
        return
    answer = db.session.get_one(Answer, standing.answer_id)
    if answer.question_id != question.id:
        return
    if _acceptance(question) is None:
        standing.question_id = question.id
        db.session.flush()
        return
    db.session.delete(standing)
    db.session.flush()


def _lift(found: Answer) -> None:
    """It may have solved the question it was given to, before that was merged: an answer solves one at a time."""
    gone = sa.delete(Acceptance).where(Acceptance.answer_id == found.id).returning(Acceptance.question_id)
    for question_id in db.session.scalars(gone, execution_options=NO_SESSION).all():
        solved = sa.update(Question).where(Question.id == question_id).values(solved_at=None)
        db.session.execute(solved)


def _take_back(person: Person, question: Question, standing: Acceptance) -> None:
    before = db.session.get_one(Answer, standing.answer_id)
    gone = sa.delete(Acceptance).where(Acceptance.id == standing.id)
    db.session.execute(gone, execution_options=NO_SESSION)
    db.session.expunge(standing)
    record(UNACCEPTED, before, actor=person, organization_id=person.organization_id, question_id=question.id)


def _held(person: Person, answer_id: int) -> tuple[Question, Answer]:
    person = hold_person(person.id)
    question, found = hold_answer(answer_id)
    one.visible(person, question.id)
    if not may_accept(person, question, areas_of(person)):
        raise Forbidden(_("Only who asked, champions of the area and staff accept an answer."))
    return question, found


def _acceptance(question: Question) -> Acceptance | None:
    wanted = sa.select(Acceptance).where(Acceptance.question_id == question.id)
    found: Acceptance | None = db.session.scalar(wanted.execution_options(populate_existing=True))
    return found
