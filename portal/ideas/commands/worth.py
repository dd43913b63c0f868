"""What the companies behind an idea are worth, and how many are detractors, follows them soon after they changed."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from portal.accounts.models import Organization
from portal.ideas.commands.counting import NO_SESSION, worth_columns
from portal.ideas.models import Idea, IdeaCompany
from portal.kernel.db import begin_write, db

CHUNK = 500  # ideas held at a time


def reckon_demand(organization_ids: Collection[int]) -> int:
    """Add up anew what is asked for by these companies; how many ideas changed.

    The ideas are held first: a vote that is under way counts the value it saw, which stands still until its commit, and
    is seen here afterwards.
    """
    begin_write()
    wanted = sa.select(IdeaCompany.idea_id).where(IdeaCompany.organization_id.in_(organization_ids)).distinct()
    ids = sorted(db.session.scalars(wanted))
    return sum(_reckon(ids[start : start + CHUNK]) for start in range(0, len(ids), CHUNK))


def _reckon(ids: list[int]) -> int:
    db.session.execute(sa.select(Idea.id).where(Idea.id.in_(ids)).order_by(Idea.id).with_for_update(key_share=True))
    demand, detractors = (
        sa.select(column)
        .join(IdeaCompany, IdeaCompany.organization_id == Organization.id)
        .where(IdeaCompany.idea_id == Idea.id)
        .correlate(Idea)
        .scalar_subquery()
        for column in worth_columns()
    )
    off = sa.or_(Idea.demand != demand, Idea.detractors != detractors)
    values = {"demand": demand, "detractors": detractors}
    changed = sa.update(Idea).where(Idea.id.in_(ids), off).values(values).returning(Idea.id)
    return len(db.session.execute(changed, execution_options=NO_SESSION).all())
