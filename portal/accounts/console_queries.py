"""Reads for the staff pages on companies and people: staff-only facts, so nothing outside the console calls them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts import invitations
from portal.accounts.console_models import holding
from portal.accounts.invitations import Invitation
from portal.accounts.models import Link, Membership, Organization, OrganizationDomain, Person, Role
from portal.accounts.organization_rules import organization_key
from portal.accounts.suspensions import Suspension
from portal.kernel.calendar import now
from portal.kernel.db import db, dialect_name, loading
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.events import EVENTS, Event
from portal.kernel.i18n import _

SOON = timedelta(days=90)  # a renewal within this time is near
SHOWN = 20  # people, invitations and events on a detail page
LAST_CHARACTER = "\U0010ffff"
NO_ROLE = Role(0)


@dataclass(frozen=True)
class CustomerFilters:
    """What the list of companies is narrowed to; empty values narrow nothing."""

    q: str = ""  # beginning of the name
    stage: str = ""
    tier: str = ""
    owner_id: int | None = None
    renewal_by: date | None = None


@dataclass(frozen=True)
class PeopleFilters:
    """What the list of people is narrowed to; empty values narrow nothing."""

    q: str = ""  # beginning of the name or the address
    organization_id: int | None = None
    roles: Role = NO_ROLE
    suspended: bool = False


def begins_with(column: Any, text: str) -> sa.ColumnElement[bool]:
    """The column begins with `text`, in the form each database reads from an index."""
    if dialect_name() == "postgresql":
        found: sa.ColumnElement[bool] = column.startswith(text, autoescape=True)
        return found
    return sa.and_(column >= text, column < text + LAST_CHARACTER)


def customers(filters: CustomerFilters) -> sa.Select[Any]:
    """Companies with the name of their owner; not in any order yet (`name_key` is the one of the list)."""
    owner = aliased(Person)
    columns: list[Any] = [Organization, owner.display_name.label("owner")]
    found = sa.select(*columns).outerjoin(owner, owner.id == Organization.owner_id)
    if filters.q:
        found = found.where(begins_with(Organization.name_key, organization_key(filters.q)))
    if filters.stage:
        found = found.where(Organization.stage == filters.stage)
    if filters.tier:
        found = found.where(Organization.tier == filters.tier)
    if filters.owner_id:
        found = found.where(Organization.owner_id == filters.owner_id)
    if filters.renewal_by:
        found = found.where(Organization.renewal >= now().date(), Organization.renewal <= filters.renewal_by)
    return found


def people(filters: PeopleFilters) -> sa.Select[Any]:
    """People with the company they act for; not in any order yet (`display_name`, `id` are those of the list)."""
    found = loading(sa.select(Person), Person.organization).where(Person.erased_at.is_(None))
    if q := " ".join(filters.q.lower().split()):
        found = found.where(sa.or_(begins_with(sa.func.lower(Person.display_name), q), begins_with(Person.email, q)))
    if filters.organization_id or Role.KEYPERSON in filters.roles:
        found = found.where(Person.id.in_(_belonging(filters)))
    if own := filters.roles & ~Role.KEYPERSON:
        found = found.where(*holding(own))
    if filters.suspended:
        found = found.where(Person.suspended)
    return found


def _belonging(filters: PeopleFilters) -> sa.Select[Any]:
    """Who belongs to the company, or to any, as a key person if that is asked: that role is kept in the membership."""
    found = sa.select(Membership.person_id)
    if filters.organization_id:
        found = found.where(Membership.organization_id == filters.organization_id)
    return found.where(Membership.key_person) if Role.KEYPERSON in filters.roles else found


def led_by(people_shown: Iterable[Person]) -> dict[int, list[Organization]]:
    """The companies each of these people is a key person of, by the person's number, in one statement."""
    rows = db.session.execute(
        sa.select(Membership.person_id, Organization)
        .join(Membership.organization)
        .where(Membership.person_id.in_([person.id for person in people_shown]), Membership.key_person)
        .order_by(Organization.name, Organization.id)
    )
    found: dict[int, list[Organization]] = {}
    for person_id, organization in rows:
        found.setdefault(person_id, []).append(organization)
    return found


def people_counts(organization_ids: Iterable[int]) -> dict[int, int]:
    """How many people each of these companies has, in one statement."""
    rows = db.session.execute(
        sa.select(Membership.organization_id, sa.func.count())
        .where(Membership.organization_id.in_(list(organization_ids)))
        .group_by(Membership.organization_id)
    )
    return {row[0]: row[1] for row in rows}


