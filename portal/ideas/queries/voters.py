"""Who wants an idea: customers see the people of their own company, staff see all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Organization, Person
from portal.ideas.models import IdeaVote
from portal.kernel.db import db
from portal.kernel.paging import Page, page_of

SOME = 4  # voters shown by their initials


def voters(reader: Person, family: Sequence[int], after: str | None, before: str | None) -> Page[Any]:
    """The first vote first: `IdeaVote`, `Person`, `Organization`, and `by`, who noted the vote (None but to staff)."""
    by = aliased(Person)
    noted = sa.and_(by.id == IdeaVote.added_by_id, sa.literal(reader.is_staff))
    columns: list[Any] = [IdeaVote, Person, Organization, by.display_name.label("by")]
    joined = sa.select(*columns).join(Person, Person.id == IdeaVote.person_id).outerjoin(by, noted)
    joined = joined.outerjoin(Organization, Organization.id == IdeaVote.organization_id)
    found = joined.where(*_seen_by(reader, family))
    return page_of(
        db.session, found, [(IdeaVote.at, "asc"), (IdeaVote.id, "asc")], after=after, before=before, oldest_first=True
    )


def some_colleagues(reader: Person, family: Sequence[int]) -> list[str]:
    """The names of a few of the reader's company who want it."""
    wanted = sa.select(Person.display_name).join(IdeaVote, IdeaVote.person_id == Person.id)
    return list(db.session.scalars(wanted.where(*_seen_by(reader, family)).order_by(IdeaVote.id).limit(SOME)))


def _seen_by(reader: Person, family: Sequence[int]) -> list[sa.ColumnElement[bool]]:
    """Votes on these ideas, each person's first one, that this reader may know of."""
    earlier = aliased(IdeaVote)
    again = sa.exists().where(
        earlier.person_id == IdeaVote.person_id, earlier.id < IdeaVote.id, earlier.idea_id.in_(family)
    )
    firsts = [IdeaVote.idea_id.in_(family), ~again]
    return firsts if reader.is_staff else [*firsts, IdeaVote.organization_id == reader.organization_id]
