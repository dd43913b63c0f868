"""Hiding questions, answers and comments, showing them again, and letting through what waited for a look.

Numbers follow what is shown. Where a question is merged into another, hiding it takes its own words away only; hiding
the canonical question takes its whole family off.
"""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.community.commands import commenting, routing
from portal.community.commands.counting import count_answer, moving, recount
from portal.community.commands.holding import hold_answer, hold_both, hold_comment
from portal.community.events import (
    ANSWER_HIDDEN,
    ANSWER_RELEASED,
    ANSWER_RESTORED,
    ANSWERED,
    ASKED,
    COMMENT_HIDDEN,
    COMMENT_RELEASED,
    COMMENT_RESTORED,
    COMMENTED,
    HIDDEN,
    NAMED_IN_ANSWER,
    NAMED_IN_COMMENT,
    NAMED_IN_QUESTION,
    RELEASED,
    RESTORED,
)
from portal.community.models import Answer, Question, QuestionComment
from portal.community.queries.talkers import talkers
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Refused
from portal.kernel.events import Event, record
from portal.kernel.i18n import _
from portal.moderation.policy import may_moderate
from portal.posting.mentions import known_to, tell
from portal.posting.writing import written

Post = Question | Answer | QuestionComment


def hide_question(staff: Person, question_id: int, reason: str) -> None:
    """Take it off; its author reads the reason. Raises Forbidden, NotFound, Refused when it is hidden."""
    _refuse_others(staff)
    question, _kept = hold_both(question_id)
    with moving(question):
        _hide(question, reason)
    record(HIDDEN, question, actor=staff)


def restore_question(staff: Person, question_id: int) -> None:
    """Show it again; one that was hidden while it waited is let through by that."""
    _refuse_others(staff)
    question, _kept = hold_both(question_id)
    with moving(question):
        waited = _restore(question)
    record(RESTORED, question, actor=staff)
    if waited:
        _announce_question(question)


def release_question(staff: Person, question_id: int) -> None:
    """Let everybody see what waited, and tell of it as if it were new."""
    _refuse_others(staff)
    question, _kept = hold_both(question_id)
    with moving(question):
        _release(question)
    record(RELEASED, question, actor=staff)
    _announce_question(question)


def hide_answer(staff: Person, answer_id: int, reason: str) -> None:
    """Take it from the page. Raises as `hide_question` does."""
    _refuse_others(staff)
    question, found = hold_answer(answer_id)
    _hide(found, reason)
    recount(question)
    record(ANSWER_HIDDEN, found, actor=staff, question_id=question.id)


def restore_answer(staff: Person, answer_id: int) -> None:
    """Show it again; one that was hidden while it waited is let through by that."""
    _refuse_others(staff)
    question, found = hold_answer(answer_id)
    waited = _restore(found)
    recount(question)
    record(ANSWER_RESTORED, found, actor=staff, question_id=question.id)
    if waited:
        _announce_answer(question, found)


def release_answer(staff: Person, answer_id: int) -> None:
    """Let everybody see what waited, and tell followers and those it names."""
    _refuse_others(staff)
    question, found = hold_answer(answer_id)
    _release(found)
    count_answer(question, found)
    record(ANSWER_RELEASED, found, actor=staff, question_id=question.id)
    _announce_answer(question, found)


def hide_comment(staff: Person, comment_id: int, reason: str) -> None:
    """Take it from the page. Raises as `hide_question` does."""
    _refuse_others(staff)
    _question, found = hold_comment(comment_id)
    shown = found.held_at is None
    _hide(found, reason)
    if shown:
        commenting.count(found, -1)
    record(COMMENT_HIDDEN, found, actor=staff)


def restore_comment(staff: Person, comment_id: int) -> None:
    """Show it again; one that was hidden while it waited is let through by that."""
    _refuse_others(staff)
    question, found = hold_comment(comment_id)
    waited = _restore(found)
    commenting.count(found, +1)
    record(COMMENT_RESTORED, found, actor=staff)
    if waited:
        _announce_comment(question, found)


def release_comment(staff: Person, comment_id: int) -> None:
    """Let everybody see what waited, and tell followers and those it names."""
    _refuse_others(staff)
    question, found = hold_comment(comment_id)
    _release(found)
    commenting.count(found, +1)
    record(COMMENT_RELEASED, found, actor=staff)
    _announce_comment(question, found)


def _hide(post: Post, reason: str) -> None:
    _refuse(post.hidden_at is not None, _("It is hidden already."))
    post.hidden_at, post.hidden_reason = now(), reason


def _restore(post: Post) -> bool:
    """Whether it had waited for a look."""
    _refuse(post.hidden_at is None, _("It is not hidden."))
    waited = post.held_at is not None
    post.hidden_at, post.hidden_reason, post.held_at = None, "", None
    return waited


def _release(post: Post) -> None:
    _refuse(post.held_at is None or post.hidden_at is not None, _("It does not wait for a look any more."))
    post.held_at = None


def _announce_question(question: Question) -> None:
    """Nobody was told while it waited; who was told before it came to wait is not told again."""
    author = db.session.get_one(Person, question.author_id)
    _tell(author, question.id, question, NAMED_IN_QUESTION)
    if not _told(question, ASKED):
        if question.answers == 0 and question.merged_into_id is None:
            question.route_at = routing.due(now())
        record(ASKED, question, actor=author, organization_id=question.organization_id)


def _announce_answer(question: Question, found: Answer) -> None:
    author = db.session.get_one(Person, found.author_id)
    _tell(author, question.id, found, NAMED_IN_ANSWER)
    if not _told(found, ANSWERED):
        where = {"organization_id": found.organization_id, "question_id": question.id}
        record(ANSWERED, found, actor=author, **where)


def _announce_comment(question: Question, found: QuestionComment) -> None:
    author = db.session.get_one(Person, found.author_id)
    _tell(author, question.id, found, NAMED_IN_COMMENT)
    if not _told(found, COMMENTED):
        where = {"organization_id": found.organization_id, "question_id": question.id}
        record(COMMENTED, found, actor=author, **where)


def _tell(author: Person, question_id: int, post: Post, event: str) -> None:
    known = known_to(author, partial(talkers, question_id), post.source)
    written(post.source, author, known)  # it learns whom the text names
    tell(author, post, known, event)


def _told(post: Post, name: str) -> bool:
    told = sa.exists().where(Event.subject == f"{post.__tablename__}:{post.id}", Event.name == name)
    return bool(db.session.scalar(sa.select(told)))


def _refuse_others(staff: Person) -> None:
    if not may_moderate(staff):
        raise Forbidden(_("Only customer success, product and admins decide what is hidden."))


def _refuse(wrong: bool, message: str) -> None:
    if wrong:
        raise Refused(message)
