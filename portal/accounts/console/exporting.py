"""Companies and people as CSV files, in the columns that can be imported again."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from flask import Response
from sqlalchemy.orm import selectinload

from portal.accounts import console_queries as queries
from portal.accounts.models import Organization, Person
from portal.accounts.money import money_text
from portal.accounts.table_columns import ORGANIZATION_COLUMNS, PEOPLE_COLUMNS, heading
from portal.kernel.csv import MAX_ROWS, write_csv
from portal.kernel.db import db, loading
from portal.kernel.errors import Refused
from portal.kernel.i18n import _, locale
from portal.kernel.site import site


def organizations_csv(filters: queries.CustomerFilters) -> Response:
    """The companies of the filtered list. Raises Refused when they are too many for one file."""
    found = queries.customers(filters).options(selectinload(Organization.domains)).order_by(Organization.name_key)
    rows = db.session.execute(found.limit(MAX_ROWS + 1)).all()
    _refuse_more(len(rows))
    emails = dict(queries.owner_addresses())
    header = [heading(column, locale()) for column in ORGANIZATION_COLUMNS]
    lines = (_organization(row.Organization, emails) for row in rows)
    return csv_response("organizations.csv", write_csv(header, _cells(lines, ORGANIZATION_COLUMNS)))


def people_csv(filters: queries.PeopleFilters) -> Response:
    """The people of the filtered list, without staff. Raises Refused when they are too many for one file."""
    found = loading(queries.people(filters), Person.membership)
    found = found.where(Person.organization_id.is_not(None))
    people = db.session.scalars(found.order_by(Person.display_name, Person.id).limit(MAX_ROWS + 1)).all()
    _refuse_more(len(people))
    header = [heading(column, locale()) for column in PEOPLE_COLUMNS]
    return csv_response("people.csv", write_csv(header, _cells(map(_person, people), PEOPLE_COLUMNS)))


def csv_response(name: str, data: bytes) -> Response:
    """The file as a download that no cache keeps."""
    response = Response(data, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _organization(organization: Organization, emails: dict[int, str]) -> dict[str, Any]:
    currency = site().currency
    plain = {column.name: getattr(organization, column.name, "") for column in ORGANIZATION_COLUMNS}
    return plain | {
        "contract_value": Decimal(money_text(organization.contract_value, currency)),
        "mrr": Decimal(money_text(organization.mrr, currency)) if organization.mrr is not None else None,
        "owner": emails.get(organization.owner_id or 0, ""),
        "domains": " ".join(domain.name for domain in organization.domains),
    }


def _person(person: Person) -> dict[str, Any]:
    plain = {column.name: getattr(person, column.name, "") for column in PEOPLE_COLUMNS}
    company = person.organization.name if person.organization else ""
    return plain | {"organization": company, "key_person": person.leads}


def _cells(rows: Iterator[dict[str, Any]], columns: Any) -> Iterator[list[Any]]:
    names = [column.name for column in columns]
    return ([row[name] for name in names] for row in rows)


def _refuse_more(number: int) -> None:
    if number > MAX_ROWS:
        raise Refused(_("More than %(limit)s rows do not fit one file. Narrow the list first.", limit=MAX_ROWS))
