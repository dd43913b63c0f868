"""Which ideas belong together, and who wants them: each person of a family counts once, by their first row."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from portal.ideas.models import Idea, IdeaVote
from portal.kernel.db import alias_of, db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _

MEMBER = alias_of(Idea)  # an alias costs more than the statement it stands in, so each is made once
HEAD = sa.func.coalesce(Idea.merged_into_id, Idea.id)  # the canonical idea of an idea
HEAD_OF = sa.select(HEAD).where(Idea.id == sa.bindparam("idea_id"))


def canonical_id(idea_id: int) -> int:
    """The idea this one was merged into, or is. Raises NotFound."""
    found: int | None = db.session.connection().execute(HEAD_OF, {"idea_id": idea_id}).scalar()
    if found is None:
        raise NotFound(_("This idea was not found."))
    return found


def family_ids(idea_id: int) -> list[int]:
    """A canonical idea and what is merged into it, by id."""
    wanted = sa.or_(Idea.id == idea_id, Idea.merged_into_id == idea_id)
    return list(db.session.scalars(sa.select(Idea.id).where(wanted).order_by(Idea.id)))


def in_family(idea_id: Any, vote: Any = IdeaVote) -> sa.ColumnElement[bool]:
    """Votes (or other rows with an `idea_id`) of a canonical idea and of what is merged into it."""
    family = sa.select(MEMBER.id).where(sa.or_(MEMBER.id == idea_id, MEMBER.merged_into_id == idea_id)).correlate(Idea)
    found: sa.ColumnElement[bool] = vote.idea_id.in_(family)  # an OR around the IN would keep PostgreSQL off the index
    return found


def first_votes(*where: sa.ColumnElement[bool]) -> sa.Subquery:
    """One row a family and person: `head` (its canonical idea), and person, company and moment of the first vote."""
    columns: list[Any] = [HEAD.label("head"), IdeaVote.person_id, IdeaVote.organization_id, IdeaVote.at]
    place = sa.func.row_number().over(partition_by=(HEAD, IdeaVote.person_id), order_by=IdeaVote.id).label("place")
    every = sa.select(*columns, place).join(Idea, Idea.id == IdeaVote.idea_id).where(*where).subquery()
    return (
        sa.select(*(every.c[name] for name in ("head", "person_id", "organization_id", "at")))
        .where(every.c.place == 1)
        .subquery()
    )
