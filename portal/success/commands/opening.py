"""Opening a follow-up: once for an organization and reason, however many ask for it at the same moment."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Organization, Person, Role
from portal.kernel.calendar import now
from portal.kernel.db import db, insert_once, locked, note_held
from portal.kernel.errors import Forbidden, Invalid
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.success.clock import due_from
from portal.success.commands.holding import step, words
from portal.success.commands.teams import team_of_cs
from portal.success.events import JOINED, OPENED
from portal.success.models import FollowUp, FollowUpSource, Team
from portal.success.policy import HAND, OPEN, SNOOZED, WORK, sees_all
from portal.success.queries.teams import team_names

TITLE_LENGTH = 200  # characters
ABLE = (Person.roles.bitwise_and(Role.STAFF) != 0, Person.may_write)


class Cause(NamedTuple):
    """Why something is to be done: a code for the reason, the kind and number of what asked for it, a sentence."""

    reason: str
    kind: str
    ref: int
    title: str
    person_id: int | None = None  # whom it is about
    note: str = ""  # what staff who noted it knew


def open_follow_up(
    organization_id: int,
    cause: Cause,
    *,
    actor: Person | None = None,
    owner_id: int | None = None,
    team_id: int | None = None,
) -> FollowUp:
    """The one open follow-up of the organization for this reason, ours until commit: a new one, or the one that stands.

    A new one is due when the clock says, and goes to `owner_id`, else to who looks after the organization, else to
    `team_id` (CS by default). One that stands gets the cause as a further source, and comes back if it was put off.
    `actor` is the member of staff who opens it; None for what a customer or the portal set off. Repeatable, but for
    what is said with the cause: that is noted each time.
    """
    locked(Organization, organization_id, key_share=True)  # whoever opens or reopens one of theirs waits here
    if (found := _standing(organization_id, cause.reason)) is None:
        found = _new(organization_id, cause, actor, owner_id or _keeper(organization_id), team_id or team_of_cs())
    elif _add_source(found, cause) or cause.note:
        _came_again(found, cause, actor)
    note_held(FollowUp, found.id)
    return found


def note_by_hand(
    actor: Person, organization_id: int, title: str, *, note: str = "", owner_id: int | None, team_id: int
) -> FollowUp:
    """Staff saw something to do. Raises Forbidden, Invalid (`title`, `note`, `organization`, `team`, `owner`)."""
    if not (actor.may_write and actor.has(WORK)):
        raise Forbidden(_("Only customer success, product and admins work on follow-ups."))
    title = " ".join(words(title, "title", _("Write what is to be done, in one sentence."), TITLE_LENGTH).split())
    note = words(note, "note")
    if db.session.get(Organization, organization_id) is None:
        raise Invalid(_("Choose a company from the list."), "organization")
    mine = [team.id for team in team_names(actor) if sees_all(actor) or team.mine]
    if team_id not in mine:
        raise Invalid(_("Choose a team."), "team")
    if owner_id is not None and not can_have(owner_id):
        raise Invalid(_("Choose somebody of the staff who can act on it."), "owner")
    folded = hashlib.sha256(title.casefold().encode()).hexdigest()[:16]  # the words themselves may name somebody
    cause = Cause(f"{HAND}:{folded}", HAND, actor.id, title, note=note)
    return open_follow_up(organization_id, cause, actor=actor, owner_id=owner_id, team_id=team_id)


def _standing(organization_id: int, reason: str) -> FollowUp | None:
    wanted = sa.select(FollowUp).where(
        FollowUp.organization_id == organization_id, FollowUp.reason == reason, FollowUp.closed_at.is_(None)
    )
    held = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    return db.session.scalar(held)


def _new(organization_id: int, cause: Cause, actor: Person | None, owner_id: int | None, team_id: int) -> FollowUp:
    at = now()
    found = FollowUp(
        organization_id=organization_id,
        person_id=cause.person_id,
        reason=cause.reason,
        source=cause.kind,
        title=cause.title[:TITLE_LENGTH],
        owner_id=owner_id,
        team_id=team_id,
        due_at=due_from(at),
        opened_at=at,
    )
    db.session.add(found)
    db.session.flush()
    step(found, "opened", actor, cause.note, owner_id=owner_id, team_id=team_id)
    _add_source(found, cause)
    record(OPENED, found, actor=actor, organization_id=organization_id, source=cause.kind)
    return found


def _keeper(organization_id: int) -> int | None:
    """Who looks after the organization, if they can act on it."""
    owner = sa.select(Person.id).join(Organization, Organization.owner_id == Person.id)
    return db.session.scalar(owner.where(Organization.id == organization_id, *ABLE))


def _add_source(follow_up: FollowUp, cause: Cause) -> bool:
    """Note the cause; whether it is a new one."""
    source = {"follow_up_id": follow_up.id, "kind": cause.kind, "ref": cause.ref, "at": now()}
    return insert_once(FollowUpSource, **source) is not None


def _came_again(follow_up: FollowUp, cause: Cause, actor: Person | None) -> None:
    if follow_up.state == SNOOZED:
        follow_up.state, follow_up.snoozed_until, follow_up.due_at = OPEN, None, due_from(now())
        follow_up.version += 1
    step(follow_up, "joined", actor, cause.note)
    record(JOINED, follow_up, actor=actor, organization_id=follow_up.organization_id, source=cause.kind)


def can_have(person_id: int) -> bool:
    """Whether the person is staff and can act."""
    return db.session.scalar(sa.select(Person.id).where(Person.id == person_id, *ABLE)) is not None


def team_exists(team_id: int) -> bool:
    """Whether there is such a team."""
    return db.session.get(Team, team_id) is not None
