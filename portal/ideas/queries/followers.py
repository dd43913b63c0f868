"""Who hears of an idea: their wish for the idea that is kept counts, else any for one that was merged into it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Person
from portal.ideas.models import Idea, IdeaFollow
from portal.ideas.queries.family import HEAD
from portal.kernel.db import alias_of, db

MERGED = alias_of(Idea)


def follows(head_id: sa.ColumnElement[int] | Any, person_id: Any) -> sa.ColumnElement[bool]:
    """Whether the person hears of this canonical idea; `person_id` is a number or a parameter."""
    mine = IdeaFollow.person_id == person_id
    kept = sa.select(IdeaFollow.wanted).where(mine, IdeaFollow.idea_id == head_id).correlate(Idea).scalar_subquery()
    along = (
        sa.exists()
        .where(mine, IdeaFollow.wanted, IdeaFollow.idea_id == MERGED.id, MERGED.merged_into_id == head_id)
        .correlate(Idea)
    )
    return sa.func.coalesce(kept, along)


def does_follow(person: Person, head_id: int) -> bool:
    """The same, asked of the database."""
    return bool(db.session.scalar(sa.select(follows(head_id, person.id))))


def followers(subject: sa.FromClause) -> sa.Select[Any]:
    """`event_id` and the people who hear of the family of the idea `subject_id`; somebody may come up twice."""
    head, member, refused = aliased(Idea), aliased(Idea), aliased(IdeaFollow)
    no = sa.exists().where(
        refused.idea_id == head.id, refused.person_id == IdeaFollow.person_id, refused.wanted.is_(False)
    )
    return (
        sa.select(subject.c.event_id, IdeaFollow.person_id)
        .join(Idea, Idea.id == subject.c.subject_id)
        .join(head, head.id == HEAD)
        .join(member, sa.or_(member.id == head.id, member.merged_into_id == head.id))
        .join(IdeaFollow, sa.and_(IdeaFollow.idea_id == member.id, IdeaFollow.wanted))
        .where(~no)
    )
