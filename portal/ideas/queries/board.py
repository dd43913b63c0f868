"""The lists of the board: which ideas, in which order.

Each order with no filter, a status or an area has its index, as have the reader's own lists; several statuses, or
several areas, are merged from theirs. Whatever else is asked for is looked for among the first ideas of such an order,
page by page (`portal.kernel.scanning`).
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Person
from portal.ideas.labels import Status, Words, status_of
from portal.ideas.models import Idea, IdeaFollow, IdeaStatus, IdeaTag, IdeaVote
from portal.ideas.models.ideas import idea_url
from portal.ideas.policy import CLOSED
from portal.kernel.db import db
from portal.kernel.paging import Key, page_of
from portal.kernel.scanning import Scan, looked_up, scan_of
from portal.posting.areas import AreaName
from portal.posting.models import Tag
from portal.posting.walks import Walk

SORTS: dict[str, list[Any]] = {"trending": [Idea.trending], "top": [Idea.votes], "new": [Idea.at]}  # before the id
LISTED = sa.and_(Idea.merged_into_id.is_(None), Idea.hidden_at.is_(None), Idea.held_at.is_(None))
COLUMNS: tuple[Any, ...] = (
    Idea.id, Idea.title, Idea.excerpt, Idea.language, Idea.status_id, Idea.area_id, Idea.votes, Idea.companies,
    Idea.comments, Idea.merged_into_id, Idea.held_at, Idea.hidden_at,
)  # fmt: skip
READER: Any = sa.bindparam("reader", type_=sa.Integer)
POSTED, VOTED, FOLLOWED, COMPANY = "posted", "voted", "followed", "company"
MINE = (POSTED, VOTED, FOLLOWED, COMPANY)  # lists of one reader, the newest entry first


class Line(NamedTuple):
    """One idea as lists show it; `mark` says why only its author finds it here: "" | merged | held | hidden."""

    id: int
    title: str
    excerpt: str
    language: str
    votes: int
    companies: int
    comments: int
    status: Status
    area: AreaName | None
    mark: str

    @property
    def url(self) -> str:
        """Of its page."""
        return idea_url(self.id, self.title)

    @property
    def open(self) -> bool:
        """Whether it takes votes."""
        return not self.mark and self.status.category not in CLOSED


class Asked(NamedTuple):
    """What the address asks for: any of the statuses, any of the areas, this tag; ids."""

    sort: str = "trending"
    statuses: tuple[int, ...] = ()
    areas: tuple[int, ...] = ()
    tag: int | None = None
    mine: str = ""

    @property
    def on(self) -> int:
        """How many filters are set."""
        return len(self.statuses) + len(self.areas) + (self.tag is not None)


class Found(NamedTuple):
    """A page of the board: its lines, cursors, and whether the looking ended before the page was full."""

    lines: list[Line]
    newer: str | None
    older: str | None
    cut: bool


def tag_of(slug: str) -> Tag | None:
    """The tag of this slug."""
    return db.session.scalar(sa.select(Tag).where(Tag.slug == slug))


def board(reader: Person | None, asked: Asked, words: Words, after: str | None, before: str | None) -> Found:
    """The page of the list asked for, in one statement. Raises Invalid for a cursor of another list."""
    if asked == Asked(asked.sort):
        page = _plain(asked.sort).page({}, after, before)
        return Found([line_of(row, words) for row in page.items], page.newer, page.older, cut=False)
    select, keys, left = _walk(reader, asked)
    if ranges := _ranges(asked):
        page = page_of(db.session, select, keys, after=after, before=before, ranges=ranges)
        scan = Scan(page, cut=False)
    elif left:
        scan = scan_of(db.session, select, keys, sa.and_(*left), after=after, before=before)
    else:
        scan = Scan(page_of(db.session, select, keys, after=after, before=before), cut=False)
    lines = [line_of(row, words) for row in scan.page.items]
    return Found(lines, scan.page.newer, scan.page.older, scan.cut)


@cache
def _plain(sort: str) -> Walk:
    """The whole board, as nearly everybody asks for it; its statement is built once."""
    return Walk(sa.select(*COLUMNS).where(LISTED), _falling(*SORTS[sort], Idea.id))


def line_of(row: Any, words: Words) -> Line:
    """A row of `COLUMNS` as a line."""
    mark = "hidden" if row.hidden_at else "held" if row.held_at else "merged" if row.merged_into_id else ""
    status, area = words.statuses[row.status_id], words.areas.get(row.area_id)
    numbers = (row.votes, row.companies, row.comments)
    return Line(row.id, row.title, row.excerpt, row.language, *numbers, status, area, mark)


class Followed(NamedTuple):
    """An idea the reader follows, and its state."""

    id: int
    title: str
    language: str
    status: Status

    @property
    def url(self) -> str:
        """Of its page."""
        return idea_url(self.id, self.title)


def followed(reader: Person, most: int) -> list[Followed]:
    """What the reader follows, what they began to follow last first, in one statement."""
    rows = db.session.execute(FOLLOWS, {"reader": reader.id, "most": most})
    return [Followed(row[0], row[1], row[2], status_of(row[3])) for row in rows]


def _walk(reader: Person | None, asked: Asked) -> tuple[sa.Select[Any], list[Key], list[sa.ColumnElement[bool]]]:
    """What is walked in the order of an index, and the conditions that it leaves to be looked at row by row."""
    left = _conditions(asked)
    if asked.mine and reader is not None:
        select, keys = _own(reader, asked.mine)
        return select, keys, list(left.values())
    select, keys = sa.select(*COLUMNS).where(LISTED), _falling(*SORTS[asked.sort], Idea.id)
    if asked.sort == "new" and asked.tag is not None:
        select, keys = select.join(IdeaTag, IdeaTag.idea_id == Idea.id), _falling(IdeaTag.idea_id)
        select = select.where(IdeaTag.tag_id == asked.tag)
        del left["tag"]
    elif len(asked.statuses) == 1:
        select = select.where(left.pop("status"))
    elif len(asked.areas) == 1:
        select = select.where(left.pop("area"))
    return select, keys, list(left.values())


def _ranges(asked: Asked) -> list[sa.ColumnElement[bool]]:
    """Several states and nothing else, or several areas: each has its index, so their first ideas are merged."""
    if asked.mine or asked.tag is not None or (asked.statuses and asked.areas):
        return []
    column, ids = (Idea.status_id, asked.statuses) if asked.statuses else (Idea.area_id, asked.areas)
    return [column == one for one in ids] if len(ids) > 1 else []


def _conditions(asked: Asked) -> dict[str, sa.ColumnElement[bool]]:
    found: dict[str, sa.ColumnElement[bool]] = {}
    if asked.statuses:
        found["status"] = _any(Idea.status_id, asked.statuses)
    if asked.areas:
        found["area"] = _any(Idea.area_id, asked.areas)
    if asked.tag is not None:
        worn = sa.select(IdeaTag.id).where(IdeaTag.idea_id == Idea.id, IdeaTag.tag_id == asked.tag)
        found["tag"] = looked_up(worn)
    return found


def _any(column: Any, ids: tuple[int, ...]) -> sa.ColumnElement[bool]:
    found: sa.ColumnElement[bool] = column == ids[0] if len(ids) == 1 else column.in_(ids)
    return found


def _falling(*columns: Any) -> list[Key]:
    return [(column, "desc") for column in columns]


def _own(reader: Person, mine: str) -> tuple[sa.Select[Any], list[Key]]:
    """A list of the reader's own; what they posted stands there whatever became of it."""
    if mine == POSTED:
        return sa.select(*COLUMNS).where(Idea.author_id == reader.id), _falling(Idea.id)
    if mine == COMPANY:
        ours = (Idea.organization_id == reader.organization_id, LISTED)
        return sa.select(*COLUMNS).where(*ours), _falling(Idea.id)
    select, keys = _of_reader(IdeaVote if mine == VOTED else IdeaFollow)
    return select.params(reader=reader.id), keys


