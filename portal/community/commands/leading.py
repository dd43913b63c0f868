"""What leaders of a group do, and customer success and admins for every group: let in, invite, take out, pin."""

from __future__ import annotations

from portal.accounts.models import Person
from portal.community.commands.counting import is_listed
from portal.community.commands.holding import hold_all, hold_group
from portal.community.commands.membership import come_in, go_out, lead, refuse_archived, state_in
from portal.community.events import (
    ADDED,
    DECLINED,
    LEADER_DISMISSED,
    LEADER_NAMED,
    LET_IN,
    PINNED,
    TAKEN_OUT,
    UNPINNED,
)
from portal.community.models import CommunityGroup
from portal.community.policy import APPOINT, ASKED, MEMBER, OPEN, may_appoint, may_lead
from portal.community.queries.groups import visible_group
from portal.community.queries.members import knows
from portal.kernel.errors import Forbidden, NotFound, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.posting.holding import hold_person


def decide(actor: Person, group_id: int, person_id: int, *, let_in: bool) -> None:
    """Answer somebody's request; they are told. Raises NotFound, Forbidden, Refused where there is none any more."""
    person, group = hold_person(person_id), _led(actor, group_id)
    if (state := state_in(group.id, person.id)) == MEMBER and let_in:
        return
    if state != ASKED:
        raise Refused(_("This request was dealt with already, or taken back."))
    if let_in:
        refuse_archived(group)
        _refuse_strangers(person)
        come_in(person, group)
    else:
        go_out(person, group)
    _note(LET_IN if let_in else DECLINED, actor, person, group)


def invite(actor: Person, group_id: int, person_id: int) -> None:
    """Make somebody a member whom `actor` may know; they are told, and can leave.

    Raises NotFound, Forbidden, Refused.
    """
    person, group = hold_person(person_id), _led(actor, group_id)
    if not knows(actor, person.id):
        raise NotFound(_("There is nobody like that among the people you can invite."))
    refuse_archived(group)
    if group.access == OPEN:
        raise Refused(_("This group is open: who likes joins by themselves."))
    _refuse_strangers(person)
    if state_in(group.id, person.id) != MEMBER:
        come_in(person, group)
        _note(ADDED, actor, person, group)


def take_out(actor: Person, group_id: int, person_id: int) -> None:
    """End somebody's membership; leaders are for customer success and admins. Raises NotFound, Forbidden, Refused."""
    person, group = hold_person(person_id), _led(actor, group_id)
    if person.id == actor.id:
        raise Refused(_("Leave the group on its page instead."))
    if state_in(group.id, person.id) != MEMBER:
        raise NotFound(_("This person is not in the group."))
    if visible_group(person, group.id).leader and not actor.has(APPOINT):
        raise Forbidden(_("Only customer success and admins take a leader out."))
    go_out(person, group)
    _note(TAKEN_OUT, actor, person, group)


def set_leader(actor: Person, group_id: int, person_id: int, *, want: bool) -> None:
    """Let a member lead the group (there may be several leaders, or none) or no longer. Raises Forbidden, Refused."""
    if not may_appoint(actor):
        raise Forbidden(_("Only customer success and admins name leaders."))
    person, group = hold_person(person_id), hold_group(group_id)
    if want:
        _refuse_strangers(person)
        if state_in(group.id, person.id) != MEMBER:
            raise Refused(_("Only members of the group can lead it."))
    if lead(group, person, want=want):
        _note(LEADER_NAMED if want else LEADER_DISMISSED, actor, person, group)


def pin(actor: Person, group_id: int, question_id: int, *, want: bool) -> None:
    """Let one question stand first, in place of the one that did, or no longer. Raises NotFound, Forbidden."""
    questions = hold_all((question_id,)) if want else []
    group = _led(actor, group_id)
    if any(question.group_id != group.id or not is_listed(question) for question in questions):
        raise NotFound(_("This question is not in the group."))
    wanted = question_id if want else None
    if group.pinned_id == wanted or (not want and group.pinned_id != question_id):
        return
    group.pinned_id = wanted
    if want:
        record(PINNED, group, actor=actor, slug=group.slug, question_id=question_id)
    else:
        record(UNPINNED, group, actor=actor, slug=group.slug)


def _led(actor: Person, group_id: int) -> CommunityGroup:
    """The group, held, if the actor has the say in it now."""
    group = hold_group(group_id)
    if not may_lead(actor, leader=visible_group(actor, group.id).leader):
        raise Forbidden(_("Only leaders of the group, customer success and admins do this."))
    return group


def _refuse_strangers(person: Person) -> None:
    if not person.may_post:
        raise Refused(_("%(name)s belongs to no company any more, or is suspended.", name=person.display_name))


def _note(event: str, actor: Person, person: Person, group: CommunityGroup) -> None:
    where = {"group_id": group.id, "slug": group.slug}
    record(event, person, actor=actor, organization_id=person.organization_id, **where)
