"""Reading a file of companies: what it would change, and everything wrong with it. Nothing is written here.

An empty cell changes nothing. The key of a row is the folded name of the company.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.accounts import table_columns as columns
from portal.accounts.commands.organizations import OrganizationFacts, differing, domain_taken, settled
from portal.accounts.commands.reports import Report, Step
from portal.accounts.console_models import holding
from portal.accounts.models import Organization, OrganizationDomain, Person, Role
from portal.accounts.money import parse_money
from portal.accounts.organization_rules import organization_key, parse_domains
from portal.accounts.stages import stages
from portal.kernel import site
from portal.kernel.csv import Problem, Row, read_csv
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _

CHUNK = 500  # values in one IN list
FACTS = tuple(field.name for field in fields(OrganizationFacts))
HEADERS = {column.name: column.header for column in columns.ORGANIZATION_COLUMNS} | {"owner_id": "Owner"}


@dataclass(frozen=True)
class Known:
    """What the rows are compared with, read in a few statements whatever their number."""

    limits: site.Site
    organizations: dict[str, Organization]  # by name_key
    owners: dict[str, int]  # staff by address
    domains: dict[str, tuple[int, str]]  # whose each domain is: id and name of the company
    stages: dict[str, str]  # slug by slug and by name, folded


def plan_organizations(data: bytes) -> Report:
    """What the file would do. It reads alike on every run as long as nobody changes the companies meanwhile."""
    table = read_csv(data, columns.ORGANIZATION_COLUMNS)
    report = Report.of(table)
    known = _known(table.rows)
    keys: dict[str, int] = {}
    domains: dict[str, int] = {}
    for row in table.rows:
        step = _step(row, known, report.problems)
        _refuse_double(report.problems, row, "Name", organization_key(row.values["name"]), keys)
        if step is not None:
            for name in step.facts.domains:
                _refuse_double(report.problems, row, "Domains", name, domains)
            report.steps.append(step)
    report.sort()
    return report


def _step(row: Row, known: Known, problems: list[Problem]) -> Step | None:
    """The row as a step, or None when something is wrong with it."""
    standing = known.organizations.get(organization_key(row.values["name"]))
    had = len(problems)
    facts = _facts(row, standing, known, problems)
    if len(problems) > had:
        return None
    try:
        values = settled(facts, known.limits)
    except Invalid as error:
        problems.append(Problem(row.line, HEADERS.get(error.field or "", ""), error.message))
        return None
    if standing is None:
        return Step(row.line, facts.name, "new", facts)
    changes = differing(standing, values, facts.domains)
    return Step(row.line, facts.name, "changed" if changes else "same", facts, standing.id, changes)


def _facts(row: Row, standing: Organization | None, known: Known, problems: list[Problem]) -> OrganizationFacts:
    """What the company would be: what stands, with what the filled cells say. Wrong cells go to `problems`."""
    facts = facts_of(standing) if standing else OrganizationFacts(name=row.values["name"])
    read = _readers(known, standing)
    for column in columns.ORGANIZATION_COLUMNS:
        cell = row.values[column.name]
        if not cell:
            continue
        try:
            facts = replace(facts, **read[column.name](cell))
        except Invalid as error:
            problems.append(Problem(row.line, column.header, error.message))
    if standing and not standing.tier_reason and not facts.tier_reason and facts.tier == standing.tier:
        facts = replace(facts, tier="")  # the tier an export shows is the rule's, and follows the value
    if standing and not standing.touch_reason and not facts.touch_reason and facts.touch == standing.touch:
        facts = replace(facts, touch="")
    return facts


def facts_of(organization: Organization) -> OrganizationFacts:
    """The company as it stands, with tier and touch only where they differ from the rule by somebody's decision."""
    values = {name: getattr(organization, name) for name in FACTS if name != "domains"}
    values["tier"] = organization.tier if organization.tier_reason else ""
    values["touch"] = organization.touch if organization.touch_reason else ""
    return OrganizationFacts(**values, domains=tuple(domain.name for domain in organization.domains))


