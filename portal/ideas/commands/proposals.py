"""What customer success proposes and product takes or leaves: a state, with the reason customers would read."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.ideas.commands.holding import hold_as_seen
from portal.ideas.commands.statuses import REASON_LENGTH
from portal.ideas.models import IdeaProposal, IdeaStatus
from portal.ideas.policy import DECIDE, PROPOSE
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Invalid, NotFound, Refused
from portal.kernel.i18n import _

NO_SESSION = {"synchronize_session": False}


def propose(actor: Person, idea_id: int, slug: str, reason: str) -> IdeaProposal:
    """Propose a state; it takes the place of what this person proposed before and nobody settled.

    Raises Forbidden, Invalid (`status`, `reason`), Refused when the idea is in that state or was merged.
    """
    if not (actor.may_write and actor.has(PROPOSE)):
        raise Forbidden(_("Only customer success, product and admins propose a status."))
    status = db.session.scalar(sa.select(IdeaStatus).where(IdeaStatus.slug == slug))
    if status is None:
        raise Invalid(_("Choose a status."), "status")
    reason = reason.strip()
    if not reason:
        raise Invalid(_("Say why: product decides by your reason."), "reason")
    if len(reason) > REASON_LENGTH:
        raise Invalid(_("Up to %(n)s characters, please.", n=REASON_LENGTH), "reason")
    idea = hold_as_seen(idea_id)
    if idea.status_id == status.id:
        raise Refused(_("The idea is in this status already."))
    theirs = (IdeaProposal.by_id == actor.id, *_open(idea.id))
    changed = sa.update(IdeaProposal).where(*theirs).values(settled_at=now(), settled_by_id=actor.id)
    db.session.execute(changed, execution_options=NO_SESSION)
    made = IdeaProposal(idea_id=idea.id, status_id=status.id, by_id=actor.id, reason=reason, at=now())
    db.session.add(made)
    db.session.flush()
    return made


def leave(actor: Person, proposal_id: int) -> IdeaProposal:
    """Do not do what was proposed. Raises Forbidden, NotFound, Refused when it is settled."""
    if not (actor.may_write and actor.has(DECIDE)):
        raise Forbidden(_("Only product and admins decide on ideas."))
    found = db.session.get(IdeaProposal, proposal_id)
    if found is None:
        raise NotFound(_("This page was not found."))
    hold_as_seen(found.idea_id)
    db.session.refresh(found)
    if found.settled_at is not None:
        raise Refused(_("This proposal is settled already."))
    found.taken, found.settled_at, found.settled_by_id = False, now(), actor.id
    return found


def settle(actor: Person, idea_id: int, status_id: int) -> None:
    """The idea, which is held, is in this state now: whoever proposed that was followed; other proposals stay open."""
    agreed = sa.update(IdeaProposal).where(*_open(idea_id), IdeaProposal.status_id == status_id)
    values = {"taken": True, "settled_at": now(), "settled_by_id": actor.id}
    db.session.execute(agreed.values(**values), execution_options=NO_SESSION)


def _open(idea_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return IdeaProposal.idea_id == idea_id, IdeaProposal.settled_at.is_(None)
