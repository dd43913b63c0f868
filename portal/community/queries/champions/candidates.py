"""Who could be a champion, and who is one: for customer success."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.community.models import ChampionCandidacy, ChampionFigures, ChampionTerm, Helper
from portal.community.queries.champions.days import SOON_DAYS, today_here
from portal.kernel.db import alias_of, db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.kernel.paging import Page, page_of

BY = alias_of(Person)
MOST = 20
FITTING = 50


class Candidate(NamedTuple):
    """One that waits: with who says so, and the figures of last night."""

    candidacy: ChampionCandidacy
    person: Person
    company: str
    by: str  # "" for the candidate
    figures: ChampionFigures | None


def waiting(*, after: str | None = None, before: str | None = None) -> Page[Candidate]:
    """Those no one decided on, the longest waiting first."""
    columns: list[Any] = [ChampionCandidacy, Person, Organization.name, BY, ChampionFigures]
    wanted = (
        sa.select(*columns)
        .select_from(ChampionCandidacy)
        .join(Person, Person.id == ChampionCandidacy.person_id)
        .join(BY, BY.id == ChampionCandidacy.by_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .outerjoin(ChampionFigures, ChampionFigures.person_id == Person.id)
        .where(ChampionCandidacy.decided_at.is_(None), Person.erased_at.is_(None))
    )
    rows = page_of(
        db.session, wanted, [(ChampionCandidacy.id, "asc")], after=after, before=before, size=MOST, oldest_first=True
    )
    found = [
        Candidate(row[0], row[1], row[2] or "", "" if row[3].id == row[1].id else _name(row[3]), row[4])
        for row in rows.items
    ]
    return Page(found, rows.newer, rows.older, True)


def fitting() -> list[Any]:
    """People who meet the criteria, are no champions, and whom nobody proposed yet: person, company, figures."""
    champion = sa.exists().where(ChampionTerm.person_id == Person.id, ChampionTerm.ended_at.is_(None))
    asked = sa.exists().where(ChampionCandidacy.person_id == Person.id, ChampionCandidacy.decided_at.is_(None))
    columns: list[Any] = [Person, Organization.name.label("company"), ChampionFigures]
    wanted = (
        sa.select(*columns)
        .select_from(ChampionFigures)
        .join(Person, Person.id == ChampionFigures.person_id)
        .join(Organization, Organization.id == Person.organization_id)
        .where(ChampionFigures.fits, Person.may_write)
        .where(sa.not_(champion), sa.not_(asked))
    )
    wanted = wanted.order_by(ChampionFigures.accepted.desc(), ChampionFigures.person_id.desc()).limit(FITTING)
    return list(db.session.execute(wanted))


def standing(*, after: str | None = None, before: str | None = None) -> Page[Any]:
    """Champions, whose term ends first first: term, person, company, figures."""
    columns: list[Any] = [ChampionTerm, Person, Organization.name.label("company"), ChampionFigures]
    wanted = (
        sa.select(*columns)
        .select_from(ChampionTerm)
        .join(Person, Person.id == ChampionTerm.person_id)
        .outerjoin(Organization, Organization.id == Person.organization_id)
        .outerjoin(ChampionFigures, ChampionFigures.person_id == Person.id)
        .where(ChampionTerm.ended_at.is_(None), Person.erased_at.is_(None))
    )
    keys: list[Any] = [(ChampionTerm.ends, "asc"), (ChampionTerm.id, "asc")]
    return page_of(db.session, wanted, keys, after=after, before=before, size=MOST, oldest_first=True)


def ends_soon(ends: date) -> bool:
    """Whether customer success should look at it now."""
    return ends <= today_here() + timedelta(days=SOON_DAYS)


def people_named(words: str) -> list[Any]:
    """Customers' people whose name or address begins so: person, company, accepted answers."""
    text = " ".join(words.split()).lower()
    if not text:
        return []
    begins = [column.startswith(text, autoescape=True) for column in (Person.email, sa.func.lower(Person.display_name))]
    ids = sa.union(
        *(sa.select(Person.id).where(one, Person.erased_at.is_(None)).limit(MOST).subquery().select() for one in begins)
    )
    columns: list[Any] = [Person, Organization.name.label("company"), Helper.accepted]
    wanted = (
        sa.select(*columns)
        .select_from(Person)
        .join(Organization, Organization.id == Person.organization_id)
        .outerjoin(Helper, Helper.person_id == Person.id)
        .where(Person.id.in_(ids))
    )
    return list(db.session.execute(wanted.order_by(Person.display_name, Person.id).limit(MOST)))


def customer(public_id: str) -> Person:
    """A customer's person, or one who was. Raises NotFound."""
    wanted = sa.select(Person).where(Person.public_id == public_id, Person.erased_at.is_(None))
    found: Person | None = db.session.scalar(wanted)
    if found is None or found.is_staff:
        raise NotFound(_("This person was not found."))
    return found


def names(person_ids: set[int]) -> dict[int, str]:
    """How people are called."""
    found = db.session.scalars(sa.select(Person).where(Person.id.in_(person_ids))) if person_ids else ()
    return {person.id: _name(person) for person in found}


def _name(person: Person) -> str:
    return _("Former member") if person.erased_at else person.display_name
