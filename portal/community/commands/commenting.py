"""Remarks below a question or an answer."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.community.commands.answering import checked, shapes
from portal.community.commands.counting import NO_SESSION
from portal.community.commands.following import follow
from portal.community.commands.holding import hold, hold_answer, hold_comment
from portal.community.commands.revising import keep_words
from portal.community.events import COMMENT_DELETED, COMMENT_EDITED, COMMENTED, NAMED_IN_COMMENT
from portal.community.models import Answer, Question, QuestionComment
from portal.community.policy import COMMENT, QUESTION, is_shown, may_answer
from portal.community.queries import one
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.moderation.commands.cases import keep_back
from portal.moderation.queries.newcomers import must_wait
from portal.posting.holding import hold_person
from portal.posting.mentions import tell
from portal.posting.waiting import keep_back_edit

LENGTH = 5_000  # characters


def comment(person: Person, source: str, *, question_id: int = 0, answer_id: int = 0) -> QuestionComment:
    """Say something below the question, or below the answer that is given.

    Raises NotFound, Forbidden, Refused, Invalid (`text`).
    """
    person = hold_person(person.id)
    question, below = hold_answer(answer_id) if answer_id else (hold(question_id), None)
    one.visible(person, question.id)
    if question.locked_at is not None:
        raise Refused(_("This question is locked: it takes no more comments."))
    if not may_answer(person, question) or (below is not None and not is_shown(below)):
        raise Forbidden(_("This question is not open to you."))
    text, known = checked(person, question, source, LENGTH)
    waits, at = must_wait(person, text.html, text.source), now()
    made = QuestionComment(
        question_id=question.id,
        answer_id=below.id if below is not None else None,
        author_id=person.id,
        organization_id=person.organization_id,
        at=at,
        held_at=at if waits else None,
        **shapes(text),
    )
    db.session.add(made)
    db.session.flush()
    follow(person, QUESTION, question.id, unless_refused=True)
    if waits:
        keep_back(person, COMMENT, made.id)
        return made
    count(made, +1)
    tell(person, made, known, NAMED_IN_COMMENT)
    record(COMMENTED, made, actor=person, organization_id=person.organization_id, question_id=question.id)
    return made


def edit(person: Person, comment_id: int, source: str, version: int) -> QuestionComment:
    """Change one's own words; those before are kept. Raises Forbidden, Invalid (`text`), Refused over a newer save."""
    waits = keep_back_edit(person, COMMENT, QuestionComment, comment_id, source)
    question, found = hold_comment(comment_id)
    _refuse_others(person, found)
    if found.version != version:
        raise Refused(_("This comment was changed in another window. Your words are below; look at it again."))
    text, known = checked(person, question, source, LENGTH)
    if text.source == found.source:
        return found
    keep_words(person, found)
    for name, value in shapes(text).items():
        setattr(found, name, value)
    found.version += 1
    if waits:
        found.held_at = now()
        count(found, -1)
    db.session.flush()
    if is_shown(found):
        tell(person, found, known, NAMED_IN_COMMENT)
    record(COMMENT_EDITED, found, actor=person, organization_id=person.organization_id, question_id=question.id)
    return found


def delete(person: Person, comment_id: int) -> Question:
    """Take one's own comment back for good; the canonical question it was below."""
    question, found = hold_comment(comment_id)
    _refuse_others(person, found)
    if found.hidden_at is not None:
        raise Refused(_("Our staff took this comment off the page, so it is kept."))
    record(COMMENT_DELETED, found, actor=person, organization_id=person.organization_id, question_id=question.id)
    if is_shown(found):
        count(found, -1)
    db.session.delete(found)
    return question


def count(found: QuestionComment, by: int) -> None:
    """So many comments more below its answer, whose question is held; those of a question are not counted."""
    if found.answer_id is None:
        return
    changed = sa.update(Answer).where(Answer.id == found.answer_id).values(comments=Answer.comments + by)
    db.session.execute(changed, execution_options=NO_SESSION)


def _refuse_others(person: Person, found: QuestionComment) -> None:
    if not person.may_write or person.id != found.author_id:
        raise Forbidden(_("Only who wrote a comment changes it."))
