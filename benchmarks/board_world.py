"""The world of the drill `benchmarks.board`: companies, people, ideas and their votes, written by COPY."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from benchmarks.cafeteria import EPOCH, STAGES, WORDS, load
from portal.accounts.models import Membership, Organization, Person, Role
from portal.ideas import trending
from portal.ideas.commands.counters import rebuild_facets
from portal.ideas.commands.statuses import ensure_statuses
from portal.ideas.models import (
    Idea,
    IdeaCompany,
    IdeaFollow,
    IdeaStatus,
    IdeaStatusChange,
    IdeaTag,
    IdeaVote,
)
from portal.kernel.db import Model, db, dialect_name
from portal.posting.models import Area, Tag

PEOPLE, OF_COMPANY = 20_000, 20
AREAS = ("mobile", "dispatch", "invoicing", "integrations", "reports", "security")
TAGS = ("tag-1", "tag-2", "tag-3", "rare")
PRODUCT_ID = 1  # of staff; customers' people follow


class Size(NamedTuple):
    """How many of each."""

    ideas: int
    votes: int

    @property
    def people(self) -> int:
        """Never fewer than vote for one idea."""
        return min(PEOPLE, max(200, self.ideas))


FULL = Size(1_000_000, 10_000_000)


def few(size: Size) -> Size:
    """The small world: as many votes for each idea."""
    return Size(min(1_000, size.ideas), min(1_000, size.ideas) * size.votes // size.ideas)


def fill(size: Size) -> None:
    """Write the world into an empty database and commit; the same on every run. Nothing is told to anybody."""
    ensure_statuses()
    db.session.flush()
    states = list(db.session.scalars(sa.select(IdeaStatus.id).order_by(IdeaStatus.position)))
    load(Organization, organizations(size))
    load(Person, people(size))
    load(Membership, memberships(size))
    load(Area, ({"id": n, "slug": slug, "position": n, "names": {"en": slug, "ja": slug}, "ideas": 0} for n, slug in enumerate(AREAS, 1)))  # fmt: skip
    load(Idea, _ideas(size, states))
    load(Tag, ({"id": n, "slug": slug, "name": slug} for n, slug in enumerate(TAGS, 1)))
    load(IdeaTag, _tags(size))
    load(IdeaStatusChange, _changes(size, states))
    load(IdeaVote, _votes(size))
    load(IdeaFollow, ({"id": n, "idea_id": 1 + n * 7919 % size.ideas, "person_id": 2 + n % (size.people - 1), "wanted": True, "at": EPOCH} for n in range(1, size.ideas + 1)))  # fmt: skip
    _count()
    db.session.commit()
    settle(
        Organization,
        Person,
        Membership,
        Area,
        Idea,
        Tag,
        IdeaTag,
        IdeaStatusChange,
        IdeaVote,
        IdeaFollow,
    )


def settle(*models: type[Model]) -> None:
    """After rows were written with their numbers: PostgreSQL numbers on from there, and looks at what is in the tables."""
    if dialect_name() != "postgresql":
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in (model.__tablename__ for model in models):
            connection.exec_driver_sql(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )
        connection.exec_driver_sql("VACUUM ANALYZE")


def organizations(size: Size) -> Iterator[dict[str, Any]]:
    """Companies of so many people."""
    for n in range(1, 2 + (size.people - 1) // OF_COMPANY):
        name = f"Company {n:06d}"
        yield {
            "id": n, "name": name, "name_key": name.lower(), "tier": ("low", "middle", "high")[n % 3], "tier_reason": "",
            "touch": "tech", "touch_reason": "", "stage": STAGES[n % 3], "contract_value": 1000 * (n % 97), "industry": "",
            "language": "en", "may_be_named": True, "version": 1, "created_at": EPOCH,
        }  # fmt: skip


def _company(person: int) -> int:
    return 1 + (person - 1) // OF_COMPANY


def people(size: Size) -> Iterator[dict[str, Any]]:
    """Staff with the first number, then customers."""
    for n in range(1, size.people + 1):
        staff = n == PRODUCT_ID
        yield {
            "id": n, "public_id": f"p{n}", "email": f"p{n}@bench.example", "display_name": f"Person {n:06d}",
            "roles": int(Role.PRODUCT if staff else Role.MEMBER), "organization_id": None if staff else _company(n),
            "job": "field", "department": "", "title": "", "influence": "", "time_zone": "UTC", "language": "en",
            "theme": "", "created_at": EPOCH,
        }  # fmt: skip


def memberships(size: Size) -> Iterator[dict[str, Any]]:
    """Of all customers, each company with a key person."""
    for n in range(2, size.people + 1):
        yield {"id": n, "person_id": n, "organization_id": _company(n), "key_person": n % OF_COMPANY == 1}


def _ideas(size: Size, states: list[int]) -> Iterator[dict[str, Any]]:
    """One in fifty was merged into an older one; most are new, in every area; some wait for a promised answer.

    Lists of both worlds are full pages, or a short one would seem quicker: one reader posted one idea in forty, and of
    the first ideas enough wait for an answer that is late.
    """
    dice = random.Random(11)
    for n in range(1, size.ideas + 1):
        author, at = 2 if n % 40 == 1 else 2 + n * 31 % (size.people - 1), _at(n, size)
        text = " ".join(dice.choices(WORDS, k=60))
        yield {
            "id": n, "title": title_of(n), "excerpt": text[:200], "source": text, "html": f"<p>{text}</p>",
            "plain": text, "language": "en", "author_id": author, "organization_id": _company(author),
            "status_id": states[_state(n)], "area_id": 1 + n % len(AREAS),
            "merged_into_id": n - 1 if n % 50 == 0 else None, "merged_at": at if n % 50 == 0 else None,
            "votes": 0, "companies": 0, "comments": 0, "demand": 0, "trending": trending.weight(at),
            "pledged_at": at if (due := _promised(n)) else None, "pledged_for": due,
            "heard_at": at, "shipped_url": "", "window": "", "hidden_reason": "", "version": 1, "at": at,
        }  # fmt: skip


def _tags(size: Size) -> Iterator[dict[str, Any]]:
    """Every third idea has one of the common tags, a few old ones the rare one."""
    rare = len(TAGS)
    for number, n in enumerate(range(1, size.ideas + 1, 3), 1):
        yield {"id": number, "idea_id": n, "tag_id": rare if n < 60 else 1 + n % (rare - 1)}


def title_of(n: int) -> str:
    """Of the idea with this number."""
    return (
        f"{WORDS[n % len(WORDS)]} {WORDS[n // 7 % len(WORDS)]} for the {WORDS[n // 11 % len(WORDS)]} {n}".capitalize()
    )


def _at(n: int, size: Size) -> Any:
    return EPOCH + timedelta(minutes=n * 432_000 // size.ideas)


def _promised(n: int) -> Any:
    """One in four of the first ideas, all late; one in 400 of the others, a tenth of them late."""
    if n % 4 != 3 or (n > 1_000 and n % 400 != 3):
        return None
    return EPOCH + timedelta(days=1 if n < 1_000 or n % 4_000 == 3 else 3650)


def _state(n: int) -> int:
    """Half of them are new, the others in each state."""
    return n // 2 % 6 if n % 2 else 0


def _changes(size: Size, states: list[int]) -> Iterator[dict[str, Any]]:
    for n in range(1, size.ideas + 1):
        state = _state(n)
        yield {
            "id": n, "idea_id": n, "from_id": states[0] if state else None, "to_id": states[state], "by_id": PRODUCT_ID,
            "reason": "", "window": "", "at": _at(n, size),
        }  # fmt: skip


def _votes(size: Size) -> Iterator[dict[str, Any]]:
    """A few ideas have very many voters, most have a few; nobody twice for one idea."""
    most, number, n, start = size.people - 1, 0, 0, size.votes // 3
    while number < size.votes:
        wanted = min(most, start // (2 + n) + 2 * size.votes // (3 * size.ideas), size.votes - number)
        for turn in range(max(wanted, 1)):
            number += 1
            person = 2 + (n * 613 + turn) % most
            yield {
                "id": number, "idea_id": 1 + n * 104_729 % size.ideas, "person_id": person,
                "organization_id": _company(person), "source": "own", "note": "", "at": EPOCH + timedelta(minutes=n + turn),
            }  # fmt: skip
        n += 1
        if n >= size.ideas:
            return


def _count() -> None:
    """The numbers beside ideas, reckoned in the database; merged ones have none, and their votes are the other's."""
    head = "coalesce(idea.merged_into_id, idea.id)"
    db.session.execute(sa.text(
        f"INSERT INTO {IdeaCompany.__tablename__} (idea_id, organization_id, voters)"
        f" SELECT {head}, vote.organization_id, count(DISTINCT vote.person_id)"
        " FROM idea_vote vote JOIN idea ON idea.id = vote.idea_id GROUP BY 1, 2"
    ))  # fmt: skip
    db.session.execute(sa.text(
        "UPDATE idea SET votes = n.votes, companies = n.companies, demand = n.demand,"
        " trending = trending + log(2.0, n.votes + 1)"
        " FROM (SELECT idea_id, sum(voters) votes, count(*) companies, sum(contract_value) demand FROM idea_company"
        " JOIN organization ON organization.id = organization_id GROUP BY 1) n WHERE n.idea_id = idea.id"
    ))  # fmt: skip
    rebuild_facets()
