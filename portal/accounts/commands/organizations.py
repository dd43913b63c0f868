"""Adding and changing customer companies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.accounts.commands.stale import refuse_stale
from portal.accounts.models import TOUCH_OF_TIER, Organization, OrganizationDomain, Person, Role
from portal.accounts.organization_rules import decided_tier, decided_touch, organization_key, tier_by_rule
from portal.accounts.stages import FIRST
from portal.kernel import site
from portal.kernel.db import begin_write, db, insert_once, locked
from portal.kernel.errors import Invalid
from portal.kernel.events import record
from portal.kernel.i18n import _

NAME_LENGTH = 200


@dataclass(frozen=True)
class OrganizationFacts:
    """Everything staff say about a company. Money in minor units; an empty tier or touch follows the rule."""

    name: str
    tier: str = ""
    tier_reason: str = ""
    touch: str = ""
    touch_reason: str = ""
    stage: str = FIRST
    contract_value: int = 0
    mrr: int | None = None
    owner_id: int | None = None
    contract_start: date | None = None
    renewal: date | None = None
    industry: str = ""
    language: str = "en"
    may_be_named: bool = False
    domains: tuple[str, ...] = ()


def create_organization(actor: Person | None, facts: OrganizationFacts) -> Organization:
    """Add a company. Raises Invalid for facts that do not fit together or belong to another company."""
    begin_write()
    _refuse_customer_as_owner(facts.owner_id)
    values = settled(facts, site.row())
    new_id = insert_once(Organization, **values)
    if new_id is None:
        raise _name_taken(values["name_key"])
    organization = db.session.get_one(Organization, new_id)
    _set_domains(organization, facts.domains)
    record("organization.created", organization, actor=actor, organization_id=organization.id)
    return organization


def change_organization(
    actor: Person | None, organization_id: int, facts: OrganizationFacts, version: int | None = None
) -> list[str]:
    """Make these the facts of the company; the names of the fields that differed, none when all stood so already.

    Raises Stale when `version` is given and a newer save stands, Invalid as above, NotFound when it is gone.
    """
    organization = locked(Organization, organization_id)
    refuse_stale(organization, version, _("Somebody saved this company while you were editing it."))
    _refuse_customer_as_owner(facts.owner_id)
    values = settled(facts, site.row())
    _refuse_taken_name(values["name_key"], organization.id)
    fields = differing(organization, values, facts.domains)
    for name, value in values.items():
        setattr(organization, name, value)
    _set_domains(organization, facts.domains)
    if fields:
        organization.version += 1
        record("organization.changed", organization, actor=actor, organization_id=organization.id, fields=fields)
    return fields


def settled(facts: OrganizationFacts, limits: site.Site) -> dict[str, Any]:
    """Column values with tier and touch decided by `limits`. Raises Invalid naming the field that does not fit."""
    name = " ".join(facts.name.split())
    if not name or len(name) > NAME_LENGTH:
        raise Invalid(_("A company needs a name of up to %(n)s characters.", n=NAME_LENGTH), "name")
    if facts.contract_start and facts.renewal and facts.renewal < facts.contract_start:
        raise Invalid(_("The renewal cannot be before the start of the contract."), "renewal")
    by_rule = tier_by_rule(facts.contract_value, limits.tier_high_from, limits.tier_middle_from)
    tier, tier_reason = decided_tier(facts.tier, facts.tier_reason.strip(), by_rule)
    touch, touch_reason = decided_touch(facts.touch, facts.touch_reason.strip(), tier)
    values = {name: value for name, value in vars(facts).items() if name != "domains"}
    return values | {
        "name": name,
        "name_key": organization_key(name),
        "tier": tier,
        "tier_reason": tier_reason,
        "touch": touch,
        "touch_reason": touch_reason,
        "industry": " ".join(facts.industry.split()),
    }


def differing(organization: Organization, values: dict[str, Any], domains: Sequence[str]) -> list[str]:
    """The names of the fields in which `values` and `domains` differ from the company as it stands."""
    fields = [name for name, value in values.items() if getattr(organization, name) != value and name != "name_key"]
    return fields + ["domains"] * ({domain.name for domain in organization.domains} != set(domains))


def apply_tiers(high_from: int, middle_from: int) -> None:
    """New limits (minor units a year): every company that follows the rule gets its tier and touch anew."""
    value = Organization.contract_value
    tier = sa.case((value >= high_from, "high"), (value >= middle_from, "middle"), else_="low")
    no_session = {"synchronize_session": False}
    by_rule = Organization.tier_reason == ""
    db.session.execute(
        sa.update(Organization).where(by_rule, Organization.tier != tier).values(tier=tier),
        execution_options=no_session,
    )
    touch = sa.case(
        *((Organization.tier == name, touch) for name, touch in TOUCH_OF_TIER.items()), else_=Organization.touch
    )
    db.session.execute(
        sa.update(Organization).where(Organization.touch_reason == "", Organization.touch != touch).values(touch=touch),
        execution_options=no_session,
    )


def _set_domains(organization: Organization, names: Sequence[str]) -> None:
    """Make `names` the company's domains."""
    had = {domain.name: domain for domain in organization.domains}
    for name in sorted(had.keys() - set(names)):
        organization.domains.remove(had[name])
    for name in sorted(set(names) - had.keys()):
        if insert_once(OrganizationDomain, organization_id=organization.id, name=name) is None:
            raise Invalid(domain_taken(name, _owner_of(name)), "domains")
    db.session.flush()
    db.session.expire(organization, ["domains"])


def domain_taken(name: str, owner: str) -> str:
    """The sentence that refuses a domain of another company."""
    return _("%(domain)s already belongs to %(company)s.", domain=name, company=owner)


def _owner_of(domain: str) -> str:
    return str(
        db.session.scalar(
            sa.select(Organization.name).join(OrganizationDomain).where(OrganizationDomain.name == domain)
        )
    )


def _refuse_customer_as_owner(person_id: int | None) -> None:
    if person_id is None:
        return
    roles = db.session.scalar(sa.select(Person.roles).where(Person.id == person_id, Person.erased_at.is_(None)))
    if roles is None or not roles & Role.STAFF:
        raise Invalid(_("Choose somebody of your own staff as the owner."), "owner_id")


def _refuse_taken_name(name_key: str, own_id: int) -> None:
    taken = sa.select(Organization.id).where(Organization.name_key == name_key, Organization.id != own_id)
    if db.session.scalar(taken) is not None:
        raise _name_taken(name_key)


def _name_taken(name_key: str) -> Invalid:
    found = db.session.scalar(sa.select(Organization.name).where(Organization.name_key == name_key))
    return Invalid(_("There is already a company named “%(name)s”.", name=found), "name")
