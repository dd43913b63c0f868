"""The lists of questions: which, in which order, and what one line shows.

Each tab without a filter, a group, an area and an item have their index, as have the reader's own lists. A tab within
a group or a tag is looked for among the first questions of such an order (`portal.kernel.scanning`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.community.models import CommunityFollow, CommunityGroup, Question, QuestionTag
from portal.community.models.questions import question_url
from portal.community.policy import CHAMPION, MEMBER, QUESTION, STAFF
from portal.community.queries.scope import LISTED, open_to, open_to_member
from portal.kernel.db import db
from portal.kernel.i18n import locale
from portal.kernel.paging import Key, page_of
from portal.kernel.scanning import Scan, looked_up, scan_of
from portal.posting.areas import name_in
from portal.posting.bylines import BYLINE, Byline, byline_of
from portal.posting.models import Tag
from portal.posting.walks import Walk

NEWEST, UNANSWERED, SOLVED, FOLLOWING, MINE = "newest", "unanswered", "solved", "following", "mine"
TABS = (NEWEST, UNANSWERED, SOLVED)  # beside "for you"
OWN = (FOLLOWING, MINE)  # of one reader
GUEST = "guest"
READER: Any = sa.bindparam("reader", type_=sa.Integer)
IS_UNANSWERED = sa.and_(Question.solved_at.is_(None), Question.champion_at.is_(None), Question.staff_at.is_(None))
COLUMNS: tuple[Any, ...] = (
    Question.id, Question.title, Question.excerpt, Question.language, Question.answers, Question.solved_at,
    Question.champion_at, Question.staff_at, Question.at, Question.merged_into_id, Question.held_at,
    Question.hidden_at,
)  # fmt: skip


class Line(NamedTuple):
    """One question as lists show it; `mark` says why only its author finds it here: "" | merged | held | hidden."""

    id: int
    title: str
    excerpt: str
    language: str
    answers: int
    solved: bool
    answerer: str  # who of standing answered: "" | champion | staff
    at: datetime
    mark: str

    @property
    def url(self) -> str:
        """Of its page."""
        return question_url(self.id, self.title)


class Asked(NamedTuple):
    """What the address asks for: a tab or an own list, within a group, an area, a tag, of an item; ids."""

    tab: str = NEWEST
    group: int | None = None
    area: int | None = None
    tag: int | None = None
    item: int | None = None


class Found(NamedTuple):
    """A page of a list, its cursors, and whether the looking ended before the page was full."""

    lines: list[Line]
    newer: str | None
    older: str | None
    cut: bool


class Beside(NamedTuple):
    """What stands beside a line: who asked, in which group (name and address, if any), tags as slug and name."""

    by: Byline
    group: tuple[str, str] | None
    tags: tuple[tuple[str, str], ...]


def tag_of(slug: str) -> Tag | None:
    """The tag of this slug."""
    return db.session.scalar(sa.select(Tag).where(Tag.slug == slug))


def questions(reader: Person | None, asked: Asked, after: str | None, before: str | None) -> Found:
    """The page of the list asked for, in one statement. Raises Invalid for a cursor of another list."""
    if asked == Asked(asked.tab) and asked.tab in TABS:
        kind, values = (STAFF if reader.is_staff else MEMBER, {"reader": reader.id}) if reader else (GUEST, {})
        page = _whole(asked.tab, kind).page(values, after, before)
        return Found([line_of(row) for row in page.items], page.newer, page.older, cut=False)
    select, keys, left = _walk(reader, asked)
    if left:
        scan = scan_of(db.session, select, keys, sa.and_(*left), after=after, before=before)
    else:
        scan = Scan(page_of(db.session, select, keys, after=after, before=before), cut=False)
    return Found([line_of(row) for row in scan.page.items], scan.page.newer, scan.page.older, scan.cut)


@cache
def _whole(tab: str, kind: str) -> Walk:
    """A tab without filters, as nearly everybody asks for it; its statement is built once for each kind of reader."""
    seen = {GUEST: open_to(None), MEMBER: [open_to_member(READER)], STAFF: []}[kind]
    return Walk(*_of_tab(sa.select(*COLUMNS).where(LISTED, *seen), tab))


def line_of(row: Any) -> Line:
    """A row of `COLUMNS` as a line."""
    mark = "hidden" if row.hidden_at else "held" if row.held_at else "merged" if row.merged_into_id else ""
    answerer = CHAMPION if row.champion_at else STAFF if row.staff_at else ""
    solved = row.solved_at is not None
    return Line(row.id, row.title, row.excerpt, row.language, row.answers, solved, answerer, row.at, mark)


_IDS: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
_BESIDE: tuple[Any, ...] = (Question.id, CommunityGroup.slug, CommunityGroup.names, *BYLINE)
TAGS = (
    sa.select(QuestionTag.question_id, Tag.slug, Tag.name)
    .join(Tag, Tag.id == QuestionTag.tag_id)
    .where(QuestionTag.question_id.in_(_IDS))
    .order_by(Tag.slug)
)
AUTHORS = (
    sa.select(*_BESIDE)
    .select_from(Question)
    .join(Person, Person.id == Question.author_id)
    .outerjoin(Organization, Organization.id == Question.organization_id)
    .outerjoin(CommunityGroup, CommunityGroup.id == Question.group_id)
    .where(Question.id.in_(_IDS))
)


def beside(reader: Person | None, ids: Collection[int]) -> dict[int, Beside]:
    """What stands beside these lines, in two statements."""
    if not ids:
        return {}
    tags: dict[int, list[tuple[str, str]]] = {}
    connection = db.session.connection()
    for question_id, slug, name in connection.execute(TAGS, {"ids": list(ids)}):
        tags.setdefault(question_id, []).append((slug, name))
    return {
        question_id: Beside(
            byline_of(reader, author),
            (name_in(locale(), names), f"/community/groups/{slug}") if slug else None,
            tuple(tags.get(question_id, ())),
        )
        for question_id, slug, names, *author in connection.execute(AUTHORS, {"ids": list(ids)})
    }


def waiting_count(reader: Person | None) -> int:
    """How many questions are unanswered, as far as the reader may know; 100 for more than 99."""
    if reader is None or reader.is_staff:
        return db.session.scalar(_waiting(*open_to(reader))) or 0
    return db.session.scalar(WAITING, {"reader": reader.id}) or 0


def _waiting(*seen: sa.ColumnElement[bool]) -> sa.Select[Any]:
    some = sa.select(Question.id).where(LISTED, IS_UNANSWERED, *seen).limit(100).subquery()
    return sa.select(sa.func.count()).select_from(some)


WAITING = _waiting(open_to_member(READER))  # of members; built once


def _walk(reader: Person | None, asked: Asked) -> tuple[sa.Select[Any], list[Key], list[sa.ColumnElement[bool]]]:
    """What is walked in the order of an index, and the conditions that it leaves to be looked at row by row."""
    if asked.tab in OWN and reader is not None:
        return _own(reader, asked.tab)
    select, left = sa.select(*COLUMNS).where(LISTED, *open_to(reader)), _conditions(asked)
    if not left:
        return *_of_tab(select, asked.tab), []
    if asked.tab == UNANSWERED:
        select = select.where(IS_UNANSWERED)
    elif asked.tab == SOLVED:
        left["solved"] = Question.solved_at.is_not(None)
    if asked.tag is not None and asked.tab == NEWEST:
        select = select.join(QuestionTag, QuestionTag.question_id == Question.id).where(QuestionTag.tag_id == asked.tag)
        del left["tag"]
        return select, _falling(QuestionTag.question_id), list(left.values())
    if asked.tab != UNANSWERED:
        for name in ("item", "group", "area"):
            if name in left:
                select = select.where(left.pop(name))
                break
    return select, _falling(Question.at, Question.id), list(left.values())


def _of_tab(select: sa.Select[Any], tab: str) -> tuple[sa.Select[Any], list[Key]]:
    """All of a tab; each has its index."""
    if tab == SOLVED:
        return select.where(Question.solved_at.is_not(None)), _falling(Question.solved_at, Question.id)
    return select.where(IS_UNANSWERED) if tab == UNANSWERED else select, _falling(Question.at, Question.id)


def _own(reader: Person, tab: str) -> tuple[sa.Select[Any], list[Key], list[sa.ColumnElement[bool]]]:
    if tab == MINE:
        return sa.select(*COLUMNS).where(Question.author_id == reader.id), _falling(Question.id), []
    follow = CommunityFollow
    followed = (follow.person_id == reader.id, follow.kind == QUESTION, follow.wanted)
    select = sa.select(*COLUMNS).join(follow, follow.ref == Question.id)
    return select.where(*followed, LISTED, *open_to(reader)), _falling(follow.id), []


def _conditions(asked: Asked) -> dict[str, sa.ColumnElement[bool]]:
    found: dict[str, sa.ColumnElement[bool]] = {}
    for name, column in (("group", Question.group_id), ("area", Question.area_id), ("item", Question.item_id)):
        if (value := getattr(asked, name)) is not None:
            found[name] = column == value
    if asked.tag is not None:
        worn = sa.select(QuestionTag.id).where(QuestionTag.question_id == Question.id, QuestionTag.tag_id == asked.tag)
        found["tag"] = looked_up(worn)
    return found


def _falling(*columns: Any) -> list[Key]:
    return [(column, "desc") for column in columns]
