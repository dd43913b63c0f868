"""What the numbers beside ideas should be, reckoned slowly from the rows and in another way than the writes do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from portal.accounts.bands import FROM, PASSIVE
from portal.accounts.models import Organization
from portal.ideas import trending
from portal.ideas.models import Idea, IdeaComment, IdeaVote
from portal.ideas.queries.family import HEAD
from portal.kernel.db import db


class Numbers(NamedTuple):
    """As the columns of `Idea`; all nothing for an idea that is merged into another."""

    votes: int = 0
    companies: int = 0
    comments: int = 0
    demand: int = 0
    detractors: int = 0
    trending: float = trending.NOTHING


def numbers(ids: Collection[int]) -> dict[int, Numbers]:
    """By idea."""
    heads = dict(db.session.execute(sa.select(Idea.id, HEAD).where(Idea.id.in_(ids))).all())
    firsts, talk = _first_votes(heads.values()), _comments(heads.values())
    moments: dict[int, list[datetime]] = defaultdict(list)
    for head, at in db.session.execute(sa.select(HEAD, Idea.at).where(_of(heads.values()))):
        moments[head].append(at)
    wanting = {company for voters in firsts.values() for company, _at in voters.values()}
    value = sa.select(Organization.id, Organization.contract_value, Organization.nps_score)
    rows = db.session.execute(value.where(Organization.id.in_(wanting - {None}))).all()
    worth = {number: contract_value for number, contract_value, _score in rows}
    low = {number for number, _value, score in rows if score is not None and score < FROM[PASSIVE]}
    found = {}
    for idea_id, head in heads.items():
        if head != idea_id:
            found[idea_id] = Numbers()
            continue
        voters = firsts[idea_id]
        companies = {company for company, _at in voters.values() if company is not None}
        score = trending.total([*moments[idea_id], *(at for _company, at in voters.values()), *talk[idea_id]])
        demand = sum(worth[company] for company in companies)
        found[idea_id] = Numbers(len(voters), len(companies), len(talk[idea_id]), demand, len(companies & low), score)
    return found


def companies(ids: Collection[int]) -> Counter[tuple[int, int]]:
    """Voters by canonical idea and company."""
    heads = set(db.session.scalars(sa.select(Idea.id).where(Idea.id.in_(ids), Idea.merged_into_id.is_(None))))
    return Counter(
        (head, company)
        for head, voters in _first_votes(heads).items()
        for company, _at in voters.values()
        if company is not None
    )


def _first_votes(heads: Collection[int]) -> dict[int, dict[int, tuple[int | None, datetime]]]:
    """By canonical idea and person: the company and moment of the first vote in the family."""
    found: dict[int, dict[int, tuple[int | None, datetime]]] = defaultdict(dict)
    votes = sa.select(HEAD, IdeaVote.person_id, IdeaVote.organization_id, IdeaVote.at)
    joined = votes.join(Idea, Idea.id == IdeaVote.idea_id).where(_of(heads)).order_by(IdeaVote.id)
    for head, person_id, organization_id, at in db.session.execute(joined):
        found[head].setdefault(person_id, (organization_id, at))
    return found


def _comments(heads: Collection[int]) -> dict[int, list[datetime]]:
    found: dict[int, list[datetime]] = defaultdict(list)
    shown = (IdeaComment.hidden_at.is_(None), IdeaComment.held_at.is_(None))
    rows = sa.select(HEAD, IdeaComment.at).join(Idea, Idea.id == IdeaComment.idea_id)
    for head, at in db.session.execute(rows.where(_of(heads), *shown)):
        found[head].append(at)
    return found


def _of(heads: Collection[int]) -> sa.ColumnElement[bool]:
    """Ideas of these families: two conditions with an index each, where `HEAD` would have every idea read."""
    return sa.or_(Idea.id.in_(set(heads)), Idea.merged_into_id.in_(set(heads)))
