"""What the page of a question shows, for one reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.community.models import (
    Acceptance,
    ChampionArea,
    CommunityFollow,
    CommunityGroup,
    CommunityRevision,
    GroupMember,
    Question,
    QuestionTag,
    QuestionToo,
)
from portal.community.models.questions import question_url
from portal.community.policy import QUESTION, may_see
from portal.community.queries.one import INSIDE
from portal.community.queries.scope import is_staff
from portal.kernel.db import alias_of, db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _, locale
from portal.kernel.snapshots import Snapshots, join
from portal.moderation.queries.cases import reported
from portal.posting.areas import name_in
from portal.posting.bylines import Byline, byline
from portal.posting.models import Area, Tag

SHOWN = Snapshots(Question, Person, Organization, Area, Acceptance)
OF_QUESTION: Any = sa.bindparam("question_id", type_=sa.Integer)
READER: Any = sa.bindparam("reader_id", type_=sa.Integer)
TOO = alias_of(Question)
HAS_TOO = sa.or_(TOO.id == Question.id, TOO.merged_into_id == Question.id)


class Mine(NamedTuple):
    """What the question is to the reader."""

    too: bool = False
    following: bool = False
    knows_area: bool = False  # a champion of its area
    reported: bool = False  # to staff, who have not decided yet


class Place(NamedTuple):
    """An area or a group: its name and address."""

    name: str
    url: str


@dataclass(frozen=True)
class Found:
    """A question with who asked, where it belongs, the accepted answer's number, and what it is to the reader."""

    question: Question
    author: Byline
    area: Place | None
    group: Place | None
    accepted_id: int | None
    accepted_by_asker: bool
    mine: Mine


class Merged(NamedTuple):
    """A question that was merged into another."""

    id: int
    title: str

    @property
    def url(self) -> str:
        """Its old address, which leads to the kept question."""
        return question_url(self.id, self.title)


class Around(NamedTuple):
    """What hangs on a question: those merged into it, and its tags as (slug, name)."""

    merged: list[Merged]
    tags: list[tuple[str, str]]

    def family(self, question: Question) -> list[int]:
        """The question these were merged into, and they."""
        return [question.id, *(one.id for one in self.merged)]


def question_page(reader: Person | None, question_id: int) -> Found:
    """The question of this number, merged or not, in one statement. Raises NotFound where the reader finds none.

    What is found are snapshots, to look at.
    """
    values = {"question_id": question_id, "reader_id": reader.id if reader is not None else None}
    row = db.session.connection().execute(PAGE if reader is None else PAGE_OF_READER, values).one_or_none()
    if row is None:
        raise NotFound(_("This question was not found."))
    html, slug, names, member, *rest = row
    question, author, company, area, acceptance = SHOWN.of(rest)
    if not may_see(reader, question, member=bool(member)):
        raise NotFound(_("This question was not found."))
    join(question, "html", html)
    return Found(
        question,
        byline(reader, author, company),
        Place(name_in(locale(), area.names), f"/community?area={area.slug}") if area else None,
        Place(name_in(locale(), names), f"/community/groups/{slug}") if slug else None,
        acceptance.answer_id if acceptance and question.solved_at else None,
        bool(acceptance and acceptance.by_id == question.author_id),
        Mine(*(bool(value) for value in rest[len(SHOWN.columns) :])),
    )


def _page(*of_reader: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """`SHOWN` with what is beside it, and the columns of `Mine`."""
    group = CommunityGroup
    return (
        sa.select(Question.html, group.slug, group.names, INSIDE, *SHOWN.columns, *of_reader)
        .select_from(Question)
        .join(Person, Person.id == Question.author_id)
        .outerjoin(Organization, Organization.id == Question.organization_id)
        .outerjoin(Area, Area.id == Question.area_id)
        .outerjoin(group, group.id == Question.group_id)
        .outerjoin(Acceptance, Acceptance.question_id == Question.id)
        .where(Question.id == OF_QUESTION)
    )


def _of_reader() -> list[sa.ColumnElement[Any]]:
    """The columns of `Mine`."""
    too = sa.exists().where(QuestionToo.person_id == READER, QuestionToo.question_id == TOO.id, HAS_TOO)
    follow = CommunityFollow
    follows = sa.exists().where(
        follow.kind == QUESTION, follow.ref == Question.id, follow.person_id == READER, follow.wanted
    )
    knows = sa.exists().where(ChampionArea.person_id == READER, ChampionArea.area_id == Question.area_id)
    return [
        too.correlate(Question),
        follows.correlate(Question),
        knows.correlate(Question),
        reported(QUESTION, Question.id, READER),
    ]


def around(reader: Person | None, question: Question) -> Around:
    """What was merged into a canonical question, and its tags: one statement. Hidden ones only staff see."""
    staff = is_staff(reader)
    rows = db.session.connection().execute(AROUND_OF_STAFF if staff else AROUND, {"question_id": question.id}).all()
    found = sorted(Merged(number, title) for number, title, _slug, is_tag in rows if not is_tag)
    return Around(found, sorted((slug, name) for _number, name, slug, is_tag in rows if is_tag))


def _around(*shown: sa.ColumnElement[bool]) -> sa.CompoundSelect[Any]:
    merged = sa.select(Question.id, Question.title, sa.literal(""), sa.literal(0).label("is_tag"))
    merged = merged.where(Question.merged_into_id == OF_QUESTION, *shown)
    tags = sa.select(Tag.id, Tag.name, Tag.slug, sa.literal(1)).join(QuestionTag, QuestionTag.tag_id == Tag.id)
    return sa.union_all(merged, tags.where(QuestionTag.question_id == OF_QUESTION))


# Built once: every page of a question asks two of them.
PAGE, PAGE_OF_READER = _page(), _page(*_of_reader())
AROUND, AROUND_OF_STAFF = _around(Question.hidden_at.is_(None), Question.held_at.is_(None)), _around()


def revisions(*where: sa.ColumnElement[bool]) -> list[tuple[CommunityRevision, str]]:
    """What something said before each edit and whose edit that was, the newest first."""
    wanted = sa.select(CommunityRevision, Person).join(Person, Person.id == CommunityRevision.editor_id)
    found = db.session.execute(wanted.where(*where).order_by(CommunityRevision.id.desc()))
    return [(revision, byline(None, editor, None).name) for revision, editor in found]


def writable_groups(person: Person) -> Sequence[tuple[str, str]]:
    """Slug and name of the groups somebody may ask in; staff: all that stand."""
    group = CommunityGroup
    wanted = sa.select(group.slug, group.names).where(group.archived_at.is_(None))
    if not person.is_staff:
        member = (GroupMember.group_id == group.id, GroupMember.person_id == person.id, GroupMember.state == "member")
        wanted = wanted.join(GroupMember, sa.and_(*member))
    rows = db.session.execute(wanted.order_by(group.position, group.id))
    return [(slug, name_in(locale(), names)) for slug, names in rows]
