"""A question that calls for more than an answer goes on the work list of customer success."""

from __future__ import annotations

from portal.accounts.models import Person
from portal.community.models import Question
from portal.kernel.errors import Forbidden, Refused
from portal.kernel.i18n import _
from portal.success.commands.opening import Cause, open_follow_up
from portal.success.models import FollowUp
from portal.success.policy import QUESTION, WORK


def to_follow_up(actor: Person, question: Question) -> FollowUp:
    """The follow-up for who asked; pressed again, the one that stands. Who asked sees nothing of it.

    Raises Forbidden, and Refused for a question that no customer asked, or from a closed group.
    """
    if not (actor.may_write and actor.has(WORK)):
        raise Forbidden(_("Only customer success, product and admins work on follow-ups."))
    if question.secret:
        raise Refused(_("This question stands in a closed group: what is said there stays there."))
    if question.organization_id is None:
        raise Refused(_("No customer asked this question, so there is nobody to follow up with."))
    cause = Cause(f"{QUESTION}:{question.id}", QUESTION, question.id, question.title, question.author_id)
    return open_follow_up(question.organization_id, cause, actor=actor)
