"""Reading a file of people: what it would change, and everything wrong with it. Nothing is written here.

An empty cell changes nothing. The key of a row is the e-mail address.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from portal.accounts import table_columns as columns
from portal.accounts.commands.people import PersonFacts, checked, parse_email
from portal.accounts.commands.planning_organizations import chunked
from portal.accounts.commands.reports import Report, Step
from portal.accounts.models import INFLUENCES, Membership, Organization, Person
from portal.accounts.organization_rules import organization_key
from portal.accounts.policy import JOBS
from portal.kernel.csv import Problem, Row, read_csv
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _

T = TypeVar("T")

MOST_ROWS = 5_000
HEADERS = {column.name: column.header for column in columns.PEOPLE_COLUMNS}
HOME_ZONES = {"ja": "Asia/Tokyo", "en": "UTC"}  # of people whose file says nothing
DETAILS = ("display_name", "job", "department", "title", "influence", "language", "time_zone")


@dataclass(frozen=True)
class PersonRow:
    """What a row says about a person. `key_person` (of that company) is None where the file says nothing."""

    email: str
    organization_id: int
    facts: PersonFacts
    key_person: bool | None


@dataclass(frozen=True)
class Known:
    """What the rows are compared with, read in a few statements whatever their number."""

    people: dict[str, Person]  # by address
    organizations: dict[str, Organization]  # by name_key
    memberships: dict[tuple[int, int], Membership]  # of these people, by person and company


def plan_people(data: bytes) -> Report:
    """What the file would do."""
    table = read_csv(data, columns.PEOPLE_COLUMNS, max_rows=MOST_ROWS)
    report = Report.of(table)
    known = _known(table.rows)
    seen: dict[str, int] = {}
    for row in table.rows:
        had = len(report.problems)
        try:
            email = parse_email(row.values["email"])
        except Invalid as error:
            report.problems.append(Problem(row.line, HEADERS["email"], error.message))
            continue
        if first := seen.get(email):
            message = _("This stands in line %(line)s too.", line=first)
            report.problems.append(Problem(row.line, HEADERS["email"], message))
        seen.setdefault(email, row.line)
        step = _step(row, email, known, report.problems)
        if step and len(report.problems) == had:
            report.steps.append(step)
    report.sort()
    return report


def _step(row: Row, email: str, known: Known, problems: list[Problem]) -> Step | None:
    person = known.people.get(email)
    company = _in_cell(row, "organization", problems, lambda: _company(row.values["organization"], person, known))
    language = _in_cell(row, "language", problems, lambda: _language(row.values["language"], person, company))
    key_person = _in_cell(row, "key_person", problems, lambda: _truth(row.values["key_person"]))
    if company is None or language is None:
        return None
    facts = _facts(row, person, language, problems)
    if facts is None:
        return None
    wanted = PersonRow(email, company.id, facts, key_person)
    if person is None:
        return Step(row.line, f"{facts.display_name} <{email}>", "new", wanted)
    changes = [name for name in DETAILS if getattr(person, name) != getattr(facts, name)]
    standing = known.memberships.get((person.id, company.id))
    if key_person is not None and key_person != (standing is not None and standing.key_person):
        changes.append("key_person")
    return Step(
        row.line, f"{facts.display_name} <{email}>", "changed" if changes else "same", wanted, person.id, changes
    )


def _in_cell(row: Row, name: str, problems: list[Problem], read: Callable[[], T]) -> T | None:
    """What the cell says; None, with a problem, when it cannot be taken."""
    try:
        return read()
    except Invalid as error:
        problems.append(Problem(row.line, HEADERS.get(error.field or name, HEADERS[name]), error.message))
        return None


def _facts(row: Row, person: Person | None, language: str, problems: list[Problem]) -> PersonFacts | None:
    """The details as they would be, or None with the problems told."""
    standing = {name: getattr(person, name) for name in DETAILS} if person else {"time_zone": HOME_ZONES[language]}
    facts = replace(PersonFacts(""), **standing, **({} if person else {"language": language}))
    filled = {name: row.values[name] for name in DETAILS if row.values[name]} | {"language": language}
    had = len(problems)
    for name, words in (("job", _job_words()), ("influence", {word: word for word in INFLUENCES if word})):
        if filled.get(name):
            filled[name] = _in_cell(row, name, problems, partial(columns.read_word, filled[name], words)) or ""
    found = _in_cell(row, "display_name", problems, lambda: checked(replace(facts, **filled)))
    return found if len(problems) == had else None


def _job_words() -> dict[str, str]:
    """The jobs by their code word and by their name in the reader's language."""
    return {word.casefold(): job for job, label in JOBS.items() for word in (job, str(label))}


def _company(name: str, person: Person | None, known: Known) -> Organization:
    if person is not None and person.is_staff:
        raise Invalid(_("This address belongs to somebody of your staff."), "email")
    if not name:
        if person is None or person.organization is None:
            raise Invalid(_("This cell must be filled in."))
        return person.organization
    found = known.organizations.get(organization_key(name))
    if found is None:
        raise Invalid(_("There is no company named “%(name)s”.", name=name))
    if person is not None and (person.id, found.id) not in known.memberships:
        now_in = person.organization.name if person.organization else "–"
        raise Invalid(_("This person is in %(company)s now. Move them on their page first.", company=now_in))
    return found


def _language(cell: str, person: Person | None, company: Organization | None) -> str:
    if cell:
        return columns.read_word(cell, columns.LANGUAGE_WORDS)
    return person.language if person else company.language if company else "en"


def _truth(cell: str) -> bool | None:
    return columns.read_word(cell, columns.TRUTH_WORDS) if cell else None


def _known(rows: Sequence[Row]) -> Known:
    people = chunked(
        {row.values["email"].strip().lower() for row in rows},
        lambda some: sa.select(Person).options(selectinload(Person.organization)).where(Person.email.in_(some)),
    )
    companies = chunked(
        {organization_key(row.values["organization"]) for row in rows},
        lambda some: sa.select(Organization).where(Organization.name_key.in_(some)),
    )
    memberships = chunked(
        {person.id for person in people},
        lambda some: sa.select(Membership).where(Membership.person_id.in_(some)),
    )
    return Known(
        {person.email: person for person in people},
        {company.name_key: company for company in companies},
        {(membership.person_id, membership.organization_id): membership for membership in memberships},
    )
