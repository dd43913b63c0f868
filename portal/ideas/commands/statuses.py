"""States of ideas: the six there are from the start, and changing from one to another with a reason."""

from __future__ import annotations

from urllib.parse import urlsplit

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.ideas.commands import counting, pledges
from portal.ideas.commands.facets import moving
from portal.ideas.commands.holding import hold
from portal.ideas.commands.votes import realign
from portal.ideas.events import STATUS_CHANGED
from portal.ideas.models import Idea, IdeaStatus, IdeaStatusChange
from portal.ideas.policy import CLOSED, DECIDE, DECLINED, SHIPPED
from portal.kernel.calendar import now
from portal.kernel.db import db, insert_once
from portal.kernel.errors import Forbidden, Invalid
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.posting.writing import tidy

REASON_LENGTH = 2000  # characters
STANDARD = (
    ("new", {"en": "New", "ja": "受付"}),
    ("review", {"en": "Under review", "ja": "検討中"}),
    ("planned", {"en": "Planned", "ja": "対応予定"}),
    ("progress", {"en": "In progress", "ja": "開発中"}),
    ("shipped", {"en": "Shipped", "ja": "リリース済み"}),
    ("declined", {"en": "Not planned", "ja": "見送り"}),
)


def ensure_statuses() -> None:
    """Let there be the six states; those that are there stay as they were named."""
    for position, (category, names) in enumerate(STANDARD, 1):
        insert_once(IdeaStatus, slug=category, category=category, position=position * 10, names=names, ideas=0)


def first_status() -> IdeaStatus:
    """Where ideas begin. Raises NoResultFound where `portal setup` was never run."""
    wanted = sa.select(IdeaStatus).where(IdeaStatus.category == "new").order_by(IdeaStatus.position, IdeaStatus.id)
    return db.session.scalars(wanted.limit(1)).one()


def set_status(actor: Person, idea_id: int, slug: str, reason: str = "", shipped_url: str = "") -> Idea:
    """Put the canonical idea of this one into another state; nothing happens when it is in that.

    Not planned needs a reason, shipped a link to where it is described: everybody who waits reads that, so either keeps
    the promise of an official answer. Raises Forbidden, Invalid (`status`,
    `reason`, `shipped_url`).
    """
    if not (actor.may_write and actor.has(DECIDE)):
        raise Forbidden(_("Only product and admins decide on ideas."))
    status, reason, shipped_url = check_change(slug, reason, shipped_url)
    idea = hold(idea_id)
    before = db.session.get_one(IdeaStatus, idea.status_id)
    if before.id == status.id:
        return idea
    with moving(idea):
        idea.status_id, idea.shipped_url = status.id, shipped_url
    if status.category in CLOSED:
        pledges.keep(idea)
    if before.category in CLOSED and status.category not in CLOSED:
        realign(idea)
        counting.recount(idea)
    note_change(idea, before, status, actor, reason)
    return idea


def check_change(slug: str, reason: str, shipped_url: str) -> tuple[IdeaStatus, str, str]:
    """The status with reason and link as they are kept. Raises Invalid (`status`, `reason`, `shipped_url`)."""
    status = db.session.scalar(sa.select(IdeaStatus).where(IdeaStatus.slug == slug))
    if status is None:
        raise Invalid(_("Choose a status."), "status")
    return (status, *_checked(status, tidy(reason), shipped_url.strip()))


def note_change(idea: Idea, before: IdeaStatus | None, after: IdeaStatus, actor: Person | None, reason: str) -> None:
    """Write the change into the idea's history, and let those who wait for it hear of it."""
    change = IdeaStatusChange(
        idea_id=idea.id,
        from_id=before.id if before else None,
        to_id=after.id,
        by_id=actor.id if actor else None,
        reason=reason,
        at=now(),
    )
    db.session.add(change)
    db.session.flush()
    if before is not None:
        record(STATUS_CHANGED, idea, actor=actor, change_id=change.id, to=after.slug)


def _checked(status: IdeaStatus, reason: str, shipped_url: str) -> tuple[str, str]:
    if len(reason) > REASON_LENGTH:
        raise Invalid(_("Up to %(n)s characters, please.", n=REASON_LENGTH), "reason")
    if status.category == DECLINED and not reason:
        raise Invalid(_("Say why: everybody who wanted it will read this."), "reason")
    if status.category != SHIPPED:
        return reason, ""
    url = urlsplit(shipped_url)
    if not (shipped_url.startswith("/learn/") or (url.scheme in ("http", "https") and url.netloc)):
        raise Invalid(_("Link to the content item or the release note that describes it."), "shipped_url")
    return reason, shipped_url
