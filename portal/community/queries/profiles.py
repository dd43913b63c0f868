"""What others see of a person: as much as they agreed to, and what they asked and answered."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Organization, Person, Role
from portal.community.models import Answer, Helper, Profile, Question
from portal.community.models.questions import question_url
from portal.community.queries.champions.mine import propose_url
from portal.community.queries.known import wrote
from portal.community.queries.scope import HEAD, LISTED, open_to
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.kernel.paging import Page, page_of
from portal.posting.bylines import Byline, byline
from portal.posting.writing import excerpt

if TYPE_CHECKING:
    from portal.accounts.models import Person as Reader

EXCERPT = 200  # characters of an answer


class Seen(NamedTuple):
    """A person as this reader may see them; `work` is empty where they do not show it."""

    person: Person
    by: Byline
    about: str
    work: str
    shows_work: bool
    shows_posts: bool
    accepted: int  # answers, for people of other companies
    mine: bool
    propose: str  # where the reader proposes them as a champion; "" where they may not


class Post(NamedTuple):
    """A question somebody asked, or an answer they gave (`excerpt`) to one."""

    title: str
    language: str
    url: str
    excerpt: str
    at: datetime


def seen_person(reader: Reader | None, public_id: str) -> Seen:
    """Who wrote something everybody sees, champions, staff; colleagues and oneself always. Raises NotFound."""
    columns: list[Any] = [Person, Organization, Profile, Helper.accepted]
    row = db.session.execute(
        sa.select(*columns)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .outerjoin(Profile, Profile.person_id == Person.id)
        .outerjoin(Helper, Helper.person_id == Person.id)
        .where(Person.public_id == public_id, Person.erased_at.is_(None))
    ).one_or_none()
    if row is None or not _may_be_seen(reader, row[0]):
        raise NotFound(_("This person was not found."))
    person, company, profile, accepted = row
    profile = profile or Profile(about="", shows_work=False, shows_posts=True)
    mine = reader is not None and reader.id == person.id
    work = work_of(person) if profile.shows_work else ""
    seen_by = byline(reader, person, company)
    shows = (profile.shows_work, profile.shows_posts)
    propose = propose_url(reader, person, accepted or 0)
    return Seen(person, seen_by, profile.about, work, *shows, accepted or 0, mine, propose)


def work_of(person: Person) -> str:
    """Title and department in one line."""
    return _(", ").join(part for part in (person.title, person.department) if part)


def answers_of(reader: Reader | None, person: Person, after: str | None, before: str | None) -> Page[Post]:
    """Their answers that are shown, to questions the reader sees, the newest first."""
    kept = sa.orm.aliased(Question)
    columns: list[Any] = [Answer.id, Answer.plain, Answer.language, Answer.at, kept.title]
    wanted = (
        sa.select(*columns)
        .join(Question, Question.id == Answer.question_id)
        .join(kept, kept.id == HEAD)
        .where(Answer.author_id == person.id, Answer.hidden_at.is_(None), Answer.held_at.is_(None))
        .where(kept.hidden_at.is_(None), kept.held_at.is_(None), *open_to(reader, kept))
    )
    page = page_of(db.session, wanted, [(Answer.id, "desc")], after=after, before=before)
    rows = [
        Post(row[4], row[2], f"/community/answers/{row[0]}", excerpt(row[1], EXCERPT), row[3]) for row in page.items
    ]
    return Page(rows, page.newer, page.older)


def questions_of(reader: Reader | None, person: Person, after: str | None, before: str | None) -> Page[Post]:
    """Their questions the reader sees, the newest first."""
    columns: list[Any] = [Question.id, Question.title, Question.language, Question.at, Question.excerpt]
    wanted = sa.select(*columns).where(Question.author_id == person.id, LISTED, *open_to(reader))
    page = page_of(db.session, wanted, [(Question.id, "desc")], after=after, before=before)
    rows = [Post(row[1], row[2], question_url(row[0], row[1]), row[4], row[3]) for row in page.items]
    return Page(rows, page.newer, page.older)


def _may_be_seen(reader: Reader | None, person: Person) -> bool:
    if reader is not None and (reader.is_staff or reader.id == person.id):
        return True
    if reader is not None and reader.organization_id is not None and reader.organization_id == person.organization_id:
        return True
    if person.is_staff or person.roles & Role.CHAMPION:
        return True
    return bool(db.session.scalar(sa.select(wrote(person.id, reader))))
