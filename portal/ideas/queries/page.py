"""What the page of an idea shows, for one reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import undefer

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
from portal.moderation.queries.cases import reported
from portal.posting.bylines import Byline, byline
from portal.posting.models import Tag

ANSWERER, VERSION, BELOW, HEAD = alias_of(Person), alias_of(IdeaResponse), alias_of(Idea), alias_of(Idea)
LATEST = sa.select(sa.func.max(VERSION.number)).where(VERSION.idea_id == Idea.id).correlate(Idea).scalar_subquery()


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
    """The idea of this number, merged or not, in one statement. Raises NotFound where the reader finds none."""
    by, below, head = ANSWERER, BELOW, HEAD
    asked = sa.and_(IdeaVerdict.idea_id == Idea.id, IdeaVerdict.person_id == (reader.id if reader else None))
    columns: list[Any] = [
        Idea,
        Person,
        Organization,
        IdeaResponse,
        by,
        IdeaVerdict,
        IdeaComment.id,
        head.id,
        head.title,
    ]
    wanted = (
        sa.select(*columns, *_of_reader(reader))
        .join(Person, Person.id == Idea.author_id)
        .outerjoin(Organization, Organization.id == Idea.organization_id)
        .outerjoin(IdeaResponse, sa.and_(IdeaResponse.idea_id == Idea.id, IdeaResponse.number == LATEST))
        .outerjoin(by, by.id == IdeaResponse.by_id)
        .outerjoin(IdeaVerdict, asked)
        .outerjoin(IdeaComment, sa.and_(IdeaComment.became_id == Idea.id, *_shown(IdeaComment)))
        .outerjoin(below, below.id == IdeaComment.idea_id)
        .outerjoin(head, sa.and_(head.id == sa.func.coalesce(below.merged_into_id, below.id), *_shown(head)))
        .where(Idea.id == idea_id)
        .options(undefer(Idea.html), undefer(Idea.plain))
    )
    row = db.session.execute(wanted).one_or_none()
    if row is None or not may_see(reader, row[0]):
        raise NotFound(_("This idea was not found."))
    idea, author, company, response, answerer, verdict, comment_id, head_id, title, *mine = row
    origin = Origin(comment_url(head_id, title, comment_id), title) if head_id is not None else None
    answer = _answer(reader, response, answerer) if response is not None else None
    return Found(idea, byline(reader, author, company), answer, _mine(mine), verdict, origin)


def _shown(of: Any) -> tuple[sa.ColumnElement[bool], ...]:
    return of.hidden_at.is_(None), of.held_at.is_(None)


def _of_reader(reader: Person | None) -> list[sa.ColumnElement[Any]]:
    """The columns of `Mine`."""
    if reader is None:
        return []
    ours = (IdeaVote.person_id == reader.id, in_family(Idea.id))
    company = (IdeaCompany.idea_id == Idea.id, IdeaCompany.organization_id == reader.organization_id)
    return [
        sa.exists().where(*ours).correlate(Idea),
        sa.exists().where(*ours, IdeaVote.added_by_id.is_not(None)).correlate(Idea),
        follows(Idea.id, reader.id),
        sa.select(IdeaCompany.voters).where(*company).correlate(Idea).scalar_subquery(),
        reported(IDEA, Idea.id, reader.id),
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
    shown = sa.and_(Idea.hidden_at.is_(None), Idea.held_at.is_(None))
    if reader is not None:
        shown = sa.or_(shown, sa.literal(reader.is_staff), Idea.author_id == reader.id)
    votes = sa.select(sa.func.count()).select_from(IdeaVote).where(IdeaVote.idea_id == Idea.id).scalar_subquery()
    merged = sa.select(Idea.id, Idea.title, sa.literal(""), Idea.merged_at, votes, shown)
    tags = sa.select(Tag.id, Tag.name, Tag.slug, sa.null(), sa.literal(-1), sa.true())
    tagged = tags.join(IdeaTag, IdeaTag.tag_id == Tag.id).where(IdeaTag.idea_id == idea.id)
    rows = db.session.execute(sa.union_all(merged.where(Idea.merged_into_id == idea.id), tagged)).all()
    found = [Merged(number, title, at, n, bool(seen)) for number, title, _slug, at, n, seen in rows if n >= 0]
    named = [(slug, name) for _number, name, slug, _at, n, _seen in rows if n < 0]
    return Around(sorted(found), sorted(named, key=lambda tag: tag[1]))


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
