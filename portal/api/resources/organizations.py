"""`/api/v1/organizations`: customer companies, with the facts that are for staff only, and those other systems own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, selectinload

from portal.accounts.commands.organizations import NAME_LENGTH, OrganizationFacts, change_organization
from portal.accounts.commands.planning_organizations import facts_of
from portal.accounts.models import TIERS, TOUCHES, Organization, Person
from portal.accounts.money import MOST
from portal.accounts.stages import stages
from portal.api.serving import fields
from portal.api.serving.door import caller
from portal.api.serving.fields import Answer, Asked
from portal.api.serving.resource import Resource
from portal.api.serving.shapes import Listed, Reference, page_of_, reference
from portal.api.serving.wrongs import unfit
from portal.kernel.db import db, locked
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _, lazy
from portal.kernel.paging import page_of
from portal.kernel.site import site

organizations = Resource(
    "organizations",
    lazy("Customer companies"),
    reads=lazy("Read companies, with tier, contract value and renewal"),
    writes=lazy("Change facts of companies that another system owns"),
)
PATCHED = ("stage", "contract_value", "mrr", "contract_start", "renewal", "industry")
A_DAY = "2027-03-31"


class OrganizationAnswer(Answer):
    """A customer company. All of this is for staff."""

    id = fields.number(lazy("Number; it never changes."))
    name = fields.text(lazy("Name."))
    industry = fields.text(lazy("Industry; may be empty."))
    language = fields.text(lazy("Language of the company: en or ja."))
    stage = fields.text(lazy("Stage of the success route, such as onboarding, adoption, growth."))
    tier = fields.choice(lazy("Tier in force."), TIERS)
    tier_reason = fields.text(lazy("Why the tier differs from the rule; empty where it follows the rule."))
    touch = fields.choice(lazy("How the company is approached."), TOUCHES)
    touch_reason = fields.text(lazy("Why the touch differs from the tier; empty where it follows."))
    contract_value = fields.number(lazy("Contract value a year, in minor units of `currency`."), 0, MOST)
    mrr = fields.number(
        lazy("Monthly recurring revenue as given, in minor units; null where nothing is given."), 0, MOST, null=True
    )
    monthly_value = fields.number(
        lazy("Monthly recurring revenue in force: as given, else a twelfth of the contract value."), 0, MOST
    )
    currency = fields.text(lazy("Base currency of the portal, ISO 4217."))
    contract_start = fields.day(lazy("Start of the contract."), null=True)
    renewal = fields.day(lazy("Day of the renewal."), null=True)
    owner = fields.one(Reference, lazy("Who of the staff looks after the company."), null=True)
    domains = fields.texts(lazy("Mail domains proven to be the company’s."))
    may_be_named = fields.yes_no(lazy("Has agreed to be named in public."))
    version = fields.number(lazy("Goes up with every change; send it with yours."))
    created_at = fields.moment(lazy("When it was added."))


class OrganizationQuery(Listed):
    """Which companies."""

    stage = fields.text(lazy("Only those in this stage."), 100, optional=True)
    tier = fields.choice(lazy("Only those in this tier."), TIERS, optional=True)
    owner = fields.whole(lazy("Only those this person looks after."), optional=True)


class OrganizationChange(Asked):
    """What becomes of the company; what is left out stays."""

    version = fields.number(lazy("The version your change is made from."), 1, example=3)
    stage = fields.text(lazy("Stage of the success route."), 100, optional=True, example="adoption")
    contract_value = fields.number(
        lazy("Contract value a year, in minor units."), 0, MOST, optional=True, example=1200000
    )
    mrr = fields.number(
        lazy("Monthly recurring revenue, in minor units; null: a twelfth of the contract value."),
        0,
        MOST,
        optional=True,
        null=True,
    )
    tier = fields.choice(
        lazy("Tier against the rule, with `tier_reason`; null: by the rule."), TIERS, optional=True, null=True
    )
    tier_reason = fields.text(lazy("Why the tier differs from the rule."), 500, optional=True)
    contract_start = fields.day(lazy("Start of the contract; null: unknown."), optional=True, null=True)
    renewal = fields.day(lazy("Day of the renewal; null: unknown."), optional=True, null=True, example=A_DAY)
    industry = fields.text(lazy("Industry."), NAME_LENGTH, optional=True)
    owner = fields.number(
        lazy("Number of who of the staff looks after the company; null: the team."), 1, optional=True, null=True
    )


class OrganizationReceipt(Answer):
    """What came of a change."""

    id = fields.number(lazy("Number of the company."))
    version = fields.number(lazy("Its version now."))
    changed = fields.texts(lazy("Names of what differs from before; none where all stood so already."))


@organizations.read(
    "",
    summary=lazy("List companies, the first added first"),
    query=OrganizationQuery,
    answer=page_of_(OrganizationAnswer, "OrganizationPage"),
)
def index(asked: dict[str, Any]) -> dict[str, Any]:
    """A page of them; two statements."""
    wanted = _companies()
    for name, column in (("stage", Organization.stage), ("tier", Organization.tier), ("owner", Organization.owner_id)):
        if name in asked:
            wanted = wanted.where(column == asked[name])
    page = page_of(db.session, wanted, [(Organization.id, "asc")], after=asked.get("after"), size=asked["limit"])
    return {"items": [_told(row.Organization, row.owner) for row in page.items], "next": page.on}


@organizations.read("/<int:organization_id>", summary=lazy("Read one company"), answer=OrganizationAnswer)
def one(organization_id: int) -> dict[str, Any]:
    """All facts of it."""
    row = db.session.execute(_companies().where(Organization.id == organization_id)).first()
    if row is None:
        raise NotFound("")
    return _told(row.Organization, row.owner)


@organizations.act(
    "/<int:organization_id>",
    method="PATCH",
    summary=lazy("Change facts of a company"),
    words=lazy(
        "For what another system owns: a CRM the contract, a warehouse the stage. A change made from an older version "
        "is refused with 409."
    ),
    body=OrganizationChange,
    answer=OrganizationReceipt,
)
def change(body: dict[str, Any], organization_id: int) -> dict[str, Any]:
    """As staff would change them in the console."""
    standing = locked(Organization, organization_id)
    changed = change_organization(caller().person, organization_id, _wished(standing, body), body["version"])
    return {
        "id": standing.id,
        "version": standing.version,
        "changed": ["owner" if name == "owner_id" else name for name in changed],
    }


def _wished(standing: Organization, body: dict[str, Any]) -> OrganizationFacts:
    """What stands, with what the body says."""
    if "stage" in body and body["stage"] not in {stage.slug for stage in stages()}:
        raise unfit("stage", _("There is no such stage."))
    wished = {name: body[name] for name in PATCHED if name in body}
    if "owner" in body:
        wished["owner_id"] = body["owner"]
    if "tier" in body:
        wished |= {"tier": body["tier"] or "", "tier_reason": body.get("tier_reason", "") if body["tier"] else ""}
    elif "tier_reason" in body:
        raise unfit("tier", _("Say which tier it is, too."))
    return replace(facts_of(standing), **wished)


def _companies() -> sa.Select[Any]:
    owner = aliased(Person)
    columns: list[Any] = [Organization, owner.display_name.label("owner")]
    found = sa.select(*columns).outerjoin(owner, owner.id == Organization.owner_id)
    return found.options(selectinload(Organization.domains))


def _told(found: Organization, owner: str | None) -> dict[str, Any]:
    names = set(OrganizationAnswer._declared_fields) - {"owner", "domains", "currency", "monthly_value"}
    return {
        **{name: getattr(found, name) for name in names},
        "monthly_value": found.monthly,
        "currency": site().currency,
        "owner": reference(found.owner_id, owner),
        "domains": [domain.name for domain in found.domains],
    }
