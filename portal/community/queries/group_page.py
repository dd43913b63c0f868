"""What stands on the page of a group: its questions, newest first, and the pinned one."""

from __future__ import annotations

from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.community.models import CommunityFollow, CommunityGroup, Question
from portal.community.policy import GROUP
from portal.community.queries.lists import COLUMNS, Beside, Line, line_of
from portal.community.queries.scope import LISTED
from portal.kernel.db import db
from portal.kernel.paging import Page, page_of
from portal.posting.bylines import byline


class Found(NamedTuple):
    """A page of the group's questions, and who asked each; their tags are left to the lists of the community."""

    page: Page[Line]
    beside: dict[int, Beside]


def questions(reader: Person | None, group: CommunityGroup, after: str | None, before: str | None) -> Found:
    """A page of the questions that stand in a group the reader sees, in one statement."""
    columns: list[Any] = [*COLUMNS, Person, Organization]
    found = sa.select(*columns).join(Person, Person.id == Question.author_id)
    found = found.outerjoin(Organization, Organization.id == Question.organization_id)
    keys: list[Any] = [(Question.at, "desc"), (Question.id, "desc")]
    page = page_of(db.session, found.where(Question.group_id == group.id, LISTED), keys, after=after, before=before)
    beside = {row.id: Beside(byline(reader, row.Person, row.Organization), None, ()) for row in page.items}
    return Found(Page([line_of(row) for row in page.items], page.newer, page.older), beside)


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
