"""Ideas with their votes, comments, tags and states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

import sqlalchemy as sa

from benchmarks.world import voters as voting
from benchmarks.world.corpus import post, words_of
from benchmarks.world.people import MEMBER, PRODUCT, company_of, customer
from benchmarks.world.places import area_of, tag_of
from benchmarks.world.sizes import EPOCH, World
from benchmarks.world.voters import OWN, PERIOD, Voters, comments_of, is_merged
from benchmarks.world.writing import Row, at_once, load
from portal.ideas.commands.statuses import ensure_statuses
from portal.ideas.models import (
    Idea,
    IdeaComment,
    IdeaCompany,
    IdeaFollow,
    IdeaStatus,
    IdeaStatusChange,
    IdeaTag,
    IdeaVote,
)
from portal.kernel.db import db

MODELS = (Idea, IdeaComment, IdeaCompany, IdeaFollow, IdeaStatusChange, IdeaTag, IdeaVote)
PLEDGED = 1_000  # ideas up to which a promised answer is late, one in four


def fill(world: World, scores: dict[int, int]) -> None:
    """Write them and commit; `scores` of companies, where a survey was answered."""
    voters = Voters(world, scores)
    ensure_statuses()
    states = list(db.session.scalars(sa.select(IdeaStatus.id).order_by(IdeaStatus.position)))
    listed = Counter(state_of(n) for n in range(1, world.ideas + 1) if not is_merged(n))
    for state, number in listed.items():
        db.session.execute(sa.update(IdeaStatus).where(IdeaStatus.id == states[state]).values(ideas=number))
    with at_once(MODELS):
        load(Idea, (_idea(n, voters, states) for n in range(1, world.ideas + 1)))
        load(IdeaTag, _tags(world))
        load(IdeaStatusChange, (_change(n, world, states) for n in range(1, world.ideas + 1)))
        load(IdeaVote, _votes(voters))
        pairs = enumerate(voting.pairs(voters), 1)
        load(IdeaCompany, ({"id": n, "idea_id": i, "organization_id": o, "voters": v} for n, (i, o, v) in pairs))
        load(IdeaFollow, (_follow(n, world) for n in range(1, world.ideas + 1)))
        load(IdeaComment, _comments(world))


def in_areas(world: World) -> dict[int, int]:
    """How many listed ideas each area has."""
    return Counter(area_of(n) for n in range(1, world.ideas + 1) if not is_merged(n))


def author_of(idea: int, world: World) -> int:
    """The reader posted one in forty."""
    return MEMBER if idea % OWN == 1 else customer(idea * 31, world)


def at(idea: int, world: World) -> datetime:
    """When it was posted."""
    return EPOCH + timedelta(minutes=voting.minute_of(idea, world))


def state_of(idea: int) -> int:
    """Half of them are new, the others in each state."""
    return idea // 2 % 6 if idea % 2 else 0


def _idea(n: int, voters: Voters, states: list[int]) -> Row:
    """One in fifty was merged into an older one; most are new, in every area; some wait for a promised answer.

    Lists of both worlds are full pages, or a short one would seem quicker.
    """
    world = voters.world
    author, when, due = author_of(n, world), at(n, world), _promised(n)
    return {
        "id": n, **words_of(n), "author_id": author, "organization_id": company_of(author, world),
        "status_id": states[state_of(n)], "area_id": area_of(n), "merged_into_id": n - 1 if is_merged(n) else None,
        "merged_at": when if is_merged(n) else None, **voters.numbers(n)._asdict(),
        "pledged_at": when if due else None, "pledged_for": due, "heard_at": when, "shipped_url": "", "window": "",
        "hidden_reason": "", "version": 1, "at": when,
    }  # fmt: skip


def _promised(n: int) -> datetime | None:
    """One in four of the first ideas, all late; one in 400 of the others, a tenth of them late."""
    if is_merged(n) or n % 4 != 3 or (n > PLEDGED and n % 400 != 3):
        return None
    return EPOCH + timedelta(days=1 if n < PLEDGED or n % 4_000 == 3 else 3650)


def _tags(world: World) -> Iterator[Row]:
    number = count(1)
    for n in range(1, world.ideas + 1):
        if tag := tag_of(n):
            yield {"id": next(number), "idea_id": n, "tag_id": tag}


def _change(n: int, world: World, states: list[int]) -> Row:
    state = state_of(n)
    return {
        "id": n, "idea_id": n, "from_id": states[0] if state else None, "to_id": states[state], "by_id": PRODUCT,
        "reason": "", "window": "", "at": at(n, world),
    }  # fmt: skip


def _votes(voters: Voters) -> Iterator[Row]:
    number, world = count(1), voters.world
    minutes = [timedelta(minutes=n) for n in range(PERIOD)]
    for n in range(1, world.ideas + 1):
        begin = at(n - is_merged(n), world)
        for turn, person in enumerate(voters.of(n)):
            yield {
                "id": next(number), "idea_id": n, "person_id": person, "organization_id": company_of(person, world),
                "source": "own", "note": "", "at": begin + minutes[turn % PERIOD],
            }  # fmt: skip


def _follow(n: int, world: World) -> Row:
    person = MEMBER if n % OWN == 3 else customer(n * 7919, world)
    return {"id": n, "idea_id": n, "person_id": person, "wanted": True, "at": at(n, world)}


def _comments(world: World) -> Iterator[Row]:
    number = count(1)
    for n in range(1, world.ideas + 1):
        for turn in range(comments_of(n)):
            author, text = customer(n * 17 + turn, world), post(n + turn).body[:120]
            yield {
                "id": next(number), "idea_id": n, "author_id": author, "organization_id": company_of(author, world),
                "source": text, "html": f"<p>{text}</p>", "plain": text, "language": post(n + turn).language, "agrees": 0,
                "hidden_reason": "", "version": 1, "at": at(n, world) + timedelta(minutes=turn),
            }  # fmt: skip
