"""Groups as a reader sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from portal.community.models import CommunityGroup, GroupMember
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _, locale
from portal.posting.areas import name_in

if TYPE_CHECKING:
    from portal.accounts.models import Person

CLOSED, REQUEST, OPEN = "closed", "request", "open"
CHAMPIONS = "champions"  # the kind of the one group where champions gather


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
        return self.state == "member"


def seen_groups(reader: Person | None, *where: sa.ColumnElement[bool], most: int = 0) -> list[Seen]:
    """Groups that are not archived, in their order, without closed ones the reader is not in; one statement."""
    wanted = _with_state(reader).where(CommunityGroup.archived_at.is_(None), *where)
    wanted = wanted.order_by(CommunityGroup.position, CommunityGroup.id)
    return [_seen(*row) for row in db.session.execute(wanted.limit(most) if most else wanted)]


def visible_group(reader: Person | None, ref: int | str) -> Seen:
    """The group of this number or slug, archived or not. Raises NotFound for one the reader is not to know of."""
    column: Any = CommunityGroup.id if isinstance(ref, int) else CommunityGroup.slug
    row = db.session.execute(_with_state(reader).where(column == ref)).first()
    if row is None:
        raise NotFound(_("This group was not found."))
    return _seen(*row)


def _with_state(reader: Person | None) -> sa.Select[Any]:
    columns: list[Any] = [CommunityGroup, GroupMember.state, GroupMember.leader]
    mine = sa.and_(
        GroupMember.group_id == CommunityGroup.id, GroupMember.person_id == (reader.id if reader is not None else None)
    )
    wanted = sa.select(*columns).outerjoin(GroupMember, mine)
    if reader is not None and reader.is_staff:
        return wanted
    return wanted.where(sa.or_(CommunityGroup.access != CLOSED, GroupMember.state == "member"))


def _seen(group: CommunityGroup, state: str | None, leader: bool | None) -> Seen:
    return Seen(group, state or "", bool(leader) and state == "member")