def customer(organization_id: int) -> Organization:
    """The company with its domains. Raises NotFound."""
    wanted = loading(sa.select(Organization), Organization.domains).where(Organization.id == organization_id)
    found: Organization | None = db.session.scalars(wanted.order_by(OrganizationDomain.name)).unique().first()
    if found is None:
        raise NotFound(_("This page was not found."))
    return found


def customer_and_owner(organization_id: int) -> tuple[Organization, str]:
    """The company with its domains, and the name of the one of the staff who owns it ("": nobody). Raises NotFound."""
    owns = sa.and_(Person.id == Organization.owner_id, *holding(Role.STAFF), Person.erased_at.is_(None))
    wanted = loading(sa.select(Organization, Person.display_name).outerjoin(Person, owns), Organization.domains)
    wanted = wanted.where(Organization.id == organization_id)
    row = db.session.execute(wanted.order_by(OrganizationDomain.name)).unique().first()
    if row is None:
        raise NotFound(_("This page was not found."))
    return row[0], row[1] or ""


def person(public_id: str) -> Person:
    """The person behind an address of the console. Raises NotFound, also for those erased."""
    wanted = loading(sa.select(Person), Person.organization, Person.membership)
    found: Person | None = db.session.scalar(wanted.where(Person.public_id == public_id, Person.erased_at.is_(None)))
    if found is None:
        raise NotFound(_("This page was not found."))
    return found


def organization_named(name: str) -> Organization:
    """The company of that name, whatever its case and width. Raises Invalid when there is none."""
    found: Organization | None = db.session.scalar(
        sa.select(Organization).where(Organization.name_key == organization_key(name))
    )
    if found is None:
        raise Invalid(_("There is no company named “%(name)s”.", name=name.strip()), "organization")
    return found


def owners() -> Sequence[tuple[int, str]]:
    """Staff who can own a company: (id, name), by name."""
    rows = db.session.execute(
        sa.select(Person.id, Person.display_name)
        .where(*holding(Role.STAFF), Person.erased_at.is_(None))
        .order_by(Person.display_name, Person.id)
    )
    return [(owner_id, name) for owner_id, name in rows]


def owner_addresses() -> Sequence[tuple[int, str]]:
    """The same staff with their addresses: (id, e-mail)."""
    rows = db.session.execute(
        sa.select(Person.id, Person.email).where(*holding(Role.STAFF), Person.erased_at.is_(None))
    )
    return [(owner_id, email) for owner_id, email in rows]


def first_people(organization_id: int) -> Sequence[tuple[Person, bool]]:
    """The first `SHOWN` people of a company by name, and one more if there are more; whether each is its key person."""
    rows = db.session.execute(
        sa.select(Person, Membership.key_person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organization_id == organization_id, Person.erased_at.is_(None))
        .order_by(Person.display_name, Person.id)
        .limit(SHOWN + 1)
    )
    return [(person, key_person) for person, key_person in rows]


def first_invitations(organization_id: int | None = None) -> Sequence[Invitation]:
    """The newest `SHOWN` invitations nobody took up, and one more if there are more; of one company, or of all."""
    where = [] if organization_id is None else [Link.organization_id == organization_id]
    return invitations.read(*where, limit=SHOWN + 1)


def suspensions_of(person_id: int) -> Sequence[Any]:
    """The newest suspensions of the person: `Suspension` and `name` of who did it."""
    columns: list[Any] = [Suspension, Person.display_name.label("name")]
    wanted = sa.select(*columns).join(Person, Person.id == Suspension.by_id).where(Suspension.person_id == person_id)
    return db.session.execute(wanted.order_by(Suspension.id.desc()).limit(SHOWN)).all()


def events_of_organization(organization_id: int, *, progress: bool) -> Sequence[Event]:
    """The newest events of a company; with `progress` also what its people learn."""
    closed = [] if progress else [name for name, kind in EVENTS.items() if kind.progress]
    return _newest(Event.organization_id == organization_id, Event.name.not_in(closed))


def events_of_person(person_id: int) -> Sequence[Event]:
    """The newest events about a person."""
    return _newest(Event.subject == f"person:{person_id}")


def _newest(*conditions: sa.ColumnElement[bool]) -> Sequence[Event]:
    return db.session.scalars(sa.select(Event).where(*conditions).order_by(Event.id.desc()).limit(SHOWN)).all()


def stage_counts() -> dict[str, int]:
    """How many companies are in each stage."""
    rows = db.session.execute(sa.select(Organization.stage, sa.func.count()).group_by(Organization.stage))
    return {row[0]: row[1] for row in rows}


def newest_people() -> Sequence[Person]:
    """Who came last, of customers and staff."""
    wanted = loading(sa.select(Person), Person.organization).where(Person.erased_at.is_(None))
    return db.session.scalars(wanted.order_by(Person.id.desc()).limit(8)).all()
