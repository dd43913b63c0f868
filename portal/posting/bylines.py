"""Who wrote something, as much of them as its reader may know."""

from __future__ import annotations

from typing import NamedTuple

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


def byline(reader: Person | None, person: Person, organization: Organization | None) -> Byline:
    """`organization`: whom the person acted for. It is named if it agreed, and to its own people and staff."""
    if person.erased_at is not None:
        return Byline(_("Former member"), "", champion=False, staff=False)
    url = f"/people/{person.public_id}"
    if person.is_staff:
        return Byline(person.display_name, site().name, champion=False, staff=True, url=url)
    named = organization is not None and may_be_told(reader, organization)
    company = organization.name if organization is not None and named else ""
    return Byline(person.display_name, company, champion=bool(person.roles & Role.CHAMPION), staff=False, url=url)


def may_be_told(reader: Person | None, organization: Organization) -> bool:
    """Whether the reader may know the company by name."""
    ours = reader is not None and (reader.is_staff or reader.organization_id == organization.id)
    return organization.may_be_named or ours
