"""Reads about people and their companies. Erased people are found by none of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from portal.accounts.feed_keys import FeedKey
from portal.accounts.models import Membership, Organization, OrganizationDomain, Password, Person, SignIn
from portal.accounts.organization_rules import domain_of
from portal.kernel.db import db, loading
from portal.kernel.mail import BouncedAddress
from portal.kernel.paging import Key, Page, page_of
from portal.kernel.site import Site

COMING_BACK = BouncedAddress.since.is_not(None)


def person_by_email(email: str) -> Person | None:
    """The person with this address (lower case)."""
    return db.session.scalar(_with_company(_people()).where(Person.email == email))


def person_by_id(person_id: int | None) -> Person | None:
    """The person of that number."""
    return db.session.scalar(_with_company(_people()).where(Person.id == person_id))


def person_by_feed_key(key: str) -> Person | None:
    """Whose feeds this key opens, with the company acted for."""
    return db.session.scalar(
        _with_company(_people()).join(FeedKey, FeedKey.person_id == Person.id).where(FeedKey.key == key)
    )


def bounce_of(email: str) -> BouncedAddress | None:
    """Since when mails to this address come back, and why; None while they do not."""
    return db.session.scalar(sa.select(BouncedAddress).where(COMING_BACK, BouncedAddress.email == email))


def bounces_of(emails: Iterable[str]) -> dict[str, tuple[BouncedAddress, str]]:
    """Of these addresses the ones of people here whose mails come back, each with its person's public id."""
    wanted = {email.lower() for email in emails}
    found = sa.select(BouncedAddress, Person.public_id).join(Person, Person.email == BouncedAddress.email)
    rows = db.session.execute(found.where(COMING_BACK, BouncedAddress.email.in_(wanted))) if wanted else ()
    return {bounce.email: (bounce, public_id) for bounce, public_id in rows}


def reached(person: Person) -> tuple[int, str | None, BouncedAddress | None]:
    """By one statement: in how many browsers the person is signed in, the secret part of the addresses of their feeds,
    and since when mails to them come back."""
    sessions = sa.select(sa.func.count()).where(SignIn.person_id == person.id).scalar_subquery()
    found = (
        sa.select(sessions, FeedKey.key, BouncedAddress)
        .select_from(Person)
        .outerjoin(FeedKey, FeedKey.person_id == Person.id)
        .outerjoin(BouncedAddress, sa.and_(BouncedAddress.email == Person.email, COMING_BACK))
    )
    row = db.session.execute(found.where(Person.id == person.id)).one()
    return row[0], row[1], row[2]


def person_with_password(email: str) -> tuple[Person | None, Password | None]:
    """Who has this address, and their password if they have one."""
    row = db.session.execute(
        sa.select(Person, Password)
        .outerjoin(Password, Password.person_id == Person.id)
        .where(Person.email == email, Person.erased_at.is_(None))
    ).first()
    return (row[0], row[1]) if row else (None, None)


def organization_of_address(email: str) -> Organization | None:
    """The company whose proven domain this address is in."""
    found = sa.select(Organization).join(OrganizationDomain)
    return db.session.scalar(found.where(OrganizationDomain.name == domain_of(email)))


def sign_up_standing(email: str) -> tuple[bool, Organization | None]:
    """Whether sign-up is open, as it stands and not as the pages remember it, and the company of this address."""
    domain = domain_of(email)
    row = db.session.execute(
        sa.select(Site.sign_up, Organization)
        .select_from(Site)
        .outerjoin(OrganizationDomain, OrganizationDomain.name == domain)
        .outerjoin(Organization, Organization.id == OrganizationDomain.organization_id)
    ).first()
    return (row[0] == "domain", row[1]) if row else (False, None)


def memberships(person_id: int) -> Sequence[Membership]:
    """The companies of a person, by name."""
    return db.session.scalars(
        sa.select(Membership)
        .join(Membership.organization)
        .options(contains_eager(Membership.organization))
        .where(Membership.person_id == person_id)
        .order_by(Organization.name, Organization.id)
    ).all()


def membership(person_id: int, organization_id: int | None) -> Membership | None:
    """The person's membership in the company as it stands in the database now, or None."""
    return db.session.scalar(
        sa.select(Membership)
        .where(Membership.person_id == person_id, Membership.organization_id == organization_id)
        .execution_options(populate_existing=True)
    )


def is_member(person_id: int, organization_id: int) -> bool:
    """Whether the person belongs to the company."""
    return membership(person_id, organization_id) is not None


def leads(person_id: int, organization_id: int | None) -> bool:
    """Whether the person is a key person of the company, whichever one they act for."""
    found = membership(person_id, organization_id)
    return found is not None and found.key_person


def colleagues(organization_id: int, *, after: str | None, before: str | None) -> Page[tuple[Person, bool]]:
    """A page of the people of a company by name, each with whether they are a key person of it."""
    found = _people_of(organization_id).add_columns(Membership.key_person)
    keys: list[Key] = [(Person.display_name, "asc"), (Person.id, "asc")]
    page = page_of(db.session, found, keys, after=after, before=before)
    return replace(page, items=[(row.Person, row.key_person) for row in page.items])


def colleague(organization_id: int, public_id: str) -> Person | None:
    """The person of that public id, if they are in the company."""
    return db.session.scalar(_people_of(organization_id).where(Person.public_id == public_id))


def other_key_persons(organization_id: int, person_id: int) -> int:
    """How many key persons who can act the company has besides this person."""
    others = _people_of(organization_id).where(Person.id != person_id, Person.may_write, Membership.key_person)
    return db.session.scalar(sa.select(sa.func.count()).select_from(others.subquery())) or 0


def _people() -> sa.Select[Person]:
    return sa.select(Person).where(Person.erased_at.is_(None))


def _with_company(people: sa.Select[Person]) -> sa.Select[Person]:
    """Mails greet with the company's name, and a known address must not cost a statement more than a stranger's."""
    return loading(people, Person.organization)


def _people_of(organization_id: int) -> sa.Select[Person]:
    return (
        _people()
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organization_id == organization_id)
    )
