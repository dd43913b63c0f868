"""Who the champions are: for everybody who reads the community."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Organization, Person
from portal.community.models import (
    ChampionArea,
    ChampionAward,
    ChampionProfile,
    ChampionTerm,
    CommunityGroup,
    GroupMember,
    Helper,
)
from portal.community.policy import CHAMPIONS
from portal.kernel.db import alias_of, db
from portal.kernel.i18n import locale
from portal.kernel.paging import Page, page_of
from portal.posting.areas import AreaName, name_in
from portal.posting.bylines import BYLINE, Byline, byline, byline_of
from portal.posting.models import Area, Tag

OF_STRIP, OF_PAGE = 6, 24
BEFORE = alias_of(ChampionTerm)
SINCE = sa.select(sa.func.min(BEFORE.starts)).where(BEFORE.person_id == Person.id).correlate(Person).scalar_subquery()
STANDS = (ChampionTerm.person_id == Person.id, ChampionTerm.ended_at.is_(None))
ENDS = sa.select(ChampionTerm.ends).where(*STANDS).correlate(Person).scalar_subquery()  # joined, all would be sorted
KEYS: list[Any] = [(Helper.accepted, "desc"), (Helper.person_id, "desc")]


class Champion(NamedTuple):
    """One of them as a list shows them."""

    person: Person
    by: Byline
    accepted: int
    since: date
    ends: date
    areas: Sequence[AreaName] = ()
    use_cases: Sequence[str] = ()  # names of tags


class Award(NamedTuple):
    """A champion of a year."""

    id: int
    year: int
    name: str
    by: Byline
    public_id: str


class Card(NamedTuple):
    """One of them in the strip."""

    by: Byline
    accepted: int


class Strip(NamedTuple):
    """The best known of them, how many there are, and where they gather: "" when the reader is there already.

    `number` counts those too who are suspended for a while, and stand in no list.
    """

    champions: list[Card]
    number: int
    join: str


def _standing(*columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(Helper)
        .join(Person, Person.id == Helper.person_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(Helper.champion, Person.may_write)
    )


LISTED = _standing(Person, Organization, Helper.accepted.label("accepted"), SINCE.label("since"), ENDS.label("ends"))


def _strip() -> sa.Select[Any]:
    """The first of them, with how many there are, and the slug of the group that `reader` is not in."""
    group = sa.select(CommunityGroup.slug).where(CommunityGroup.kind == CHAMPIONS, CommunityGroup.archived_at.is_(None))
    inside = sa.exists().where(
        GroupMember.group_id == CommunityGroup.id,
        GroupMember.person_id == sa.bindparam("reader"),
        GroupMember.state == "member",
    )
    join = group.where(sa.not_(inside)).order_by(CommunityGroup.id).limit(1).scalar_subquery()
    every = aliased(Helper)
    many = sa.select(sa.func.count()).where(every.champion).scalar_subquery()
    first = _standing(*BYLINE, Helper.accepted.label("accepted"), many.label("many"), join.label("join"))
    return first.order_by(Helper.accepted.desc(), Helper.person_id.desc()).limit(OF_STRIP)


STRIP = _strip()  # built once: every list of questions asks it


def page(
    reader: Person | None, *, area: str = "", after: str | None = None, before: str | None = None
) -> Page[Champion]:
    """A page of them, who solved most first; two statements and two for their use cases.

    Not by industry: where a champion works is told only if the company agreed to it.
    """
    found = LISTED
    if area:
        named = sa.select(Area.id).where(Area.slug == area).scalar_subquery()
        found = found.where(sa.exists().where(ChampionArea.person_id == Person.id, ChampionArea.area_id == named))
    rows = page_of(db.session, found, KEYS, after=after, before=before, size=OF_PAGE)
    ids = [row[0].id for row in rows.items]
    areas, tags = areas_of(ids), use_cases_of(ids)
    champions = [
        _champion(reader, row)._replace(areas=areas.get(row[0].id, []), use_cases=tags.get(row[0].id, []))
        for row in rows.items
    ]
    return Page(champions, rows.newer, rows.older)


def strip(reader: Person | None) -> Strip:
    """One statement."""
    rows = db.session.connection().execute(STRIP, {"reader": reader.id if reader else None}).all()
    cards = [Card(byline_of(reader, row), row.accepted) for row in rows]
    return Strip(cards, rows[0].many if rows else 0, (rows and rows[0].join) or "")


def awards(reader: Person | None) -> list[Award]:
    """Of the latest year there is one for, by name; who is erased is named no longer."""
    latest = sa.select(sa.func.max(ChampionAward.year)).scalar_subquery()
    return _awards(reader, ChampionAward.year == latest)


def all_awards(reader: Person) -> list[Award]:
    """The last hundred."""
    return _awards(reader)


def areas_of(person_ids: Collection[int]) -> dict[int, list[AreaName]]:
    """What each of them knows, in the order of areas."""
    rows = db.session.execute(
        sa.select(ChampionArea.person_id, Area)
        .join(Area, Area.id == ChampionArea.area_id)
        .where(ChampionArea.person_id.in_(person_ids))
        .order_by(Area.position, Area.id)
    )
    found: dict[int, list[AreaName]] = defaultdict(list)
    for person_id, area in rows:
        found[person_id].append(_named(area))
    return found


def use_cases_of(person_ids: Collection[int]) -> dict[int, list[str]]:
    """Names of the tags each of them knows; two statements."""
    rows = db.session.execute(
        sa.select(ChampionProfile.person_id, ChampionProfile.use_cases).where(ChampionProfile.person_id.in_(person_ids))
    )
    slugs: dict[int, list[str]] = {row[0]: row[1] for row in rows}
    wanted = {slug for some in slugs.values() for slug in some}
    named = sa.select(Tag.slug, Tag.name).where(Tag.slug.in_(wanted))
    names = {row[0]: row[1] for row in db.session.execute(named)} if wanted else {}
    return {number: [names[slug] for slug in some if slug in names] for number, some in slugs.items()}


def _named(area: Area) -> AreaName:
    return AreaName(area.id, area.slug, name_in(locale(), area.names) or area.slug, area.ideas)


def _champion(reader: Person | None, row: Any) -> Champion:
    return Champion(row[0], byline(reader, row[0], row[1]), row.accepted, row.since, row.ends)


def _awards(reader: Person | None, *where: sa.ColumnElement[bool]) -> list[Award]:
    rows = db.session.execute(
        sa.select(ChampionAward, Person, Organization)
        .join(Person, Person.id == ChampionAward.person_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .where(Person.may_write, *where)
        .order_by(ChampionAward.year.desc(), Person.display_name, ChampionAward.id)
        .limit(100)
    )
    return [
        Award(made.id, made.year, name_in(locale(), made.names), byline(reader, person, company), person.public_id)
        for made, person, company in rows
    ]
