"""What the page of an idea shows, for one reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.ideas.models import (
    Idea,
    IdeaComment,
    IdeaCompany,
    IdeaResponse,
    IdeaRevision,
    IdeaTag,
    IdeaVerdict,
    IdeaVote,
)
from portal.ideas.models.ideas import idea_url
from portal.ideas.policy import IDEA, may_see
from portal.ideas.queries.family import in_family
from portal.ideas.queries.followers import follows
from portal.ideas.queries.talk import comment_url
from portal.kernel.db import alias_of, db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.kernel.snapshots import Snapshots, join
from portal.moderation.queries.cases import reported
from portal.posting.bylines import Byline, byline
from portal.posting.models import Tag

SHOWN, BY = Snapshots(Idea, Person, Organization, IdeaResponse, IdeaVerdict), Snapshots(Person)
ANSWERER = sa.inspect(alias_of(Person)).selectable
VERSION, BELOW, HEAD = alias_of(IdeaResponse), alias_of(Idea), alias_of(Idea)
LATEST = sa.select(sa.func.max(VERSION.number)).where(VERSION.idea_id == Idea.id).correlate(Idea).scalar_subquery()
OF_IDEA: Any = sa.bindparam("idea_id", type_=sa.Integer)
READER: Any = sa.bindparam("reader_id", type_=sa.Integer)
COMPANY: Any = sa.bindparam("organization_id", type_=sa.Integer)


class Answer(NamedTuple):
    """One version of the official response."""

    number: int
    html: str
    at: datetime
    by: Byline


class Mine(NamedTuple):
    """What the idea is to the reader; `noted`: staff noted the vote for them; `colleagues`: voters of their company."""

    voted: bool = False
    noted: bool = False
    following: bool = False
    colleagues: int = 0
    reported: bool = False  # to staff, who have not decided yet


class Origin(NamedTuple):
    """A comment that became an idea: where it stands, and the title it was written below."""

    url: str
    title: str


@dataclass(frozen=True)
class Found:
    """An idea with its words, who wrote it, the official response in force, and what it is to the reader."""

    idea: Idea
    author: Byline
    answer: Answer | None
    mine: Mine
    verdict: IdeaVerdict | None  # the question to the reader whether it helped
    origin: Origin | None  # the comment it was made of


class Merged(NamedTuple):
    """An idea that was merged into another; `votes` in it, also of people who voted on others of the family."""

    id: int
    title: str
    at: datetime | None
    votes: int
    shown: bool

    @property
    def url(self) -> str:
        """Its old address, which leads to the kept idea."""
        return idea_url(self.id, self.title)


class Around(NamedTuple):
    """What hangs on an idea: those merged into it, and its tags as (slug, name)."""

    merged: list[Merged]
    tags: list[tuple[str, str]]

    def family(self, idea: Idea) -> list[int]:
        """The idea these were merged into, and they."""
        return [idea.id, *(one.id for one in self.merged)]

    @property
    def shown(self) -> list[Merged]:
        """Those the reader may know of."""
        return [one for one in self.merged if one.shown]


def idea_page(reader: Person | None, idea_id: int) -> Found:
    """The idea of this number, merged or not, in one statement. Raises NotFound where the reader finds none.

    What is found are snapshots, to look at.
    """
    values = {"idea_id": idea_id, "reader_id": None, "organization_id": None}
    if reader is not None:
        values |= {"reader_id": reader.id, "organization_id": reader.organization_id}
    row = db.session.connection().execute(PAGE if reader is None else PAGE_OF_READER, values).one_or_none()
    if row is None:
        raise NotFound(_("This idea was not found."))
    html, comment_id, head_id, title, *rest = row
    idea, author, company, response, verdict = SHOWN.of(rest)
    [answerer] = BY.of(rest[len(SHOWN.columns) :])
    if not may_see(reader, idea):
        raise NotFound(_("This idea was not found."))
    join(idea, "html", html)
    origin = Origin(comment_url(head_id, title, comment_id), title) if head_id is not None else None
    answer = _answer(reader, response, answerer) if response is not None else None
    mine = _mine(rest[len(SHOWN.columns) + len(BY.columns) :])
    return Found(idea, byline(reader, author, company), answer, mine, verdict, origin)


def _page(*of_reader: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """`SHOWN` with what is beside it, and the columns of `Mine`."""
    below, head, by = BELOW, HEAD, ANSWERER.c
    asked = sa.and_(IdeaVerdict.idea_id == Idea.id, IdeaVerdict.person_id == READER)
    columns = (Idea.html, IdeaComment.id, head.id, head.title, *SHOWN.columns, *(by[c.name] for c in BY.columns))
    return (
        sa.select(*columns, *of_reader)
        .select_from(Idea)
        .join(Person, Person.id == Idea.author_id)
        .outerjoin(Organization, Organization.id == Idea.organization_id)
        .outerjoin(IdeaResponse, sa.and_(IdeaResponse.idea_id == Idea.id, IdeaResponse.number == LATEST))
        .outerjoin(ANSWERER, by.id == IdeaResponse.by_id)
        .outerjoin(IdeaVerdict, asked)
        .outerjoin(IdeaComment, sa.and_(IdeaComment.became_id == Idea.id, *_shown(IdeaComment)))
        .outerjoin(below, below.id == IdeaComment.idea_id)
        .outerjoin(head, sa.and_(head.id == sa.func.coalesce(below.merged_into_id, below.id), *_shown(head)))
        .where(Idea.id == OF_IDEA)
    )


def _shown(of: Any) -> tuple[sa.ColumnElement[bool], ...]:
    return of.hidden_at.is_(None), of.held_at.is_(None)


def _of_reader() -> list[sa.ColumnElement[Any]]:
    """The columns of `Mine`."""
    ours = (IdeaVote.person_id == READER, in_family(Idea.id))
    company = (IdeaCompany.idea_id == Idea.id, IdeaCompany.organization_id == COMPANY)
    return [
        sa.exists().where(*ours).correlate(Idea),
        sa.exists().where(*ours, IdeaVote.added_by_id.is_not(None)).correlate(Idea),
        follows(Idea.id, READER),
        sa.select(IdeaCompany.voters).where(*company).correlate(Idea).scalar_subquery(),
        reported(IDEA, Idea.id, READER),
    ]


def _mine(values: list[Any]) -> Mine:
    if not values:
        return Mine()
    voted, noted, following, colleagues, reported_it = values
    return Mine(bool(voted), bool(noted), bool(following), colleagues or 0, bool(reported_it))


def _answer(reader: Person | None, response: IdeaResponse, by: Person) -> Answer:
    return Answer(response.number, response.html, response.at, byline(reader, by, None))


def around(reader: Person | None, idea: Idea) -> Around:
    """What was merged into a canonical idea, and its tags: one statement."""
    values = {"idea_id": idea.id, "reader_id": None, "is_staff": False}
    if reader is not None:
        values |= {"reader_id": reader.id, "is_staff": reader.is_staff}
    rows = db.session.connection().execute(AROUND, values).all()
    found = [Merged(number, title, at, n, bool(seen)) for number, title, _slug, at, n, seen in rows if n >= 0]
    named = [(slug, name) for _number, name, slug, _at, n, _seen in rows if n < 0]
    return Around(sorted(found), sorted(named, key=lambda tag: tag[1]))


def _around() -> sa.CompoundSelect[Any]:
    """Hidden ones only staff and their authors may know of; a guest has no number, so is no author."""
    staff = sa.bindparam("is_staff", type_=sa.Boolean)
    shown = sa.or_(sa.and_(*_shown(Idea)), staff, Idea.author_id == READER)
    votes = sa.select(sa.func.count()).select_from(IdeaVote).where(IdeaVote.idea_id == Idea.id).scalar_subquery()
    merged = sa.select(Idea.id, Idea.title, sa.literal(""), Idea.merged_at, votes, shown)
    tags = sa.select(Tag.id, Tag.name, Tag.slug, sa.null(), sa.literal(-1), sa.true())
    tagged = tags.join(IdeaTag, IdeaTag.tag_id == Tag.id).where(IdeaTag.idea_id == OF_IDEA)
    return sa.union_all(merged.where(Idea.merged_into_id == OF_IDEA), tagged)


# Built once: every page of an idea asks them.
PAGE, PAGE_OF_READER, AROUND = _page(), _page(*_of_reader()), _around()


def responses(reader: Person | None, idea: Idea) -> list[Answer]:
    """All versions of the official response, the newest first."""
    wanted = sa.select(IdeaResponse, Person).join(Person, Person.id == IdeaResponse.by_id)
    found = db.session.execute(wanted.where(IdeaResponse.idea_id == idea.id).order_by(IdeaResponse.number.desc()))
    return [_answer(reader, response, by) for response, by in found]


def revisions(*where: sa.ColumnElement[bool]) -> list[tuple[IdeaRevision, str]]:
    """What something said before each edit and whose edit that was, the newest first."""
    wanted = sa.select(IdeaRevision, Person).join(Person, Person.id == IdeaRevision.editor_id)
    found = db.session.execute(wanted.where(*where).order_by(IdeaRevision.id.desc()))
    return [(revision, byline(None, editor, None).name) for revision, editor in found]
