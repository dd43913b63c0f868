"""The list product works through: who asks, how much they are worth, and what was promised. Staff-only facts.

Without filters each order reads its index; with them, the ideas of that order are looked through page by page
(`portal.kernel.scanning`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple, cast

import sqlalchemy as sa

from portal.accounts.bands import BANDS, band
from portal.accounts.models import Organization
from portal.ideas.models import Idea, IdeaCompany, IdeaTag, IdeaVote
from portal.ideas.queries.family import HEAD
from portal.ideas.queries.proposals import Segment, is_proposed, segments_of
from portal.kernel.db import db
from portal.kernel.paging import Key, page_of
from portal.kernel.scanning import MOST, Scan, looked_up, scan_of

WEEKS = 8
WEEK = timedelta(days=7)
OVERDUE_SHOWN = 20
MOST_WORDS = 10
PLEDGES = ("unanswered", "overdue", "proposed")
SORTS: dict[str, tuple[Any, Literal["asc", "desc"]]] = {
    "demand": (Idea.demand, "desc"),
    "companies": (Idea.companies, "desc"),
    "detractors": (Idea.detractors, "desc"),
    "votes": (Idea.votes, "desc"),
    "age": (Idea.at, "asc"),
    "answer": (Idea.heard_at, "asc"),
}
LISTED = sa.and_(Idea.merged_into_id.is_(None), Idea.hidden_at.is_(None), Idea.held_at.is_(None))
COLUMNS = (
    Idea.id, Idea.title, Idea.language, Idea.status_id, Idea.area_id, Idea.votes, Idea.companies, Idea.demand,
    Idea.detractors, Idea.at, Idea.heard_at, Idea.pledged_for, Idea.answered_at,
)  # fmt: skip


@dataclass(frozen=True)
class TriageFilters:
    """What the list is narrowed to; empty values narrow nothing."""

    status_id: int | None = None
    area_id: int | None = None
    tag_id: int | None = None
    tier: str = ""  # wanted by a company of this tier
    stage: str = ""  # wanted by a company in this stage
    nps: str = ""  # wanted by a company in this band of `accounts.bands`
    pledge: str = ""  # unanswered | overdue | proposed
    q: str = ""  # words of title or text, all of them

    @property
    def on(self) -> set[str]:
        """The names of those that narrow something."""
        return {field.name for field in fields(self) if getattr(self, field.name)}


def overdue(at: datetime) -> sa.ColumnElement[bool]:
    """Promised, not answered, and late."""
    return sa.and_(Idea.pledged_for.is_not(None), Idea.answered_at.is_(None), Idea.pledged_for <= at)


def first_overdue(filters: TriageFilters, at: datetime) -> list[Any]:
    """The promises that are late for the longest, and one more than are shown if there are more; rows of `COLUMNS`.

    With filters, those among the first `MOST` that fit.
    """
    late = sa.select(*COLUMNS).where(LISTED, overdue(at)).order_by(Idea.pledged_for, Idea.id)
    if conditions := matching(filters):
        among = sa.select(Idea.id).where(LISTED, overdue(at)).order_by(Idea.pledged_for, Idea.id).limit(MOST)
        late = late.where(Idea.id.in_(among), *conditions)
    return list(db.session.execute(late.limit(OVERDUE_SHOWN + 1)))


def triage(filters: TriageFilters, sort: str, at: datetime, after: str | None, before: str | None) -> Scan:
    """A page of everything else in this order, or of all that is late, by its promise; rows of `COLUMNS`.

    Raises Invalid for a cursor of another list.
    """
    found = cast("sa.Select[Any]", sa.select(*COLUMNS).where(LISTED))
    walk = keys(sort)
    left = _conditions(filters)
    if filters.pledge == "overdue":
        found, walk = found.where(overdue(at)), [(Idea.pledged_for, "asc"), (Idea.id, "asc")]
    else:
        found = found.where(~sa.func.coalesce(overdue(at), sa.false()))
        if sort == "votes" and (indexed := next((name for name in ("status", "area") if name in left), "")):
            found = found.where(left.pop(indexed))
    if "proposed" in left:
        found = found.where(left.pop("proposed"))  # few enough to be found by themselves
    if left:
        return scan_of(db.session, found, walk, sa.and_(*left.values()), after=after, before=before)
    return Scan(page_of(db.session, found, walk, after=after, before=before), cut=False)


def keys(sort: str) -> list[Key]:
    """The order of the list, for paging."""
    column, direction = SORTS[sort]
    return [(column, direction), (Idea.id, direction)]


def matching(filters: TriageFilters) -> list[sa.ColumnElement[bool]]:
    """The filters as conditions; whether a promise is late is not among them."""
    return list(_conditions(filters).values())


def _conditions(filters: TriageFilters) -> dict[str, sa.ColumnElement[bool]]:
    found: dict[str, sa.ColumnElement[bool]] = {}
    if filters.status_id:
        found["status"] = Idea.status_id == filters.status_id
    if filters.area_id:
        found["area"] = Idea.area_id == filters.area_id
    if filters.tag_id:
        worn = sa.select(IdeaTag.id).where(IdeaTag.idea_id == Idea.id, IdeaTag.tag_id == filters.tag_id)
        found["tag"] = looked_up(worn)
    if filters.tier or filters.stage or filters.nps:
        found["company"] = _wanted_by(filters)
    if filters.pledge == "unanswered":
        found["answer"] = Idea.answered_at.is_(None)
    if filters.pledge == "proposed":
        found["proposed"] = is_proposed()
    words = sa.func.lower(Idea.title + " " + Idea.excerpt)
    for number, word in enumerate(filters.q.lower().split()[:MOST_WORDS]):
        found[f"word {number}"] = words.contains(word, autoescape=True)
    return found


class Wanting(NamedTuple):
    """By canonical idea: new voters in each of the last `WEEKS` weeks, oldest first, and companies that want it."""

    weeks: dict[int, list[int]]
    segments: dict[int, list[Segment]]


def wanting(idea_ids: Sequence[int], at: datetime) -> Wanting:
    """Who wants these ideas; one statement."""
    counted = segments_of(idea_ids).subquery().c
    companies = sa.select(
        sa.literal("company").label("kind"),
        counted.idea_id,
        counted.companies,
        counted.band,
        counted.tier,
        counted.stage,
    )
    weekly = _weekly(idea_ids, at).subquery().c
    voters = sa.select(sa.literal("week"), weekly.head, weekly.voters, weekly.week, sa.literal(""), sa.literal(""))
    found = Wanting({}, {})
    for kind, idea_id, number, place, tier, stage in db.session.execute(sa.union_all(companies, voters)):
        if kind == "week":
            found.weeks.setdefault(idea_id, [0] * WEEKS)[place] = number
        else:
            found.segments.setdefault(idea_id, []).append(Segment(tier, stage, place, number))
    return found


def _weekly(idea_ids: Sequence[int], at: datetime) -> sa.Select[Any]:
    """`voters` whose first vote in the family (`head`) came in that `week`."""
    family = sa.or_(Idea.id.in_(idea_ids), Idea.merged_into_id.in_(idea_ids))
    since = sa.select(HEAD.label("head"), sa.func.min(IdeaVote.at).label("first"))
    joined = since.join(Idea, Idea.id == IdeaVote.idea_id).where(family, IdeaVote.at >= at - WEEKS * WEEK)
    first = joined.group_by(HEAD, IdeaVote.person_id).subquery().c
    began = [(first.first >= at - (WEEKS - week) * WEEK, week) for week in range(WEEKS - 1, 0, -1)]
    week = sa.case(*began, else_=0).label("week")
    return (
        sa.select(first.head, week, sa.func.count().label("voters")).where(first.first < at).group_by(first.head, week)
    )


def segments(idea_ids: Iterable[int]) -> dict[int, list[Segment]]:
    """Those of the companies that want each canonical idea, in one statement."""
    found: dict[int, list[Segment]] = {}
    for idea_id, *segment in db.session.execute(segments_of(list(idea_ids))):
        found.setdefault(idea_id, []).append(Segment(*segment))
    return found


def _wanted_by(filters: TriageFilters) -> sa.ColumnElement[bool]:
    joined = IdeaCompany.organization_id == Organization.id
    wanted = sa.select(IdeaCompany.idea_id).where(IdeaCompany.idea_id == Idea.id, joined)
    wanted = wanted.where(Organization.tier == filters.tier) if filters.tier else wanted
    wanted = wanted.where(band() == BANDS.index(filters.nps)) if filters.nps else wanted
    return looked_up(wanted.where(Organization.stage == filters.stage) if filters.stage else wanted)
