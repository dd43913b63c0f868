"""The numbers beside an idea: people, companies and their worth, comments; all under the canonical idea's lock."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts import bands
from portal.accounts.models import Organization
from portal.ideas import trending
from portal.ideas.commands import pledges
from portal.ideas.models import Idea, IdeaComment, IdeaCompany, IdeaVote
from portal.ideas.queries.family import family_ids, first_votes
from portal.kernel.db import db, dialect_name, insert

NO_SESSION = {"synchronize_session": False}
COMPANIES: Any = IdeaCompany.__table__
OURS = (
    COMPANIES.c.idea_id == sa.bindparam("of_idea"),
    COMPANIES.c.organization_id == sa.bindparam("of_company"),
)
ONE_LESS = sa.update(COMPANIES).where(*OURS).values(voters=COMPANIES.c.voters - 1).returning(COMPANIES.c.voters)
NOBODY = sa.delete(COMPANIES).where(*OURS)
WORTH = sa.select(Organization.contract_value, bands.is_detractor()).where(
    Organization.id == sa.bindparam("organization_id")
)


def count_vote(idea: Idea, organization_id: int | None, by: int, at: datetime) -> None:
    """One person more (+1) or less (-1) wants the idea, for this company; `at` is when they first said so.

    The row of a vote taken back is gone by now.
    """
    more, put = _company(idea, organization_id, by)
    _update(idea, {"votes": by, **more}, {"trending": _score(idea, by, at), **put})
    pledges.promise(idea)


def move_vote(idea: Idea, left: int | None, to: int | None) -> None:
    """Who wants the idea acts for another company now."""
    for organization_id, by in ((left, -1), (to, +1)):
        more, put = _company(idea, organization_id, by)
        if more:
            _update(idea, more, put)
    pledges.promise(idea)


def _company(idea: Idea, organization_id: int | None, by: int) -> tuple[dict[str, int], dict[str, int]]:
    """Count a voter of the company; when it is its first or was its last: by how much numbers of the idea change, and
    those that are known as a whole.

    Who changes a contract value holds the company and has the ideas reckoned afterwards: of a company that is counted
    already. So one that comes brings its value of now, its row here keeping it from changing until commit, and of one
    that goes nobody knows which value was counted. Its last score may move while a vote is under way: to hold the
    company for that would let people who come and go wait in a ring; `portal counters` sees what is left.
    """
    if organization_id is None or not (first := _count_company(idea, organization_id, by)):
        return {}, {}
    if first < 0:
        return {"companies": first}, worth_of(idea.id)._asdict()
    value, low = db.session.connection().execute(WORTH, {"organization_id": organization_id}).one()
    return {"companies": first, "demand": value, "detractors": int(bool(low))}, {}


def _count_company(idea: Idea, organization_id: int, by: int) -> int:
    """+1 when the voter is the company's first, -1 when they were its last, else 0."""
    connection, ours = db.session.connection(), {"of_idea": idea.id, "of_company": organization_id}
    if by > 0:
        return 1 if connection.execute(_one_more(dialect_name()), ours).scalar() == 1 else 0
    if connection.execute(ONE_LESS, ours).scalar():
        return 0
    connection.execute(NOBODY, ours)
    return -1


@cache
def _one_more(_dialect: str) -> Any:
    values = {"idea_id": sa.bindparam("of_idea"), "organization_id": sa.bindparam("of_company"), "voters": 1}
    made = insert(IdeaCompany).values(values)
    more = {"voters": COMPANIES.c.voters + 1}
    return made.on_conflict_do_update(index_elements=["idea_id", "organization_id"], set_=more).returning(
        COMPANIES.c.voters
    )


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


def _update(idea: Idea, more: dict[str, int], put: dict[str, Any]) -> None:
    """Let numbers be so much more, others be these, and have the idea show what came of them."""
    values = {f"more_{name}": by for name, by in more.items()} | {f"put_{name}": value for name, value in put.items()}
    written = _written_as(tuple(more), tuple(put))
    row = db.session.connection().execute(written, {"of_idea": idea.id, **values}).one()
    for name, value in zip((*more, *put), row, strict=True):
        set_committed_value(idea, name, value)


@cache
def _written_as(more: tuple[str, ...], put: tuple[str, ...]) -> Any:
    """Built once for each choice of numbers: a vote is one of three."""
    columns = Idea.__table__.c
    values = {name: columns[name] + sa.bindparam(f"more_{name}", type_=columns[name].type) for name in more}
    values |= {name: sa.bindparam(f"put_{name}", type_=columns[name].type) for name in put}
    written = sa.update(Idea.__table__).where(columns.id == sa.bindparam("of_idea")).values(values)
    return written.returning(*(columns[name] for name in (*more, *put)))


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
    numbers = {"votes": len(votes), "companies": len(voters), "comments": len(talk), "trending": score}
    _update(idea, {}, numbers | worth_of(idea.id)._asdict())
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
    numbers = dict.fromkeys(("votes", "companies", "comments", "demand", "detractors"), 0)
    _update(idea, {}, {**numbers, "trending": trending.NOTHING})


def count_comment(idea: Idea, by: int, at: datetime) -> None:
    """One comment more (+1) or less (-1) is shown below the idea; one that no longer is stands so in its row by now."""
    _update(idea, {"comments": by}, {"trending": _score(idea, by, at)})