def _readers(known: Known, standing: Organization | None) -> dict[str, Callable[[str], dict[str, Any]]]:
    """How each column's cell becomes facts."""
    currency = known.limits.currency
    return {
        **{name: _into(name, str) for name in ("name", "industry", "tier_reason", "touch_reason")},
        **{name: _into(name, lambda cell: parse_money(cell, currency)) for name in ("contract_value", "mrr")},
        **{name: _into(name, columns.read_date) for name in ("contract_start", "renewal")},
        "tier": lambda cell: {"tier": columns.read_word(cell, columns.TIER_WORDS)},
        "touch": lambda cell: {"touch": columns.read_word(cell, columns.TOUCH_WORDS)},
        "language": lambda cell: {"language": columns.read_word(cell, columns.LANGUAGE_WORDS)},
        "may_be_named": lambda cell: {"may_be_named": columns.read_word(cell, columns.TRUTH_WORDS)},
        "stage": lambda cell: {"stage": columns.read_word(cell, known.stages)},
        "owner": lambda cell: {"owner_id": _owner(cell, known)},
        "domains": lambda cell: {"domains": _domains(cell, known, standing)},
    }


def _into(name: str, read: Callable[[str], Any]) -> Callable[[str], dict[str, Any]]:
    return lambda cell: {name: read(cell)}


def _owner(cell: str, known: Known) -> int:
    if (found := known.owners.get(cell.casefold())) is None:
        raise Invalid(_("Nobody of your staff has the address “%(email)s”.", email=cell))
    return found


def _domains(cell: str, known: Known, standing: Organization | None) -> tuple[str, ...]:
    names = parse_domains(cell)
    for name in names:
        owner_id, owner = known.domains.get(name, (None, ""))
        if owner_id is not None and (standing is None or owner_id != standing.id):
            raise Invalid(domain_taken(name, owner))
    return names


def _refuse_double(problems: list[Problem], row: Row, header: str, key: str, seen: dict[str, int]) -> None:
    if first := seen.get(key):
        problems.append(Problem(row.line, header, _("This stands in line %(line)s too.", line=first)))
    seen.setdefault(key, row.line)


def _known(rows: Sequence[Row]) -> Known:
    keys = {organization_key(row.values["name"]) for row in rows}
    found = chunked(
        keys,
        lambda some: (
            sa.select(Organization).options(selectinload(Organization.domains)).where(Organization.name_key.in_(some))
        ),
    )
    domains = chunked(
        {name for row in rows for name in _readable_domains(row.values["domains"])},
        lambda some: (
            sa.select(OrganizationDomain)
            .options(selectinload(OrganizationDomain.organization))
            .where(OrganizationDomain.name.in_(some))
        ),
    )
    staff = db.session.execute(
        sa.select(Person.email, Person.id).where(*holding(Role.STAFF), Person.erased_at.is_(None))
    )
    return Known(
        limits=site.row(),
        organizations={organization.name_key: organization for organization in found},
        owners={row.email: row.id for row in staff},
        domains={domain.name: (domain.organization_id, domain.organization.name) for domain in domains},
        stages={word.casefold(): stage.slug for stage in stages() for word in (stage.name, stage.slug)},
    )


def _readable_domains(cell: str) -> Sequence[str]:
    try:
        return parse_domains(cell)
    except Invalid:
        return ()  # told with the row


def chunked(values: Iterable[Any], select: Callable[[Sequence[Any]], sa.Select[Any]]) -> list[Any]:
    """The rows of `select` for all values, asked for `CHUNK` at a time."""
    every = sorted(values)
    found: list[Any] = []
    for at in range(0, len(every), CHUNK):
        found += db.session.scalars(select(every[at : at + CHUNK])).all()
    return found
