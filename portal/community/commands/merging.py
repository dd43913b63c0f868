"""Merging is a pointer: nothing moves, so it can be undone; answers to both stand below the question that is kept."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.community.commands.accepting import carry
from portal.community.commands.counting import moving, recount
from portal.community.commands.holding import hold_all, hold_both
from portal.community.events import MERGED, UNMERGED
from portal.community.models import Question
from portal.community.policy import MOVE
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _


def merge(actor: Person, question_id: int, into_id: int) -> Question:
    """Make `question_id` part of the family of `into_id`; the question that is kept.

    Raises Refused for one merged into itself, where a chain would come of it, or for what is not shown.
    """
    _refuse_others(actor)
    if question_id == into_id:
        raise Refused(_("A question cannot be merged into itself."))
    found = {one.id: one for one in hold_all((question_id, into_id))}
    question, into = found[question_id], found[into_id]
    if question.merged_into_id == into.id:
        return into
    _refuse_chains(question, into)
    _refuse_leaks(question, into)
    with moving(question):
        question.merged_into_id, question.route_at = into.id, None
    recount(question)
    recount(into)
    record(MERGED, question, actor=actor, into_id=into.id)
    return into


def unmerge(actor: Person, question_id: int) -> Question:
    """Take the question out of the family it was merged into; it stands alone again, with what is its own."""
    _refuse_others(actor)
    question, into = hold_both(question_id)
    if question.merged_into_id is None:
        raise Refused(_("This question is not merged."))
    with moving(question):
        question.merged_into_id = None
    carry(question, into)
    recount(question)
    recount(into)
    record(UNMERGED, question, actor=actor, from_id=into.id)
    return question


def _refuse_others(actor: Person) -> None:
    if not (actor.may_write and actor.has(MOVE)):
        raise Forbidden(_("Only customer success and admins merge questions."))


def _refuse_chains(question: Question, into: Question) -> None:
    if into.merged_into_id is not None:
        raise Refused(_("“%(title)s” is merged itself. Choose the question it was merged into.", title=into.title))
    if question.merged_into_id is not None:
        raise Refused(_("“%(title)s” is merged already. Undo that first.", title=question.title))
    if db.session.scalar(sa.select(Question.id).where(Question.merged_into_id == question.id).limit(1)) is not None:
        raise Refused(_("Other questions are merged into “%(title)s”. Undo that first.", title=question.title))


def _refuse_leaks(question: Question, into: Question) -> None:
    """What is said in a closed group stays in it, and nobody is led to what they cannot see."""
    if (question.secret or into.secret) and question.group_id != into.group_id:
        raise Refused(_("One of the two stands in a closed group: what is said there stays there."))
    for one in (question, into):
        if one.held_at is not None or one.hidden_at is not None:
            raise Refused(_("“%(title)s” is not shown. Release it or show it again first.", title=one.title))
