"""Who is in a group, who would like to be, and whom somebody may invite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.console_queries import begins_with
from portal.accounts.models import Membership, Organization, Person
from portal.community.models import GroupMember, Helper
from portal.community.policy import APPOINT, ASKED, MEMBER
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.kernel.paging import Page, page_of
from portal.posting.bylines import Byline, byline
from portal.posting.notices import takes_part

SOME = 6  # champions and leaders shown beside a group's questions
LOOKED_AT = 500  # champions, those who helped most
OFFERED = 8  # people a search for whom to invite shows


class Line(NamedTuple):
    """Somebody in a group, or asking: as much of them as the reader may know."""

    person_id: int
    public_id: str
    by: Byline
    leader: bool
    words: str
    at: Any


def members(reader: Person | None, group_id: int, after: str | None, before: str | None) -> Page[Line]:
    """A page of the members, who came first first."""
    return _page(reader, group_id, MEMBER, after, before)


def requests(reader: Person, group_id: int, after: str | None, before: str | None) -> Page[Line]:
    """A page of those who ask to be let in, who waits longest first. For who decides on them."""
    return _page(reader, group_id, ASKED, after, before)


def waiting(group_id: int) -> int:
    """How many ask to be let in."""
    asked = sa.select(sa.func.count()).where(GroupMember.group_id == group_id, GroupMember.state == ASKED)
    return db.session.scalar(asked) or 0


def some(reader: Person | None, group_id: int) -> tuple[list[Byline], list[Byline]]:
    """A few leaders of the group, who came first first, and the champions in it who helped most; one statement."""
    inside = (GroupMember.group_id == group_id, GroupMember.state == MEMBER)
    leaders = sa.select(GroupMember.id, sa.literal("leader").label("kind"), GroupMember.id.label("at"))
    leaders = leaders.where(*inside, GroupMember.leader).order_by(GroupMember.id)
    best = sa.select(Helper.person_id, Helper.accepted).where(Helper.champion)
    known = best.order_by(Helper.accepted.desc(), Helper.person_id.desc()).limit(LOOKED_AT).subquery().c
    champions = sa.select(GroupMember.id, sa.literal("champion").label("kind"), (-known.accepted).label("at"))
    champions = champions.join(GroupMember, GroupMember.person_id == known.person_id)
    champions = champions.where(*inside).order_by(known.accepted.desc(), known.person_id.desc())
    parts = [part.limit(SOME).subquery() for part in (leaders, champions)]
    chosen = sa.union_all(*(sa.select(part) for part in parts)).subquery()
    columns: list[Any] = [chosen.c.kind, Person, Organization]
    found = sa.select(*columns).select_from(chosen).join(GroupMember, GroupMember.id == chosen.c.id)
    found = found.join(Person, Person.id == GroupMember.person_id)
    found = found.outerjoin(Organization, Organization.id == Person.organization_id)
    rows = list(db.session.execute(found.order_by(chosen.c.at, chosen.c.id)))
    said = [(kind, byline(reader, person, company)) for kind, person, company in rows]
    return [by for kind, by in said if kind == "leader"], [by for kind, by in said if kind == "champion"]


def person_of(public_id: str) -> Person:
    """Whom a form names. Raises NotFound."""
    found: Person | None = db.session.scalar(
        sa.select(Person).where(Person.public_id == public_id, Person.erased_at.is_(None))
    )
    if found is None:
        raise NotFound(_("This person was not found."))
    return found


def knows(actor: Person, person_id: int) -> bool:
    """Whether `actor` may invite this person."""
    return db.session.scalar(sa.select(Person.id).where(Person.id == person_id, *_known_to(actor))) is not None


class Offered(NamedTuple):
    """Somebody who may be invited, and what they are in the group already: "", member or asked."""

    public_id: str
    by: Byline
    state: str


def offered(actor: Person, group_id: int, q: str) -> list[Offered]:
    """The first people whom `actor` may know whose name begins like this; by name.

    By address only customer success and admins find anybody: others would learn addresses by trying.
    """
    q = " ".join(q.lower().split())
    if not q:
        return []
    mine = sa.and_(GroupMember.group_id == group_id, GroupMember.person_id == Person.id)
    begins = begins_with(sa.func.lower(Person.display_name), q)
    if actor.has(APPOINT):
        begins = sa.or_(begins, begins_with(Person.email, q))
    columns: list[Any] = [Person, Organization, GroupMember.state]
    found = sa.select(*columns).outerjoin(Organization, Organization.id == Person.organization_id)
    found = found.outerjoin(GroupMember, mine).where(begins, *_known_to(actor))
    rows = db.session.execute(found.order_by(Person.display_name, Person.id).limit(OFFERED))
    return [Offered(person.public_id, byline(actor, person, company), state or "") for person, company, state in rows]


def _known_to(actor: Person) -> Sequence[sa.ColumnExpressionArgument[bool]]:
    """Customer success and admins know everybody; others their colleagues, and who is in a group with them.

    Only who may come in at all.
    """
    here = (Person.may_write, takes_part())
    if actor.has(APPOINT):
        return here
    colleagues = sa.select(Membership.person_id).where(Membership.organization_id == actor.organization_id)
    ours, theirs = aliased(GroupMember), aliased(GroupMember)
    together = (
        sa.select(theirs.person_id)
        .join(ours, ours.group_id == theirs.group_id)
        .where(ours.person_id == actor.id, ours.state == MEMBER, theirs.state == MEMBER)
    )
    return *here, sa.or_(Person.id.in_(colleagues), Person.id.in_(together))


def _page(reader: Person | None, group_id: int, state: str, after: str | None, before: str | None) -> Page[Line]:
    columns: list[Any] = [GroupMember, Person, Organization]
    found = _people(group_id, state).with_only_columns(*columns)
    found = found.outerjoin(Organization, Organization.id == Person.organization_id)
    page = page_of(db.session, found, [(GroupMember.id, "asc")], after=after, before=before, oldest_first=True)
    items = [
        Line(person.id, person.public_id, byline(reader, person, company), row.leader, row.words, row.at)
        for row, person, company, *_key in page.items
    ]
    return Page(items, page.newer, page.older, oldest_first=True)


def _people(group_id: int, state: str) -> sa.Select[Any]:
    joined = sa.select(GroupMember.id).join(Person, Person.id == GroupMember.person_id)
    return joined.where(GroupMember.group_id == group_id, GroupMember.state == state)
