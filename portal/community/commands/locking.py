"""A locked question stays readable and takes no more answers."""

from __future__ import annotations

from portal.accounts.models import Person
from portal.community.commands.holding import hold
from portal.community.events import LOCKED, UNLOCKED
from portal.community.models import Question
from portal.community.policy import MODERATE
from portal.kernel.calendar import now
from portal.kernel.errors import Forbidden
from portal.kernel.events import record
from portal.kernel.i18n import _


def lock(actor: Person, question_id: int, *, want: bool) -> Question:
    """Lock the canonical question of this one, or open it again; twice is once. Raises Forbidden, NotFound."""
    if not (actor.may_write and actor.has(MODERATE)):
        raise Forbidden(_("Only customer success, product and admins lock a question."))
    question = hold(question_id)
    if want != (question.locked_at is not None):
        question.locked_at = now() if want else None
        question.route_at = None if want else question.route_at
        record(LOCKED if want else UNLOCKED, question, actor=actor)
    return question
