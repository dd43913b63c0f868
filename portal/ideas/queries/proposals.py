"""What stands beside the ideas of the triage list: who wants them, and what is proposed for them. Staff-only facts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.bands import band
from portal.accounts.models import Organization, Person
from portal.ideas.models import Idea, IdeaCompany, IdeaProposal
from portal.ideas.queries.family import HEAD
from portal.kernel.db import db
from portal.kernel.scanning import MOST


class Proposal(NamedTuple):
    """A state somebody proposes for a canonical idea, not settled yet; `status` is the number of the state."""

    id: int
    name: str
    status: int
    reason: str
    at: datetime


class Segment(NamedTuple):
    """How many companies of this tier and stage are in this band: its place in `accounts.bands.BANDS`."""

    tier: str
    stage: str
    band: int
    companies: int


class Beside(NamedTuple):
    """Proposals by canonical idea; `waiting`: those of all ideas."""

    proposals: dict[int, list[Proposal]]
    waiting: int


OPEN = IdeaProposal.settled_at.is_(None)


def beside(idea_ids: Collection[int]) -> Beside:
    """What is proposed for these ideas, the oldest first, in one statement."""
    found, waiting = dict[int, list[Proposal]](), 0
    for row in db.session.execute(sa.union_all(_proposals(idea_ids), _waiting())):
        if row.kind == "proposal":
            proposal = Proposal(row.number, row.name, row.state, row.text, row.at)
            found.setdefault(row.idea_id, []).append(proposal)
        else:
            waiting = row.number
    for some in found.values():
        some.sort()
    return Beside(found, waiting)


def is_proposed() -> sa.ColumnElement[bool]:
    """A state is proposed for the idea, or for one merged into it; the oldest `MOST` proposals are looked at."""
    oldest = sa.select(IdeaProposal.idea_id).where(OPEN).order_by(IdeaProposal.id).limit(MOST).subquery()
    member = aliased(Idea)
    head = sa.select(sa.func.coalesce(member.merged_into_id, member.id))
    return Idea.id.in_(head.join(oldest, oldest.c.idea_id == member.id))


def segments_of(idea_ids: Collection[int]) -> sa.Select[Any]:
    """`idea_id` and the fields of `Segment`, of the companies that want these canonical ideas."""
    stands = band().label("band")
    columns: list[Any] = [IdeaCompany.idea_id, Organization.tier, Organization.stage, stands]
    joined = sa.select(*columns, sa.func.count().label("companies"))
    joined = joined.join(Organization, Organization.id == IdeaCompany.organization_id)
    return joined.where(IdeaCompany.idea_id.in_(idea_ids)).group_by(*columns[:3], stands)


def _proposals(idea_ids: Collection[int]) -> sa.Select[Any]:
    columns: list[Any] = [
        sa.literal("proposal").label("kind"), HEAD.label("idea_id"), IdeaProposal.id.label("number"),
        Person.display_name.label("name"), IdeaProposal.reason.label("text"), IdeaProposal.status_id.label("state"),
        IdeaProposal.at,
    ]  # fmt: skip
    joined = sa.select(*columns).select_from(IdeaProposal).join(Idea, Idea.id == IdeaProposal.idea_id)
    family = sa.or_(Idea.id.in_(idea_ids), Idea.merged_into_id.in_(idea_ids))
    return joined.join(Person, Person.id == IdeaProposal.by_id).where(OPEN, family)


def _waiting() -> sa.Select[Any]:
    head, shown = aliased(Idea), (IdeaProposal.idea_id == Idea.id)
    listed = (head.hidden_at.is_(None), head.held_at.is_(None))
    counted = sa.select(
        sa.literal("waiting"), sa.literal(0), sa.func.count(), sa.literal(""), sa.literal(""), sa.literal(0), _NEVER
    )
    return counted.select_from(IdeaProposal).join(Idea, shown).join(head, head.id == HEAD).where(OPEN, *listed)


_NEVER = sa.cast(sa.null(), IdeaProposal.__table__.c.at.type)
