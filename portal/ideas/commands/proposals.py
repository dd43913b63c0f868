"""What customer success proposes and product takes or leaves: a state, with the reason customers would read.

Who proposed it is told what became of it.
"""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.ideas.commands.holding import hold, hold_as_seen
from portal.ideas.commands.statuses import REASON_LENGTH
from portal.ideas.events import PROPOSAL_SETTLED
from portal.ideas.models import Idea, IdeaProposal, IdeaStatus
from portal.ideas.policy import DECIDE, PROPOSE
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Invalid, NotFound, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _

REPLY_LENGTH = 500  # characters
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
    theirs = (IdeaProposal.by_id == actor.id, IdeaProposal.idea_id == idea.id, IdeaProposal.settled_at.is_(None))
    changed = sa.update(IdeaProposal).where(*theirs).values(settled_at=now(), settled_by_id=actor.id)
    db.session.execute(changed, execution_options=NO_SESSION)
    made = IdeaProposal(idea_id=idea.id, status_id=status.id, by_id=actor.id, reason=reason, at=now())
    db.session.add(made)
    db.session.flush()
    return made


def leave(actor: Person, proposal_id: int, reply: str = "") -> IdeaProposal:
    """Do not do what was proposed; `reply` tells who proposed it why.

    Raises Forbidden, NotFound, Invalid, Refused when it is settled.
    """
    if len(reply := " ".join(reply.split())) > REPLY_LENGTH:
        raise Invalid(_("Up to %(n)s characters, please.", n=REPLY_LENGTH))
    found = held(actor, proposal_id)
    _close(actor, found, reply, taken=False)
    return found


def held(actor: Person, proposal_id: int) -> IdeaProposal:
    """What waits for a yes or no, and the idea it is for, ours until commit. Raises as above."""
    if not (actor.may_write and actor.has(DECIDE)):
        raise Forbidden(_("Only product and admins decide on ideas."))
    found = db.session.get(IdeaProposal, proposal_id)
    if found is None:
        raise NotFound(_("This page was not found."))
    hold(found.idea_id)
    db.session.refresh(found)
    if found.settled_at is not None:
        raise Refused(_("This proposal is settled already."))
    return found


def settle(actor: Person, idea: Idea, reason: str) -> None:
    """The idea, which is held, is in its state now: whoever proposed that was followed; other proposals stay open."""
    family = sa.select(Idea.id).where(sa.or_(Idea.id == idea.id, Idea.merged_into_id == idea.id))
    agreed = (IdeaProposal.idea_id.in_(family), IdeaProposal.settled_at.is_(None))
    wanted = sa.select(IdeaProposal).where(*agreed, IdeaProposal.status_id == idea.status_id)
    for found in db.session.scalars(wanted.order_by(IdeaProposal.id)).all():
        _close(actor, found, reason, taken=True)


def _close(actor: Person, found: IdeaProposal, reply: str, *, taken: bool) -> None:
    found.taken, found.settled_at, found.settled_by_id, found.reply = taken, now(), actor.id, reply
    record(PROPOSAL_SETTLED, found, actor=actor, idea_id=found.idea_id, taken=taken)
