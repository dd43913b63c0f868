"""The work list: open follow-ups by when they are due, those that wait, and those that are closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.kernel.calendar import now
from portal.kernel.db import alias_of, db
from portal.kernel.paging import Key, page_of
from portal.kernel.scanning import Scan, scan_of
from portal.success.models import FollowUp
from portal.success.policy import UNSETTLED
from portal.success.queries.teams import visible_to

MINE, TEAM, UNASSIGNED, ALL, WAITING, CLOSED = "mine", "team", "unassigned", "all", "waiting", "done"
LISTS = (MINE, TEAM, UNASSIGNED, ALL, WAITING, CLOSED)
COUNT_UP_TO = 100  # follow-ups of each list
OWNER = alias_of(Person)
COLUMNS: tuple[Any, ...] = (
    FollowUp.id,
    FollowUp.source,
    FollowUp.title,
    FollowUp.owner_id,
    FollowUp.team_id,
    FollowUp.state,
    FollowUp.due_at,
    FollowUp.snoozed_until,
    FollowUp.outcome,
    FollowUp.closed_at,
    FollowUp.version,
    Organization.name.label("company"),
    Organization.contract_value.label("value"),
    OWNER.display_name.label("owner"),
)


@dataclass(frozen=True)
class WorkFilters:
    """What the list is narrowed to; empty values narrow nothing."""

    source: str = ""
    team_id: int | None = None
    tier: str = ""
    stage: str = ""
    overdue: bool = False
    organization_id: int | None = None

    @property
    def on(self) -> set[str]:
        """The names of those that narrow something."""
        return {field.name for field in fields(self) if getattr(self, field.name)}


class Counts(NamedTuple):
    """How many there are in each list that is not closed; `COUNT_UP_TO` stands for so many or more."""

    mine: int
    team: int
    unassigned: int
    all: int
    waiting: int


def work(
    reader: Person, of: str, teams: Sequence[int], filters: WorkFilters, after: str | None, before: str | None
) -> Scan:
    """A page of the list `of` as `reader` sees it, whose teams are `teams`; rows of `COLUMNS`.

    Open ones come by when they are due, those that wait by when they come back, closed ones the last one first.
    Raises Invalid for a cursor of another list.
    """
    wanted = sa.select(*COLUMNS).join(Organization, Organization.id == FollowUp.organization_id)
    wanted = wanted.outerjoin(OWNER, OWNER.id == FollowUp.owner_id).where(*_of(reader, of, teams), visible_to(reader))
    if filters.organization_id:
        wanted = wanted.where(FollowUp.organization_id == filters.organization_id)
    narrowing = _conditions(filters)
    if narrowing:
        return scan_of(db.session, wanted, keys(of), sa.and_(*narrowing), after=after, before=before)
    return Scan(page_of(db.session, wanted, keys(of), after=after, before=before), cut=False)


def keys(of: str) -> list[Key]:
    """The order of the list, for paging; each has its partial index."""
    if of == CLOSED:
        return [(FollowUp.closed_at, "desc"), (FollowUp.id, "desc")]
    return [(FollowUp.snoozed_until if of == WAITING else FollowUp.due_at, "asc"), (FollowUp.id, "asc")]


def counts(reader: Person, teams: Sequence[int]) -> Counts:
    """One statement, which looks at `COUNT_UP_TO` rows of each list's index, however many there are."""
    open_lists = [of for of in LISTS if of != CLOSED]
    return Counts._make(db.session.execute(sa.select(*(_number(reader, of, teams) for of in open_lists))).one())


def of_customer(reader: Person, organization_id: int, besides: int, most: int = 5) -> Sequence[FollowUp]:
    """The customer's other follow-ups that the reader sees: unsettled ones first, then the newest."""
    settled = sa.case((FollowUp.state.in_(UNSETTLED), 0), else_=1)
    theirs = FollowUp.organization_id == organization_id, FollowUp.id != besides
    wanted = sa.select(FollowUp).where(*theirs, visible_to(reader)).order_by(settled, FollowUp.id.desc())
    return db.session.scalars(wanted.limit(most)).all()


def due_to_wake(at: datetime, most: int) -> Sequence[int]:
    """Numbers of those whose time to wait has passed, the first to come back first."""
    waiting = FollowUp.state == sa.literal_column("'snoozed'"), FollowUp.snoozed_until <= at
    return db.session.scalars(sa.select(FollowUp.id).where(*waiting).order_by(FollowUp.snoozed_until).limit(most)).all()


def _of(reader: Person, of: str, teams: Sequence[int]) -> list[sa.ColumnElement[bool]]:
    """Conditions of the list, in the words its partial index knows."""
    if of == CLOSED:
        return [FollowUp.closed_at.is_not(None)]
    if of == WAITING:
        return [FollowUp.state == sa.literal_column("'snoozed'")]
    found: list[sa.ColumnElement[bool]] = [FollowUp.state == sa.literal_column("'open'")]
    if of == MINE:
        found.append(FollowUp.owner_id == reader.id)
    if of == TEAM:
        found.append(FollowUp.team_id.in_(teams))
    if of == UNASSIGNED:
        found.append(FollowUp.owner_id.is_(None))
    return found


def _conditions(filters: WorkFilters) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if filters.source:
        found.append(FollowUp.source == filters.source)
    if filters.team_id:
        found.append(FollowUp.team_id == filters.team_id)
    if filters.tier:
        found.append(Organization.tier == filters.tier)
    if filters.stage:
        found.append(Organization.stage == filters.stage)
    if filters.overdue:
        found.append(FollowUp.due_at <= now())
    return found


def _number(reader: Person, of: str, teams: Sequence[int]) -> sa.ScalarSelect[int]:
    some = sa.select(FollowUp.id).where(*_of(reader, of, teams), visible_to(reader)).limit(COUNT_UP_TO).subquery()
    return sa.select(sa.func.count()).select_from(some).scalar_subquery()
