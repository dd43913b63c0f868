"""Coming into a group and leaving it.

All of it happens under the lock of the person it is about, then of the group, so `members` is right and nobody comes
into a group that was closed or archived a moment ago.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.community.commands.counting import NO_SESSION
from portal.community.commands.following import follow, unfollow
from portal.community.commands.holding import hold_group, hold_groups
from portal.community.events import JOINED, LEFT, REQUESTED, WITHDREW
from portal.community.models import CommunityGroup, GroupMember
from portal.community.policy import ASKED, CLOSED, GROUP, MEMBER, joins_at_once
from portal.community.queries.groups import visible_group
from portal.kernel.calendar import now
from portal.kernel.db import db, insert_once
from portal.kernel.errors import Forbidden, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.posting.holding import hold_person
from portal.posting.limits import too_long
from portal.posting.writing import letters

WORDS = 500  # characters of a request


def join(person: Person, group_id: int, words: str = "") -> str:
    """Come in, or ask to be let in with a few words, as the group has it; twice is once. `member` or `asked`.

    Raises NotFound for a group that is not the person's to know, Forbidden, Refused for an archived one, Invalid
    (`words`).
    """
    person, group = hold_person(person.id), hold_group(group_id)
    visible_group(person, group.id)
    if not person.may_post:
        raise Forbidden(_("Only people of a customer company and staff join groups."))
    refuse_archived(group)
    if (state := state_in(group.id, person.id)) == MEMBER:
        return MEMBER
    if not joins_at_once(person, group):
        return _ask(person, group, state, words)
    come_in(person, group)
    record(JOINED, group, actor=person, organization_id=person.organization_id, slug=group.slug)
    return MEMBER


def _ask(person: Person, group: CommunityGroup, state: str, words: str) -> str:
    words = "\n".join(" ".join(line.split()) for line in words.strip().splitlines())
    if (has := letters(words)) > WORDS:
        raise too_long("words", WORDS, has)
    if state == ASKED:
        changed = sa.update(GroupMember).where(*_row(group.id, person.id)).values(words=words)
        db.session.execute(changed, execution_options=NO_SESSION)
        return ASKED
    insert_once(GroupMember, group_id=group.id, person_id=person.id, state=ASKED, words=words, leader=False, at=now())
    record(REQUESTED, group, actor=person, organization_id=person.organization_id, slug=group.slug)
    return ASKED


def leave(person: Person, group_id: int) -> None:
    """Be in the group no longer, or take the request back. Who led it leads it no longer.

    Raises NotFound, Forbidden.
    """
    person, group = hold_person(person.id), hold_group(group_id)
    visible_group(person, group.id)
    if not person.may_write:
        raise Forbidden(person.read_only())
    if gone := go_out(person, group):
        deed = LEFT if gone == MEMBER else WITHDREW
        record(deed, group, actor=person, organization_id=person.organization_id, slug=group.slug)


def let_go(person: Person) -> None:
    """Somebody, who is held, belongs to no company and not to the vendor: see `docs/community-groups.md`.

    They are out of closed groups and lead none; what they asked for is void. Of other groups they stay members.
    """
    mine = sa.select(GroupMember.group_id).where(GroupMember.person_id == person.id)
    for group in hold_groups(set(db.session.scalars(mine))):
        if group.access == CLOSED or state_in(group.id, person.id) == ASKED:
            if go_out(person, group) == MEMBER:
                record(LEFT, group, actor=person, slug=group.slug)
        else:
            lead(group, person, want=False)


def come_in(person: Person, group: CommunityGroup) -> None:
    """Make a member of somebody who is none; both are held. Members follow their group."""
    values: dict[str, Any] = {"state": MEMBER, "words": "", "at": now()}
    row = {"group_id": group.id, "person_id": person.id, "leader": False}
    if insert_once(GroupMember, **row, **values) is None:
        changed = sa.update(GroupMember).where(*_row(group.id, person.id)).values(**values)
        db.session.execute(changed, execution_options=NO_SESSION)
    _count(group, +1)
    follow(person, GROUP, group.id)


def go_out(person: Person, group: CommunityGroup) -> str:
    """Take the row of somebody away; both are held. What they were: member, asked or ""."""
    gone = sa.delete(GroupMember).where(*_row(group.id, person.id)).returning(GroupMember.state)
    state: str = db.session.scalar(gone, execution_options=NO_SESSION) or ""
    if state == MEMBER:
        _count(group, -1)
        unfollow(person, GROUP, group.id)
    return state


def lead(group: CommunityGroup, person: Person, *, want: bool) -> bool:
    """Let a member lead the group, which is held, or no longer; whether that changed anything."""
    standing = (*_row(group.id, person.id), GroupMember.state == MEMBER, GroupMember.leader.is_not(want))
    changed = sa.update(GroupMember).where(*standing).values(leader=want).returning(GroupMember.id)
    return db.session.scalar(changed, execution_options=NO_SESSION) is not None


def state_in(group_id: int, person_id: int) -> str:
    """What somebody is in the group now: member, asked or ""."""
    return db.session.scalar(sa.select(GroupMember.state).where(*_row(group_id, person_id))) or ""


def refuse_archived(group: CommunityGroup) -> None:
    """Raises Refused where nobody comes in any more."""
    if group.archived_at is not None:
        raise Refused(_("This group is archived: it can be read, but nobody joins it any more."))


def _row(group_id: int, person_id: int) -> Collection[sa.ColumnElement[bool]]:
    return GroupMember.group_id == group_id, GroupMember.person_id == person_id


def _count(group: CommunityGroup, by: int) -> None:
    changed = sa.update(CommunityGroup).where(CommunityGroup.id == group.id)
    db.session.execute(changed.values(members=CommunityGroup.members + by), execution_options=NO_SESSION)
    db.session.expire(group, ["members"])
