"""What code words about companies and people are called on staff pages."""

from __future__ import annotations

from collections.abc import Sequence

from portal.accounts.models import Organization, Person, Role
from portal.kernel.i18n import _, lazy

TIER_NAMES = {"high": lazy("High"), "middle": lazy("Middle"), "low": lazy("Low")}
TOUCH_NAMES = {"high": lazy("High touch"), "low": lazy("Low touch"), "tech": lazy("Tech touch")}
BAND_NAMES = {  # by the last score of a company
    "promoter": lazy("Promoters"),
    "passive": lazy("Passives"),
    "detractor": lazy("Detractors"),
    "none": lazy("No answer yet"),
}
INFLUENCE_NAMES = {
    "": lazy("Not known"),
    "decides": lazy("Decides"),
    "influences": lazy("Influences the decision"),
    "uses": lazy("Uses the product"),
}
ROLE_NAMES = {
    Role.MEMBER: lazy("Member"),
    Role.KEYPERSON: lazy("Key person"),
    Role.CHAMPION: lazy("Champion"),
    Role.CS: lazy("CS"),
    Role.PRODUCT: lazy("Product"),
    Role.ADMIN: lazy("Admin"),
}
FIELD_NAMES = {
    "name": lazy("Company name"),
    "tier": lazy("Tier"),
    "tier_reason": lazy("Why the tier differs from the rule"),
    "touch": lazy("Touch"),
    "touch_reason": lazy("Why the touch differs from the tier"),
    "stage": lazy("Stage"),
    "contract_value": lazy("Contract value a year (ACV)"),
    "mrr": lazy("Monthly recurring revenue (MRR)"),
    "owner_id": lazy("Owner"),
    "contract_start": lazy("Start of the contract"),
    "renewal": lazy("Renewal"),
    "industry": lazy("Industry"),
    "language": lazy("Language"),
    "domains": lazy("Mail domains"),
    "may_be_named": lazy("Has agreed to be named in public"),
    "display_name": lazy("Name"),
    "job": lazy("Job"),
    "department": lazy("Department"),
    "title": lazy("Title"),
    "influence": lazy("Influence"),
    "time_zone": lazy("Time zone"),
}


def roles_text(roles: Role, separator: str | None = None) -> str:
    """The names of the access roles, member only where it is the only one."""
    held = [str(name) for role, name in ROLE_NAMES.items() if role & roles and role != Role.MEMBER]
    return (separator or _(", ")).join(held) or str(ROLE_NAMES[Role.MEMBER])


def access_text(person: Person, led: Sequence[Organization]) -> str:
    """The names of a person's access roles. `led`: the companies they are a key person of.

    A company is named where it is not the one acted for, which stands beside it.
    """
    if not led:
        return roles_text(person.roles)
    own = "" if person.roles == Role.MEMBER else roles_text(person.roles)
    key = str(ROLE_NAMES[Role.KEYPERSON])
    of = [key if one.id == person.organization_id else _("Key person of %(company)s", company=one.name) for one in led]
    return _(", ").join(filter(None, (*of, own)))
