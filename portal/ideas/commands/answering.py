"""The official response: one stands above the comments, the versions before it are kept."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.ideas.commands import pledges
from portal.ideas.commands.holding import hold_as_seen
from portal.ideas.events import ANSWER_CORRECTED, ANSWERED
from portal.ideas.models import IdeaResponse
from portal.ideas.policy import DECIDE
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Invalid, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.posting.writing import tidy, written

ANSWER_LENGTH = 10_000  # characters


def answer(actor: Person, idea_id: int, text: str, seen: int = 0, *, tell: bool = True) -> IdeaResponse:
    """Let this Markdown be the official response in place of version `seen` (0: of none); the version that stands.

    The first one is told to everybody who waits for it, a later version only if `tell` says so. The same text again
    changes nothing. Raises Forbidden, Invalid (`text`), and Refused when another version stands by now.
    """
    if not (actor.may_write and actor.has(DECIDE)):
        raise Forbidden(_("Only product and admins publish official responses."))
    text = tidy(text)
    if not text:
        raise Invalid(_("Write what you will do, or why not."), "text")
    if len(text) > ANSWER_LENGTH:
        raise Invalid(_("Up to %(n)s characters, please.", n=ANSWER_LENGTH), "text")
    idea = hold_as_seen(idea_id)
    wanted = sa.select(IdeaResponse).where(IdeaResponse.idea_id == idea.id).order_by(IdeaResponse.number.desc())
    standing = db.session.scalars(wanted.limit(1).execution_options(populate_existing=True)).first()
    number, made = standing.number if standing else 0, written(text, actor)
    if standing is not None and standing.source == made.source:
        return standing
    if number != seen:
        raise Refused(_("Somebody saved another response meanwhile. Yours is below; compare, then save it again."))
    words = {"source": made.source, "html": made.html, "plain": made.plain}
    response = IdeaResponse(idea_id=idea.id, number=number + 1, by_id=actor.id, at=now(), **words)
    db.session.add(response)
    pledges.keep(idea)
    record(ANSWERED if tell or standing is None else ANSWER_CORRECTED, idea, actor=actor, number=response.number)
    return response
