"""Reads about people and their companies. Erased people are found by none of them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from portal.accounts.models import Link, Membership, Organization, OrganizationDomain, Password, Person, Role
from portal.kernel.db import db


def person_by_email(email: str) -> Person | None:
    """The person with this address (lower case)."""
    return db.session.scalar(_with_company(_people()).where(Person.email == email))


def person_by_id(person_id: int | None) -> Person | None:
    """The person of that number."""
    return db.session.scalar(_with_company(_people()).where(Person.id == person_id))


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
    domain = email.rpartition("@")[2]
    return db.session.scalar(sa.select(Organization).join(OrganizationDomain).where(OrganizationDomain.name == domain))


def memberships(person_id: int) -> Sequence[Membership]:
    """The companies of a person, by name."""
    return db.session.scalars(
        sa.select(Membership)
        .join(Membership.organization)
        .options(contains_eager(Membership.organization))
        .where(Membership.person_id == person_id)
        .order_by(Organization.name, Organization.id)
    ).all()


def is_member(person_id: int, organization_id: int) -> bool:
    """Whether the person belongs to the company."""
    mine = sa.select(Membership.id).where(
        Membership.person_id == person_id, Membership.organization_id == organization_id
    )
    return db.session.scalar(mine) is not None


def colleagues(organization_id: int, limit: int = 500) -> Sequence[Person]:
    """The people of a company by name."""
    return db.session.scalars(_people_of(organization_id).order_by(Person.display_name, Person.id).limit(limit)).all()


def colleague(organization_id: int, public_id: str) -> Person | None:
    """The person of that public id, if they are in the company."""
    return db.session.scalar(_people_of(organization_id).where(Person.public_id == public_id))


def other_key_persons(organization_id: int, person_id: int) -> int:
    """How many key persons the company has besides this person."""
    others = _people_of(organization_id).where(Person.id != person_id, Person.roles.op("&")(int(Role.KEYPERSON)) != 0)
    return db.session.scalar(sa.select(sa.func.count()).select_from(others.subquery())) or 0


def invitations(organization_id: int) -> Sequence[Link]:
    """Invitations to a company that nobody took yet, the newest first; some may be past their time."""
    return db.session.scalars(
        sa.select(Link)
        .where(Link.purpose == "invite", Link.organization_id == organization_id)
        .order_by(Link.id.desc())
        .limit(500)
    ).all()


def _people() -> sa.Select[Person]:
    return sa.select(Person).where(Person.erased_at.is_(None))


def _with_company(people: sa.Select[Person]) -> sa.Select[Person]:
    """Mails greet with the company's name, and a known address must not cost a statement more than a stranger's."""
    return people.options(joinedload(Person.organization))


def _people_of(organization_id: int) -> sa.Select[Person]:
    return (
        _people()
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organization_id == organization_id)
    )
