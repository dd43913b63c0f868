"""What stands on the page of a group: its questions, newest first, and the pinned one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.community.models import CommunityFollow, CommunityGroup, Question
from portal.community.models.questions import question_url
from portal.community.policy import GROUP
from portal.community.queries.scope import LISTED
from portal.kernel.db import db
from portal.kernel.paging import Page, page_of
from portal.posting.bylines import Byline, byline


class Line(NamedTuple):
    """A question as the group's page shows it. `answered`: by whom that counts, "" | champion | staff."""

    id: int
    title: str
    excerpt: str
    language: str
    answers: int
    solved: bool
    answered: str
    author: Byline
    at: datetime

    @property
    def url(self) -> str:
        """Of its page."""
        return question_url(self.id, self.title)


def questions(reader: Person | None, group: CommunityGroup, after: str | None, before: str | None) -> Page[Line]:
    """A page of the questions that stand in a group the reader sees."""
    columns: list[Any] = [Question, Person, Organization]
    found = sa.select(*columns).join(Person, Person.id == Question.author_id)
    found = found.outerjoin(Organization, Organization.id == Question.organization_id)
    keys: list[Any] = [(Question.at, "desc"), (Question.id, "desc")]
    page = page_of(db.session, found.where(Question.group_id == group.id, LISTED), keys, after=after, before=before)
    lines = [_line(question, byline(reader, author, company)) for question, author, company, *_keys in page.items]
    return Page(lines, page.newer, page.older)


def pinned(group: CommunityGroup) -> Question | None:
    """The question that stands first, while it is listed and still in the group."""
    if group.pinned_id is None:
        return None
    wanted = sa.select(Question).where(Question.id == group.pinned_id, Question.group_id == group.id, LISTED)
    found: Question | None = db.session.scalar(wanted)
    return found


def follows(person: Person, group: CommunityGroup) -> bool:
    """Whether the person hears of new questions in the group."""
    mine = (CommunityFollow.kind == GROUP, CommunityFollow.ref == group.id, CommunityFollow.person_id == person.id)
    return bool(db.session.scalar(sa.select(CommunityFollow.wanted).where(*mine)))


def _line(question: Question, author: Byline) -> Line:
    answered = "champion" if question.champion_at else "staff" if question.staff_at else ""
    return Line(
        question.id,
        question.title,
        question.excerpt,
        question.language,
        question.answers,
        question.solved_at is not None,
        answered,
        author,
        question.at,
    )
