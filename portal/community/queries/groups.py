"""Groups as a reader sees them."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from flask import g

from portal.community.models import CommunityGroup, GroupMember, Question
from portal.community.policy import ASKED, CLOSED, MEMBER
from portal.community.queries.scope import is_staff
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _, locale
from portal.posting.areas import name_in

if TYPE_CHECKING:
    from portal.accounts.models import Person


class Seen(NamedTuple):
    """A group and what the reader is in it: `state` "" | member | asked."""

    group: CommunityGroup
    state: str
    leader: bool

    @property
    def name(self) -> str:
        """In the reader's language."""
        return name_in(locale(), self.group.names) or self.group.slug

    @property
    def about(self) -> str:
        """In the reader's language."""
        return name_in(locale(), self.group.abouts)

    @property
    def url(self) -> str:
        """Of its page."""
        return f"/community/groups/{self.group.slug}"

    @property
    def inside(self) -> bool:
        """Whether the reader is a member."""
        return self.state == MEMBER


def seen_groups(reader: Person | None, *where: sa.ColumnElement[bool], most: int = 0) -> list[Seen]:
    """Groups that are not archived, in their order, without closed ones the reader is not in; one statement."""
    wanted, values = _listed(is_staff(reader)), _of(reader)
    wanted = wanted.where(*where) if where else wanted
    return [_seen(*row) for row in db.session.execute(wanted.limit(most) if most else wanted, values)]


def visible_group(reader: Person | None, ref: int | str) -> Seen:
    """The group of this number or slug, archived or not. Raises NotFound for one the reader is not to know of."""
    column: Any = CommunityGroup.id if isinstance(ref, int) else CommunityGroup.slug
    row = db.session.execute(_with_state(is_staff(reader)).where(column == ref), _of(reader)).first()
    if row is None:
        raise NotFound(_("This group was not found."))
    return _seen(*row)


def every_group() -> list[CommunityGroup]:
    """All of them, archived ones last. For staff, who see all."""
    order = (CommunityGroup.archived_at.is_not(None), CommunityGroup.position, CommunityGroup.id)
    return list(db.session.scalars(sa.select(CommunityGroup).order_by(*order)))


def waiting_in(group_ids: Collection[int]) -> dict[int, int]:
    """How many ask to be let into each of these groups, where anybody does."""
    asked = (GroupMember.state == ASKED, GroupMember.group_id.in_(group_ids))
    columns: list[Any] = [GroupMember.group_id, sa.func.count()]
    return {row[0]: row[1] for row in db.session.execute(sa.select(*columns).where(*asked).group_by(columns[0]))}


def closed_keys(reader: Person | None) -> list[str]:
    """Access tokens `group:<id>` of the closed groups the reader is in; what stands in one is indexed with its token.

    Staff need none: `staff` opens all of it. The groups a member may know of are few, and read as a whole: whatever
    was found among them needs no second statement (`found_groups`).
    """
    if reader is None or reader.is_staff:
        return []
    known = [_seen(*row) for row in db.session.execute(_with_state(staff=False), _of(reader))]
    g.groups_known = reader.id, known
    return [key_of(one.group.id) for one in known if one.inside and one.group.access == CLOSED]


def found_groups(reader: Person | None, refs: Collection[int]) -> list[Seen]:
    """Those of these the reader may know of, not archived; as they were read with the reader's access tokens."""
    person_id, known = g.get("groups_known", (None, []))
    if reader is None or reader.id != person_id:
        return seen_groups(reader, CommunityGroup.id.in_(refs))
    return [one for one in known if one.group.id in refs and one.group.archived_at is None]


def key_of(group_id: int) -> str:
    """The access token of a closed group's members."""
    return f"group:{group_id}"


def question_ids(group_ids: Collection[int]) -> list[int]:
    """All questions in these groups, whatever their state: those to be indexed anew when a group closes or opens."""
    return list(
        db.session.scalars(sa.select(Question.id).where(Question.group_id.in_(group_ids)).order_by(Question.id))
    )


@cache
def _with_state(staff: bool) -> sa.Select[Any]:
    """Built once for staff, who see all, and once for everybody else."""
    columns: list[Any] = [CommunityGroup, GroupMember.state, GroupMember.leader]
    mine = sa.and_(
        GroupMember.group_id == CommunityGroup.id, GroupMember.person_id == sa.bindparam("reader", type_=sa.Integer)
    )
    wanted = sa.select(*columns).outerjoin(GroupMember, mine)
    return wanted if staff else wanted.where(sa.or_(CommunityGroup.access != CLOSED, GroupMember.state == MEMBER))


@cache
def _listed(staff: bool) -> sa.Select[Any]:
    wanted = _with_state(staff).where(CommunityGroup.archived_at.is_(None))
    return wanted.order_by(CommunityGroup.position, CommunityGroup.id)


def _of(reader: Person | None) -> dict[str, Any]:
    return {"reader": reader.id if reader is not None else None}


def _seen(group: CommunityGroup, state: str | None, leader: bool | None) -> Seen:
    return Seen(group, state or "", bool(leader) and state == MEMBER)
