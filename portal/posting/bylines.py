"""Who wrote something, as much of them as its reader may know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from portal.accounts.models import Organization, Person, Role
from portal.kernel.i18n import _
from portal.kernel.site import site


class Byline(NamedTuple):
    """A name and where its bearer is from; `company` is empty where that is not the reader's to know."""

    name: str
    company: str
    champion: bool
    staff: bool
    url: str = ""  # of what they show of themselves


class Author(NamedTuple):
    """Of a person what a byline needs, for lists that read no more."""

    erased_at: datetime | None
    public_id: str
    display_name: str
    roles: Role

    @property
    def is_staff(self) -> bool:
        """Works for the vendor."""
        return bool(self.roles & Role.STAFF)


class Company(NamedTuple):
    """Of a company what a byline needs."""

    id: int
    name: str
    may_be_named: bool


# Columns of an author and of the company acted for, which may be joined to nothing.
BYLINE: tuple[Any, ...] = (
    Person.erased_at, Person.public_id, Person.display_name, Person.roles,
    Organization.id, Organization.name, Organization.may_be_named,
)  # fmt: skip


def byline_of(reader: Person | None, row: Sequence[Any]) -> Byline:
    """From a row of `BYLINE`."""
    return byline(reader, Author(*row[:4]), Company(*row[4:7]) if row[4] is not None else None)


def byline(reader: Person | None, person: Person | Author, organization: Organization | Company | None) -> Byline:
    """`organization`: whom the person acted for. It is named if it agreed, and to its own people and staff."""
    if person.erased_at is not None:
        return Byline(_("Former member"), "", champion=False, staff=False)
    url = f"/people/{person.public_id}"
    if person.is_staff:
        return Byline(person.display_name, site().name, champion=False, staff=True, url=url)
    named = organization is not None and may_be_told(reader, organization)
    company = organization.name if organization is not None and named else ""
    return Byline(person.display_name, company, champion=bool(person.roles & Role.CHAMPION), staff=False, url=url)


def may_be_told(reader: Person | None, organization: Organization | Company) -> bool:
    """Whether the reader may know the company by name."""
    ours = reader is not None and (reader.is_staff or reader.organization_id == organization.id)
    return organization.may_be_named or ours
