"""What staff see of one idea beside its page: who asks for it, what was said inside, proposed and decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from portal.accounts.models import Organization, Person
from portal.ideas.models import (
    Idea,
    IdeaNote,
    IdeaProposal,
    IdeaResponse,
    IdeaStatusChange,
    IdeaTag,
    IdeaVerdict,
    IdeaVote,
)
from portal.ideas.queries.family import HEAD
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.posting.models import Tag

FIRST = 5  # lines of a growing list on the idea's own page


class Verdicts(NamedTuple):
    """How many were asked whether it helped, opened the question, said yes, said not quite."""

    asked: int
    opened: int
    solved: int
    missing: int


class Facts(NamedTuple):
    """The idea, who wrote it and for which company, the answer that stands, and what came of asking."""

    idea: Idea
    author: str
    company: str | None
    response: IdeaResponse | None
    verdicts: Verdicts
    last_change: int


def facts(idea_id: int) -> Facts:
    """In one statement. Raises NotFound."""
    latest = sa.select(sa.func.max(IdeaResponse.number)).where(IdeaResponse.idea_id == Idea.id).correlate(Idea)
    standing = sa.and_(IdeaResponse.idea_id == Idea.id, IdeaResponse.number == latest.scalar_subquery())
    change = sa.select(sa.func.max(IdeaStatusChange.id)).where(IdeaStatusChange.idea_id == Idea.id).correlate(Idea)
    counts = (
        sa.select(
            sa.func.count().label("asked"),
            sa.func.count(IdeaVerdict.opened_at).label("opened"),
            sa.func.count().filter(IdeaVerdict.solved.is_(True)).label("solved"),
            sa.func.count().filter(IdeaVerdict.solved.is_(False)).label("missing"),
        )
        .where(IdeaVerdict.idea_id == idea_id)
        .subquery()
    )
    columns: list[Any] = [
        Idea,
        Person.display_name,
        Organization.name,
        IdeaResponse,
        change.scalar_subquery(),
        *counts.c,
    ]
    found = (
        sa.select(*columns)
        .select_from(Idea)
        .join(counts, sa.true())
        .join(Person, Person.id == Idea.author_id)
        .outerjoin(Organization, Organization.id == Idea.organization_id)
        .outerjoin(IdeaResponse, standing)
        .where(Idea.id == idea_id)
    )
    row = db.session.execute(found.execution_options(populate_existing=True)).first()
    if row is None:
        raise NotFound(_("This idea was not found."))
    idea, author, company, response, last, *numbers = row
    return Facts(idea, author, company, response, Verdicts(*numbers), last or 0)


class Parts(NamedTuple):
    """Tags, the ideas merged into it, and what is proposed and not settled."""

    tags: list[str]
    merged: list[Any]  # rows with number and text (its title)
    proposals: list[Any]  # rows with number, text (the reason), name (who proposes), state (the id) and at


def parts(idea_id: int) -> Parts:
    """In one statement."""
    nothing, never = (sa.literal(""), sa.literal(0)), sa.cast(sa.null(), IdeaProposal.__table__.c.at.type)
    tags = sa.select(
        sa.literal("tag").label("kind"), Tag.id.label("number"), Tag.name.label("text"), sa.literal("").label("name"),
        sa.literal(0).label("state"), Tag.slug.label("place"), never.label("at"),
    ).join(IdeaTag, IdeaTag.tag_id == Tag.id)  # fmt: skip
    merged = sa.select(sa.literal("merged"), Idea.id, Idea.title, *nothing, sa.literal(""), Idea.merged_at)
    proposed = sa.select(
        sa.literal("proposal"), IdeaProposal.id, IdeaProposal.reason, Person.display_name, IdeaProposal.status_id,
        sa.literal(""), IdeaProposal.at,
    ).join(Person, Person.id == IdeaProposal.by_id)  # fmt: skip
    every = sa.union_all(
        tags.where(IdeaTag.idea_id == idea_id),
        merged.where(Idea.merged_into_id == idea_id),
        proposed.where(IdeaProposal.idea_id.in_(family(idea_id)), IdeaProposal.settled_at.is_(None)),
    ).order_by("kind", "place", "number")
    rows = db.session.execute(every).all()
    kinds = {kind: [row for row in rows if row.kind == kind] for kind in ("tag", "merged", "proposal")}
    return Parts([row.text for row in kinds["tag"]], kinds["merged"], kinds["proposal"])


class Together(NamedTuple):
    """What a merge would give: people and companies of both ideas, each counted once."""

    people: int
    companies: int


def together(idea_id: int, into_id: int) -> Together:
    """Reckoned without merging anything; people and companies by the first vote of each person, as a merge does."""
    both = sa.union(family(idea_id), family(into_id)).subquery()
    first = sa.func.row_number().over(partition_by=IdeaVote.person_id, order_by=IdeaVote.id).label("place")
    votes = sa.select(IdeaVote.organization_id, first).where(IdeaVote.idea_id.in_(sa.select(both.c.id))).subquery()
    counted = sa.select(sa.func.count(), sa.func.count(votes.c.organization_id.distinct())).where(votes.c.place == 1)
    return Together(*db.session.execute(counted).one())


def family(idea_id: int) -> sa.Select[Any]:
    """A canonical idea and what is merged into it."""
    return sa.select(Idea.id).where(sa.or_(Idea.id == idea_id, Idea.merged_into_id == idea_id))


class Waiting(NamedTuple):
    """What the panel beside an idea tells staff."""

    proposals: int
    notes: int
    on_behalf: int


def waiting(idea_id: int) -> Waiting:
    """In one statement, of the whole family."""
    open_ = sa.select(sa.func.count()).where(
        IdeaProposal.idea_id.in_(family(idea_id)), IdeaProposal.settled_at.is_(None)
    )
    inside = sa.select(sa.func.count()).where(IdeaNote.idea_id.in_(family(idea_id)))
    added = sa.select(sa.func.count()).where(IdeaVote.idea_id.in_(family(idea_id)), IdeaVote.added_by_id.is_not(None))
    counted = sa.select(*(part.scalar_subquery() for part in (open_, inside, added)))
    return Waiting(*db.session.execute(counted).one())


def candidates(ids: Sequence[int], but: int) -> list[Idea]:
    """These ideas in this order, as far as something can be merged into them; not the idea `but`."""
    wanted = sa.select(Idea).where(Idea.id.in_(ids), Idea.merged_into_id.is_(None), Idea.id != but)
    found = {idea.id: idea for idea in db.session.scalars(wanted)}
    return [found[number] for number in ids if number in found]


def canonical(idea_id: int) -> Idea:
    """The idea this one was merged into, or is. Raises NotFound."""
    head = sa.select(HEAD).where(Idea.id == idea_id).scalar_subquery()
    wanted = sa.select(Idea).where(Idea.id == head).options(undefer(Idea.plain))
    found = db.session.scalars(wanted.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound(_("This idea was not found."))
    return found


def has_family(idea_id: int) -> bool:
    """Whether other ideas are merged into it."""
    return db.session.scalar(sa.select(Idea.id).where(Idea.merged_into_id == idea_id).limit(1)) is not None