def _of_reader(model: type[IdeaVote | IdeaFollow]) -> tuple[sa.Select[Any], list[Key]]:
    """The canonical ideas of the votes or follows of `reader`; a family once, where they came to it first."""
    member, sibling, sooner = aliased(Idea), aliased(Idea), aliased(model)
    head = sa.func.coalesce(member.merged_into_id, member.id)
    family = sa.or_(sibling.id == Idea.id, sibling.merged_into_id == Idea.id)
    before = [sooner.idea_id == sibling.id, sooner.person_id == READER, sooner.id < model.id, *_stands(sooner)]
    again = sa.exists().where(family, sa.exists().where(*before).correlate(model, sibling))
    rows = sa.select(*COLUMNS).select_from(model).join(member, member.id == model.idea_id).join(Idea, Idea.id == head)
    return rows.where(model.person_id == READER, LISTED, *_stands(model), ~again), _falling(model.id)


def _stands(model: Any) -> list[sa.ColumnElement[bool]]:
    """A follow that was taken back stays as a row that says so; a vote goes."""
    return [model.wanted] if hasattr(model, "wanted") else []


def _follows() -> sa.Select[*tuple[Any, ...]]:
    select, [(key, _falls)] = _of_reader(IdeaFollow)
    columns = select.with_only_columns(Idea.id, Idea.title, Idea.language, IdeaStatus)
    found = columns.join(IdeaStatus, IdeaStatus.id == Idea.status_id).order_by(key.desc())
    return found.limit(sa.bindparam("most", type_=sa.Integer))


FOLLOWS = _follows()  # built once: every first page asks it
