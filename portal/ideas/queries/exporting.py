"""Ideas and votes for files: complete, whatever their number in the list, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Organization, Person
from portal.ideas.models import Idea, IdeaTag, IdeaVote
from portal.ideas.queries.triage import LISTED, TriageFilters, keys, matching, overdue
from portal.kernel.csv import MAX_ROWS
from portal.kernel.db import db
from portal.kernel.errors import Refused
from portal.kernel.i18n import _
from portal.posting.models import Tag

CHUNK = 1_000


def ideas(filters: TriageFilters, sort: str, at: datetime) -> list[Any]:
    """Idea, address of its author and their company's name. Raises Refused when they are too many for one file."""
    email = sa.case((Person.erased_at.is_(None), Person.email), else_="").label("email")
    found = sa.select(Idea, email, Organization.name.label("company"))
    found = found.join(Person, Person.id == Idea.author_id)
    found = found.outerjoin(Organization, Organization.id == Idea.organization_id).where(LISTED, *matching(filters))
    if filters.pledge == "overdue":
        found = found.where(overdue(at))
    order = [column.desc() if direction == "desc" else column.asc() for column, direction in keys(sort)]
    loaded = found.options(sa.orm.undefer(Idea.source)).order_by(*order).limit(MAX_ROWS + 1)
    rows = list(db.session.execute(loaded))
    if len(rows) > MAX_ROWS:
        raise Refused(_("More than %(limit)s rows do not fit one file. Narrow the list first.", limit=MAX_ROWS))
    return rows


def tags_of(idea_ids: Sequence[int]) -> dict[int, list[str]]:
    """The names of the tags of these ideas."""
    found: dict[int, list[str]] = {}
    for at in range(0, len(idea_ids), CHUNK):
        some = idea_ids[at : at + CHUNK]
        wanted = sa.select(IdeaTag.idea_id, Tag.name).join(Tag).where(IdeaTag.idea_id.in_(some)).order_by(Tag.name)
        for idea_id, name in db.session.execute(wanted):
            found.setdefault(idea_id, []).append(name)
    return found


def votes(idea_id: int | None) -> Iterator[Any]:
    """Every vote, of one family or of all, oldest first, read `CHUNK` at a time.

    Rows of the vote's columns with the idea's external id and title, who voted, for which company, and who added it.
    """
    adder, last = aliased(Person), 0
    found = (
        sa.select(
            IdeaVote.id,
            IdeaVote.idea_id,
            IdeaVote.at,
            IdeaVote.note,
            IdeaVote.source,
            Idea.external_id,
            Idea.title,
            Person.email,
            Person.display_name,
            Person.erased_at,
            Organization.name.label("company"),
            sa.case((adder.erased_at.is_(None), adder.email), else_="").label("added_by"),
        )
        .join(Idea, Idea.id == IdeaVote.idea_id)
        .join(Person, Person.id == IdeaVote.person_id)
        .outerjoin(Organization, Organization.id == IdeaVote.organization_id)
        .outerjoin(adder, adder.id == IdeaVote.added_by_id)
        .order_by(IdeaVote.id)
        .limit(CHUNK)
    )
    if idea_id is not None:
        found = found.where(sa.or_(Idea.id == idea_id, Idea.merged_into_id == idea_id))
    while rows := db.session.execute(found.where(IdeaVote.id > last)).all():
        last = rows[-1].id
        yield from rows
