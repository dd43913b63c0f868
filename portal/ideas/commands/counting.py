"""The numbers beside an idea: people, companies and their worth, comments; all under the canonical idea's lock."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts import bands
from portal.accounts.models import Organization
from portal.ideas import trending
from portal.ideas.commands import pledges
from portal.ideas.models import Idea, IdeaComment, IdeaCompany, IdeaVote
from portal.ideas.queries.family import family_ids, first_votes
from portal.kernel.db import db, insert

NO_SESSION = {"synchronize_session": False}


def count_vote(idea: Idea, organization_id: int | None, by: int, at: datetime) -> None:
    """One person more (+1) or less (-1) wants the idea, for this company; `at` is when they first said so.

    The row of a vote taken back is gone by now.
    """
    _update(idea, votes=Idea.votes + by, trending=_score(idea, by, at), **_company(idea, organization_id, by))
    pledges.promise(idea)


def move_vote(idea: Idea, left: int | None, to: int | None) -> None:
    """Who wants the idea acts for another company now."""
    for organization_id, by in ((left, -1), (to, +1)):
        if values := _company(idea, organization_id, by):
            _update(idea, **values)
    pledges.promise(idea)


def _company(idea: Idea, organization_id: int | None, by: int) -> dict[str, object]:
    """Count a voter of the company; what changes of the idea when it is the company's first or was its last.

    Who changes a contract value holds the company and has the ideas reckoned afterwards: of a company that is counted
    already. So one that comes brings its value of now, its row here keeping it from changing until commit, and of one
    that goes nobody knows which value was counted. Its last score may move while a vote is under way: to hold the
    company for that would let people who come and go wait in a ring; `portal counters` sees what is left.
    """
    if organization_id is None or not (first := _count_company(idea, organization_id, by)):
        return {}
    companies: dict[str, object] = {"companies": Idea.companies + first}
    if first < 0:
        return companies | worth_of(idea.id)._asdict()
    asks = sa.select(Organization.contract_value, bands.is_detractor()).where(Organization.id == organization_id)
    value, low = db.session.execute(asks).one()
    return companies | {"demand": Idea.demand + value, "detractors": Idea.detractors + int(bool(low))}


def _count_company(idea: Idea, organization_id: int, by: int) -> int:
    """+1 when the voter is the company's first, -1 when they were its last, else 0."""
    if by > 0:
        made = insert(IdeaCompany).values(idea_id=idea.id, organization_id=organization_id, voters=1)
        one_more = {"voters": IdeaCompany.voters + 1}
        kept = made.on_conflict_do_update(index_elements=["idea_id", "organization_id"], set_=one_more)
        return 1 if db.session.scalar(kept.returning(IdeaCompany.__table__.c.voters)) == 1 else 0
    ours = (IdeaCompany.idea_id == idea.id, IdeaCompany.organization_id == organization_id)
    one_less = sa.update(IdeaCompany).where(*ours).values(voters=IdeaCompany.voters - 1).returning(IdeaCompany.voters)
    if db.session.scalar(one_less, execution_options=NO_SESSION):
        return 0
    db.session.execute(sa.delete(IdeaCompany).where(*ours), execution_options=NO_SESSION)
    return -1


def _score(idea: Idea, by: int, at: datetime) -> float:
    """With an act more or less. Taking most of a sum away leaves errors of rounding: then it is added up anew."""
    if by > 0:
        return trending.plus(idea.trending, at)
    left = trending.minus(idea.trending, at)
    if left is not None:
        return left
    family = family_ids(idea.id)
    votes = db.session.scalars(sa.select(first_votes(IdeaVote.idea_id.in_(family)).c.at))
    return trending.total([*_written(family), *votes, *shown_comments(family)])


def _written(family: list[int]) -> list[datetime]:
    return list(db.session.scalars(sa.select(Idea.at).where(Idea.id.in_(family))))


def _update(idea: Idea, **values: object) -> None:
    """Write the values, some of them expressions, and have the idea show what came of them."""
    columns = [getattr(Idea, name) for name in values]
    written = sa.update(Idea).where(Idea.id == idea.id).values(**values).returning(*columns)
    row = db.session.execute(written, execution_options=NO_SESSION).one()
    for name, value in zip(values, row, strict=True):
        set_committed_value(idea, name, value)


def recount(idea: Idea) -> None:
    """Reckon everything of a canonical idea anew, from the rows of its family."""
    family = family_ids(idea.id)
    votes = db.session.execute(sa.select(first_votes(IdeaVote.idea_id.in_(family)))).all()
    voters: dict[int, int] = {}
    for vote in votes:
        if vote.organization_id is not None:
            voters[vote.organization_id] = voters.get(vote.organization_id, 0) + 1
    db.session.execute(sa.delete(IdeaCompany).where(IdeaCompany.idea_id == idea.id), execution_options=NO_SESSION)
    if voters:
        rows = [{"idea_id": idea.id, "organization_id": company, "voters": n} for company, n in sorted(voters.items())]
        db.session.execute(sa.insert(IdeaCompany), rows)
    talk = shown_comments(family)
    score = trending.total([*_written(family), *(vote.at for vote in votes), *talk])
    worth = worth_of(idea.id)._asdict()
    _update(idea, votes=len(votes), companies=len(voters), comments=len(talk), trending=score, **worth)
    pledges.promise(idea)


def shown_comments(family: list[int]) -> list[datetime]:
    """When the comments were made that count."""
    shown = (IdeaComment.hidden_at.is_(None), IdeaComment.held_at.is_(None))
    return list(db.session.scalars(sa.select(IdeaComment.at).where(IdeaComment.idea_id.in_(family), *shown)))


class Worth(NamedTuple):
    """What the companies that want a canonical idea are worth, and how many of them are detractors; once each."""

    demand: int
    detractors: int


def worth_of(idea_id: int) -> Worth:
    """As it stands now."""
    joined = sa.select(*worth_columns()).join(IdeaCompany, IdeaCompany.organization_id == Organization.id)
    return Worth(*db.session.execute(joined.where(IdeaCompany.idea_id == idea_id)).one())


def worth_columns() -> tuple[Any, ...]:
    """Contract value and detractors among companies, summed up, in the order of `Worth`."""
    low = sa.case((bands.is_detractor(), 1), else_=0)
    return sa.func.coalesce(sa.func.sum(Organization.contract_value), 0), sa.func.coalesce(sa.func.sum(low), 0)


def empty(idea: Idea) -> None:
    """What was merged into another idea has no numbers of its own."""
    db.session.execute(sa.delete(IdeaCompany).where(IdeaCompany.idea_id == idea.id), execution_options=NO_SESSION)
    _update(idea, votes=0, companies=0, comments=0, demand=0, detractors=0, trending=trending.NOTHING)


def count_comment(idea: Idea, by: int, at: datetime) -> None:
    """One comment more (+1) or less (-1) is shown below the idea; one that no longer is stands so in its row by now."""
    _update(idea, comments=Idea.comments + by, trending=_score(idea, by, at))
