"""Lists that only staff see of an idea: what was said inside, who asks for it, and what is still missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.console_queries import PeopleFilters, people
from portal.accounts.models import Organization, Person
from portal.ideas.models import IdeaCompany, IdeaNote, IdeaVerdict, IdeaVote
from portal.ideas.queries.deciding import FIRST
from portal.ideas.queries.family import in_family
from portal.kernel.db import db, loading

NAMED = 8  # people offered where several have a name


def notes(idea_id: int) -> sa.Select[Any]:
    """What staff told each other about the family, with who did; not in any order yet (`IdeaNote.id`)."""
    columns: list[Any] = [IdeaNote, Person.display_name.label("name")]
    told = sa.select(*columns).join(Person, Person.id == IdeaNote.by_id)
    return told.where(in_family(idea_id, IdeaNote))


def on_behalf(idea_id: int) -> sa.Select[Any]:
    """Votes that staff added in the family and nobody made their own; not in any order yet (`IdeaVote.id`).

    Rows of the vote, `name`, `public_id` and `company` of who wants it, and `by`, who of the staff says so.
    """
    adder = aliased(Person)
    columns: list[Any] = [
        IdeaVote,
        Person.display_name.label("name"),
        Person.public_id,
        Person.erased_at,
        Organization.name.label("company"),
    ]
    return (
        sa.select(*columns, adder.display_name.label("by"))
        .join(Person, Person.id == IdeaVote.person_id)
        .join(adder, adder.id == IdeaVote.added_by_id)
        .outerjoin(Organization, Organization.id == IdeaVote.organization_id)
        .where(in_family(idea_id), IdeaVote.added_by_id.is_not(None))
    )


def companies(idea_id: int) -> sa.Select[Any]:
    """Companies that want a canonical idea with their `voters`; not in any order yet (contract value, `id`)."""
    columns: list[Any] = [Organization, IdeaCompany.voters.label("voters")]
    counted: sa.Select[Any] = sa.select(*columns)
    joined = counted.join(IdeaCompany, IdeaCompany.organization_id == Organization.id)
    return joined.where(IdeaCompany.idea_id == idea_id)


def voters(idea_id: int, organization_ids: Sequence[int], most: int = FIRST) -> dict[int, list[Any]]:
    """By company, who of it wants the idea, those who said so first, `most` of each: `name` and `public_id`."""
    place = sa.func.row_number().over(partition_by=IdeaVote.organization_id, order_by=sa.func.min(IdeaVote.id))
    columns: list[Any] = [IdeaVote.organization_id, IdeaVote.person_id, place.label("place")]
    ranked = (
        sa.select(*columns)
        .where(in_family(idea_id), IdeaVote.organization_id.in_(organization_ids))
        .group_by(IdeaVote.organization_id, IdeaVote.person_id)
        .subquery()
    )
    named = sa.select(ranked.c.organization_id, Person.display_name.label("name"), Person.public_id, Person.erased_at)
    rows = named.join(Person, Person.id == ranked.c.person_id).where(ranked.c.place <= most).order_by(ranked.c.place)
    found: dict[int, list[Any]] = {}
    for row in db.session.execute(rows):
        found.setdefault(row.organization_id, []).append(row)
    return found


def words(idea_id: int) -> sa.Select[Any]:
    """What is still missing, as people said it; not in any order yet (`IdeaVerdict.id`)."""
    who: list[Any] = [
        Person.display_name.label("name"),
        Person.public_id,
        Person.erased_at,
        Organization.name.label("company"),
    ]
    said = sa.select(IdeaVerdict, *who)
    joined = said.join(Person, Person.id == IdeaVerdict.person_id).outerjoin(Person.organization)
    return joined.where(IdeaVerdict.idea_id == idea_id, IdeaVerdict.solved.is_(False))


def customer_person(public_id: str) -> Person | None:
    """Somebody of a customer by the random part of their address."""
    wanted = loading(sa.select(Person), Person.organization).where(Person.public_id == public_id, *_CUSTOMER)
    return db.session.scalars(wanted).first()


def people_named(text: str) -> list[Person]:
    """People of customers with this address, else those whose name or address begins so, a few of them by name."""
    exact = loading(sa.select(Person), Person.organization).where(Person.email == text.strip().lower(), *_CUSTOMER)
    one = db.session.scalars(exact).first()
    if one is not None:
        return [one]
    wanted = people(PeopleFilters(q=text)).where(*_CUSTOMER)
    return list(db.session.scalars(wanted.order_by(Person.display_name, Person.id).limit(NAMED)))


_CUSTOMER = (Person.organization_id.is_not(None), Person.erased_at.is_(None))
