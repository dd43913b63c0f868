"""Who may do what with people and companies, and what a reader may see."""

from __future__ import annotations

from portal.accounts.models import TIERS, Organization, Person, Role
from portal.kernel.i18n import lazy

GUEST = frozenset({"public"})

JOBS = {
    "administrator": lazy("Administration of the product"),
    "manager": lazy("Management"),
    "planning": lazy("Planning and dispatch"),
    "field": lazy("Work in the field"),
    "operations": lazy("Operations"),
    "support": lazy("Customer service"),
    "finance": lazy("Finance"),
    "it": lazy("IT"),
}


def access_tokens(reader: Person | None, organization: Organization | None = None) -> frozenset[str]:
    """What the reader may see: `public`, `members`, `staff`, `tier:high` …, to be compared with a thing's audience.

    A member is somebody of a customer company: who left the last one reads what guests read. `organization` is the
    one acted for, if the caller has it; it came with the session anyway.
    """
    if reader is None:
        return GUEST
    if reader.is_staff:
        return frozenset({"public", "members", "staff", *(f"tier:{tier}" for tier in TIERS)})
    organization = organization or reader.organization
    return tokens_of(organization) if organization else GUEST


def tokens_of(organization: Organization) -> frozenset[str]:
    """What everybody may see who acts for this company and is not staff."""
    return frozenset({"public", "members", f"tier:{organization.tier}"})


def leads_company(person: Person) -> bool:
    """Is a key person of the company acted for: may see and invite its people."""
    return person.leads


def may_invite(actor: Person, organization_id: int | None, roles: Role) -> bool:
    """Whether `actor`, acting for one company now, may invite to this company (None: the staff) with these roles."""
    return may_grant(actor, organization_id, roles, leads=actor.leads and actor.organization_id == organization_id)


def may_grant(actor: Person, organization_id: int | None, roles: Role, *, leads: bool) -> bool:
    """Admins invite anybody; CS people of customers; key persons members and key persons of their own company.

    `leads`: `actor` is a key person of that company, whichever one they act for at this moment.
    """
    if not actor.may_write:
        return False
    if actor.has(Role.ADMIN):
        return True
    if organization_id is None or roles & Role.STAFF:
        return False
    if actor.has(Role.CS):
        return True
    return leads and not roles & ~(Role.MEMBER | Role.KEYPERSON)


def may_erase(actor: Person, person: Person) -> bool:
    """People of customers themselves, customer success and admins; accounts of staff admins alone."""
    if not actor.may_write:
        return False
    if person.is_staff:
        return actor.has(Role.ADMIN)
    return actor.id == person.id or actor.has(Role.CS | Role.ADMIN)


def may_suspend(actor: Person, person: Person) -> bool:
    """Customer success and admins; accounts of staff admins alone, and nobody themselves."""
    if not actor.may_write or actor.id == person.id:
        return False
    return actor.has(Role.ADMIN if person.is_staff else Role.CS | Role.ADMIN)


def may_manage_company(actor: Person, organization_id: int) -> bool:
    """Remove leavers, take invitations back."""
    return may_invite(actor, organization_id, Role.MEMBER)
