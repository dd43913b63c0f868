"""Product decides on an idea it looks at: its state, and its window on the roadmap."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.ideas.commands import proposals
from portal.ideas.commands.holding import hold, hold_as_seen
from portal.ideas.commands.statuses import set_status
from portal.ideas.models import Idea, IdeaStatus, IdeaStatusChange
from portal.ideas.policy import DECIDE, PLANNED, PROGRESS, SHIPPED
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Invalid, Refused
from portal.kernel.i18n import _

WINDOW_LENGTH = 60  # characters
TAG_LENGTH = 40
TAGS = 20  # on one idea


class Decision(NamedTuple):
    """What product says: the slug of a state, why, where it is described once shipped, and when it is planned."""

    status: str
    reason: str = ""
    shipped_url: str = ""
    window: str = ""


def decide(actor: Person, idea_id: int, decision: Decision, seen: int) -> Idea:
    """Put the idea into the state and set its window; `seen` is the number of the last change on the page it was read.

    A window that moves within a state is kept in the history too. Raises Forbidden, Invalid (`status`, `reason`,
    `shipped_url`, `window`), and Refused when somebody decided meanwhile.
    """
    refuse_others(actor)
    window = " ".join(decision.window.split())
    if len(window) > WINDOW_LENGTH:
        raise Invalid(_("Up to %(n)s characters, please.", n=WINDOW_LENGTH), "window")
    idea = hold_as_seen(idea_id)
    if last_change(idea.id) != seen:
        raise Refused(_("Somebody decided on this idea meanwhile. Look at the status as it is now, then decide again."))
    before = idea.status_id
    idea = set_status(actor, idea.id, decision.status, decision.reason, decision.shipped_url)
    category = db.session.get_one(IdeaStatus, idea.status_id).category
    if category == SHIPPED:
        idea.shipped_url = decision.shipped_url.strip()
    _set_window(actor, idea, window if category in (PLANNED, PROGRESS) else "", before, decision.reason.strip())
    proposals.settle(actor, idea, decision.reason.strip())
    return idea


def take(actor: Person, proposal_id: int, seen: str) -> Idea:
    """Do what was proposed, in the words it was proposed in; `seen` is the slug of the state the reader saw.

    Raises Forbidden, NotFound, Invalid for a state that needs more than a reason, and Refused when the proposal is
    settled, or somebody decided on the idea meanwhile.
    """
    found = proposals.held(actor, proposal_id)
    idea = hold(found.idea_id)
    if db.session.get_one(IdeaStatus, idea.status_id).slug != seen:
        raise Refused(_("Somebody decided on this idea meanwhile. Look at the status as it is now, then decide again."))
    wanted = db.session.get_one(IdeaStatus, found.status_id)
    return decide(actor, idea.id, Decision(wanted.slug, found.reason, "", idea.window), last_change(idea.id))


def last_change(idea_id: int) -> int:
    """The number of the last line of the idea's history; 0 when it has none."""
    found: int | None = db.session.scalar(
        sa.select(sa.func.max(IdeaStatusChange.id)).where(IdeaStatusChange.idea_id == idea_id)
    )
    return found or 0


def _set_window(actor: Person, idea: Idea, window: str, before: int, reason: str) -> None:
    moved, idea.window = idea.window != window, window
    if idea.status_id != before:
        latest = sa.update(IdeaStatusChange).where(IdeaStatusChange.id == last_change(idea.id))
        db.session.execute(latest.values(window=window), execution_options={"synchronize_session": "fetch"})
    elif moved:
        stays = {"from_id": idea.status_id, "to_id": idea.status_id}
        db.session.add(
            IdeaStatusChange(idea_id=idea.id, by_id=actor.id, reason=reason, window=window, at=now(), **stays)
        )


def refuse_others(actor: Person) -> None:
    """Raises Forbidden for whoever may not decide."""
    if not (actor.may_write and actor.has(DECIDE)):
        raise Forbidden(_("Only product and admins decide on ideas."))
