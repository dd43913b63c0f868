"""Which champions a question is for: what they know, where they work, what they have learned; and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from portal.accounts.models import Membership, Organization, Person
from portal.community.earned import earned_stages
from portal.community.models import (
    ChampionArea,
    ChampionProfile,
    ChampionTerm,
    GroupMember,
    Helper,
    Question,
    QuestionTag,
    RoutedQuestion,
)
from portal.kernel.calendar import now, today
from portal.kernel.db import db
from portal.posting.models import Tag

AREA, USE_CASE, INDUSTRY, STAGES = "area", "tag", "industry", "stages"  # what fits
WEIGHTS = {AREA: 4, USE_CASE: 3, INDUSTRY: 2, STAGES: 1}
WEEK = timedelta(days=7)
MOST = 2000  # champions a portal may have before the last of them are not looked at


class Knower(NamedTuple):
    """A champion who could be asked now, with what they know."""

    person_id: int
    accepted: int
    industry: str
    companies: frozenset[int]
    areas: frozenset[int]
    use_cases: frozenset[str]
    stages: frozenset[str]
    groups: frozenset[int]


class Wanted(NamedTuple):
    """A question, as far as it says who could answer it."""

    author_id: int
    company: int | None
    industry: str
    stage: str  # of the author's company
    area: int | None
    tags: frozenset[str]
    closed_group: int | None


class Match(NamedTuple):
    """A champion, how well they fit, and by what."""

    knower: Knower
    score: int
    why: tuple[str, ...]


def knowers() -> list[Knower]:
    """Champions who are on the portal and not away today; six statements, however many there are."""
    rows = db.session.execute(
        sa.select(Person.id, Person.time_zone, Organization.industry, Helper.accepted, ChampionProfile)
        .join(ChampionTerm, sa.and_(ChampionTerm.person_id == Person.id, ChampionTerm.ended_at.is_(None)))
        .join(Organization, Organization.id == Person.organization_id)
        .outerjoin(Helper, Helper.person_id == Person.id)
        .outerjoin(ChampionProfile, ChampionProfile.person_id == Person.id)
        .where(Person.may_write)
        .order_by(ChampionTerm.id)
        .limit(MOST)
    ).all()
    here = [row for row in rows if not _away(row[4], today(ZoneInfo(row[1])))]
    ids = [row[0] for row in here]
    areas = _by_person(ChampionArea.person_id, ChampionArea.area_id, ids)
    companies = _by_person(Membership.person_id, Membership.organization_id, ids)
    groups = _by_person(GroupMember.person_id, GroupMember.group_id, ids, GroupMember.state == "member")
    stages = earned_stages(ids)
    nothing: frozenset[Any] = frozenset()
    return [
        Knower(
            number,
            accepted or 0,
            industry,
            companies.get(number, nothing),
            areas.get(number, nothing),
            frozenset(profile.use_cases) if profile else nothing,
            stages.get(number, nothing),
            groups.get(number, nothing),
        )
        for number, _zone, industry, accepted, profile in here
    ]


def wanted(question: Question) -> Wanted:
    """What a question asks of who answers it."""
    company = db.session.get(Organization, question.organization_id) if question.organization_id else None
    tags = sa.select(Tag.slug).join(QuestionTag, QuestionTag.tag_id == Tag.id)
    return Wanted(
        question.author_id,
        question.organization_id,
        company.industry if company else "",
        company.stage if company else "",
        question.area_id,
        frozenset(db.session.scalars(tags.where(QuestionTag.question_id == question.id))),
        question.group_id if question.secret else None,
    )


def matches(asked: Wanted, known: Iterable[Knower]) -> list[Match]:
    """Who could answer, the best first. Having learned the same is no ground of its own to be asked."""
    found = [Match(one, sum(WEIGHTS[what] for what in why), why) for one in known if (why := _why(asked, one))]
    return sorted(found, key=lambda match: (-match.score, -match.knower.accepted, match.knower.person_id))


def asked_lately(person_ids: Collection[int]) -> dict[int, int]:
    """How many questions were brought to each of them within the last seven days."""
    counted = (
        sa.select(RoutedQuestion.person_id, sa.func.count())
        .where(RoutedQuestion.person_id.in_(person_ids), RoutedQuestion.at > now() - WEEK)
        .group_by(RoutedQuestion.person_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}


def _why(asked: Wanted, one: Knower) -> tuple[str, ...]:
    if one.person_id == asked.author_id or asked.company in one.companies:
        return ()
    if asked.closed_group is not None and asked.closed_group not in one.groups:
        return ()
    fits = {
        AREA: asked.area is not None and asked.area in one.areas,
        USE_CASE: bool(asked.tags & one.use_cases),
        INDUSTRY: bool(asked.industry) and asked.industry == one.industry,
        STAGES: asked.stage in one.stages,
    }
    why = tuple(what for what, does in fits.items() if does)
    return () if why in ((), (STAGES,)) else why


def _away(profile: ChampionProfile | None, day: date) -> bool:
    return profile is not None and profile.away_until is not None and day <= profile.away_until


def _by_person(person: Any, value: Any, ids: Collection[int], *where: Any) -> dict[int, frozenset[Any]]:
    found: dict[int, set[Any]] = defaultdict(set)
    for number, one in db.session.execute(sa.select(person, value).where(person.in_(ids), *where)):
        found[number].add(one)
    return {number: frozenset(values) for number, values in found.items()}
