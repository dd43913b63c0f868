"""What a company's people have finished, as their key persons and customer success see it, and what was suggested."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Membership, Person
from portal.kernel.db import db
from portal.kernel.paging import Page, page_of
from portal.learning.models import Completion, Item, ItemText, Stage, Suggestion
from portal.learning.policy import EARNED
from portal.learning.queries.scope import BEST_TEXT, ON_MENU, reading

MOST_CHOICES = 100  # colleagues a form offers at once


class Finished(NamedTuple):
    """How many items of one stage somebody has finished, by how."""

    earned: int = 0
    by_self: int = 0


class Progress(NamedTuple):
    """What one person has finished for the company: by stage, and when last."""

    stages: dict[str, Finished]
    last: datetime | None


def people_of(organization_id: int) -> sa.Select[Any]:
    """Who belongs to the company now."""
    return (
        sa.select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organization_id == organization_id, Person.erased_at.is_(None))
    )


def colleagues(organization_id: int, *, after: str | None = None, before: str | None = None) -> Page[Person]:
    """The company's people by name, a page of them."""
    keys: list[Any] = [(Person.display_name, "asc"), (Person.id, "asc")]
    return page_of(db.session, people_of(organization_id), keys, after=after, before=before)


def progress_of(organization_id: int, people: Sequence[Person], stage: str = "") -> dict[int, Progress]:
    """What these people have finished for this company, of all stages or of one; by the person's number.

    Items that left the menu count on: nobody's progress falls.
    """
    rows = db.session.execute(
        sa.select(
            Completion.person_id,
            Item.stage,
            Completion.kind,
            sa.func.count().label("number"),
            sa.func.max(Completion.at),
        )
        .join(Item, Item.id == Completion.item_id)
        .where(
            Completion.person_id.in_([person.id for person in people]),
            Completion.organization_id == organization_id,
            *([Item.stage == stage] if stage else []),
        )
        .group_by(Completion.person_id, Item.stage, Completion.kind)
    )
    stages: dict[int, dict[str, Finished]] = defaultdict(dict)
    last: dict[int, datetime] = {}
    for person_id, of_stage, kind, number, at in rows:
        known = stages[person_id].get(of_stage, Finished())
        stages[person_id][of_stage] = known._replace(**{"earned" if kind == EARNED else "by_self": number})
        last[person_id] = max(at, last.get(person_id, at))
    return {person.id: Progress(stages[person.id], last.get(person.id)) for person in people}


def stages_told(shown: Sequence[Stage], language: str) -> dict[str, str]:
    """Names by slug of the stages customers are told of."""
    return {stage.slug: stage.name(language) for stage in shown if not stage.staff_only}


def colleague(organization_id: int, public_id: str) -> Person | None:
    """The person of that public id, if they belong to the company."""
    found: Person | None = db.session.scalar(people_of(organization_id).where(Person.public_id == public_id))
    return found


def chosen(organization_id: int, public_ids: Collection[str]) -> list[Person]:
    """Those of these people who belong to the company, by name."""
    found = people_of(organization_id).where(Person.public_id.in_(sorted(public_ids)[:MOST_CHOICES]))
    return list(db.session.scalars(found.order_by(Person.display_name, Person.id)))


def first_colleagues(organization_id: int, but_id: int) -> list[Person]:
    """The first of the company's people by name, to choose from, without one."""
    found = people_of(organization_id).where(Person.id != but_id)
    return list(db.session.scalars(found.order_by(Person.display_name, Person.id).limit(MOST_CHOICES)))


def finished_by(
    reader: Person, person: Person, organization_id: int, *, after: str | None = None, before: str | None = None
) -> Page[Any]:
    """What the person finished for the company, newest first: of what is on the menu of `reader` alone."""
    columns: list[Any] = [Completion, Item.slug, Item.format, Item.stage, ItemText.title, ItemText.locale]
    select = (
        sa.select(*columns)
        .select_from(Completion)
        .join(Item, Item.id == Completion.item_id)
        .join(ItemText, BEST_TEXT)
        .where(Completion.person_id == person.id, Completion.organization_id == organization_id, ON_MENU)
        .params(reading(reader))
    )
    keys: list[Any] = [(Completion.at, "desc"), (Completion.id, "desc")]
    return page_of(db.session, select, keys, after=after, before=before)


def suggestions(
    reader: Person, organization_id: int, *, after: str | None = None, before: str | None = None
) -> Page[Any]:
    """What was suggested to people who are in the company now, newest first, and who has finished it how and when."""
    columns: list[Any] = [
        Suggestion, Item.slug, ItemText.title, ItemText.locale, Person.display_name, Completion.kind, Completion.at,
    ]  # fmt: skip
    belongs = sa.and_(
        Membership.person_id == Suggestion.person_id, Membership.organization_id == Suggestion.organization_id
    )
    select = (
        sa.select(*columns)
        .select_from(Suggestion)
        .join(Item, Item.id == Suggestion.item_id)
        .join(ItemText, BEST_TEXT)
        .join(Membership, belongs)
        .join(Person, Person.id == Suggestion.person_id)
        .outerjoin(Completion, done_for_company())
        .where(Suggestion.organization_id == organization_id, Person.erased_at.is_(None), ON_MENU)
        .params(reading(reader))
    )
    return page_of(db.session, select, [(Suggestion.id, "desc")], after=after, before=before)


def done_for_company() -> sa.ColumnElement[bool]:
    """Joins a suggestion to what came of it: what was finished for another company is not this one's to see."""
    return sa.and_(
        Completion.person_id == Suggestion.person_id,
        Completion.item_id == Suggestion.item_id,
        Completion.organization_id == Suggestion.organization_id,
    )
