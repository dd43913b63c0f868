"""The review queue: cases with who reported what, and the things themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Organization, Person
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.kernel.paging import Key, Page, page_of
from portal.moderation.models import ModerationCase, ModerationFlag, ModerationStep
from portal.moderation.policy import OPEN, UNSETTLED, WORK
from portal.moderation.things import THINGS, Post, posts


class Reported(NamedTuple):
    """One report."""

    reason: str
    note: str
    at: Any
    name: str
    company: str


@dataclass(frozen=True)
class Line:
    """One case as the queue shows it; `post` is None when its author deleted it, `holder` who has or closed it."""

    case: ModerationCase
    holder: str
    post: Post | None
    flags: list[Reported]


class Waiting(NamedTuple):
    """How many cases nobody has, and how many are in work."""

    open: int
    work: int


def queue(state: str, after: str | None, before: str | None) -> Page[Line]:
    """Cases in this state: what waits, the oldest first; what is closed, the last closed first."""
    holder = aliased(Person)
    columns: list[Any] = [ModerationCase, holder.display_name]
    wanted = sa.select(*columns).outerjoin(holder, holder.id == ModerationCase.holder_id)
    waits = state in UNSETTLED
    keys: list[Key] = (
        [(ModerationCase.id, "asc")] if waits else [(ModerationCase.closed_at, "desc"), (ModerationCase.id, "desc")]
    )
    wanted = wanted.where(ModerationCase.state == state)
    page = page_of(db.session, wanted, keys, after=after, before=before, oldest_first=waits)
    lines = _lines([row[:2] for row in page.items], whole=False)
    return Page(lines, page.newer, page.older, page.oldest_first)


def one(case_id: int) -> Line:
    """One case with the whole text. Raises NotFound."""
    holder = aliased(Person)
    columns: list[Any] = [ModerationCase, holder.display_name]
    wanted = sa.select(*columns).outerjoin(holder, holder.id == ModerationCase.holder_id)
    found = wanted.where(ModerationCase.id == case_id).execution_options(populate_existing=True)
    row = db.session.execute(found).first()
    if row is None or row[0].kind not in THINGS:
        raise NotFound(_("This page was not found."))
    [line] = _lines([row[:2]], whole=True)
    return line


def unsettled_case(kind: str, ref: int) -> int | None:
    """The number of the thing's case that is open or in work."""
    of_it = sa.select(ModerationCase.id).where(ModerationCase.kind == kind, ModerationCase.ref == ref)
    found: int | None = db.session.scalar(of_it.where(ModerationCase.closed_at.is_(None)))
    return found


def history(kind: str, ref: int) -> Sequence[Any]:
    """What happened to the thing in all its cases, the newest first: `ModerationStep` and `name` of who did it."""
    columns: list[Any] = [ModerationStep, Person.display_name.label("name")]
    found = (
        sa.select(*columns)
        .join(ModerationCase, ModerationCase.id == ModerationStep.case_id)
        .outerjoin(Person, Person.id == ModerationStep.by_id)
        .where(ModerationCase.kind == kind, ModerationCase.ref == ref)
    )
    return db.session.execute(found.order_by(ModerationStep.id.desc()).limit(100)).all()


def waiting() -> Waiting:
    """What is unsettled; the index holds these apart from all that is closed."""
    counted = sa.select(ModerationCase.state, sa.func.count()).where(ModerationCase.state.in_(UNSETTLED))
    found = dict(db.session.execute(counted.group_by(ModerationCase.state)).all())
    return Waiting(found.get(OPEN, 0), found.get(WORK, 0))


def next_open(after_id: int) -> int | None:
    """The case to look at after this one: the next that nobody has, else the oldest of them."""
    unclaimed = sa.select(sa.func.min(ModerationCase.id)).where(ModerationCase.state == OPEN)
    later = unclaimed.where(ModerationCase.id > after_id).scalar_subquery()
    found: int | None = db.session.scalar(sa.select(sa.func.coalesce(later, unclaimed.scalar_subquery())))
    return found


def reported(kind: str, ref: Any, person_id: Any) -> sa.ColumnElement[bool]:
    """Whether the person has reported the thing and nobody has decided yet.

    `ref` is a number or a column, `person_id` a number or a parameter.
    """
    return sa.exists().where(
        ModerationCase.kind == kind,
        ModerationCase.ref == ref,
        ModerationCase.closed_at.is_(None),
        ModerationFlag.case_id == ModerationCase.id,
        ModerationFlag.person_id == person_id,
    )


def has_reported(kind: str, ref: int, person_id: int) -> bool:
    """The same for one thing, asked of the database."""
    return bool(db.session.scalar(sa.select(reported(kind, ref, person_id))))


def _lines(rows: Sequence[Any], *, whole: bool) -> list[Line]:
    wanted: dict[str, list[int]] = defaultdict(list)
    for case, _name in rows:
        wanted[case.kind].append(case.ref)
    known = posts(wanted, whole=whole)
    flags = _flags([case.id for case, _name in rows])
    return [Line(case, name or "", known.get((case.kind, case.ref)), flags[case.id]) for case, name in rows]


def _flags(case_ids: Sequence[int]) -> dict[int, list[Reported]]:
    found: dict[int, list[Reported]] = defaultdict(list)
    if not case_ids:
        return found
    flag = ModerationFlag
    columns: list[Any] = [flag.case_id, flag.reason, flag.note, flag.at, Person.display_name, Organization.name]
    wanted = sa.select(*columns).join(Person, Person.id == flag.person_id)
    wanted = wanted.outerjoin(Organization, Organization.id == Person.organization_id)
    rows = db.session.execute(wanted.where(flag.case_id.in_(case_ids)).order_by(flag.id))
    for case_id, reason, note, at, name, company in rows:
        found[case_id].append(Reported(reason, note, at, name, company or ""))
    return found
