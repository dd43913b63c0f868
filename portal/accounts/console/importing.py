"""`/console/customers/import`, `/console/people/import`: companies and people from files."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.accounts.commands import importing as commands
from portal.accounts.commands.planning_organizations import plan_organizations
from portal.accounts.commands.planning_people import plan_people
from portal.accounts.commands.reports import Report
from portal.accounts.console.blueprint import WRITE, console_bp, people_bp
from portal.accounts.console.import_pages import ImportPages, Kind
from portal.accounts.models import Person
from portal.accounts.table_columns import ORGANIZATION_COLUMNS, PEOPLE_COLUMNS
from portal.accounts.wording import FIELD_NAMES
from portal.kernel.i18n import _, lazy


def _people(data: bytes, actor: Person) -> Report:
    return commands.import_people(data, actor, request.form.get("tell") == "1")


def _said(report: Report) -> str:
    return _("Imported: %(new)s new, %(changed)s changed, %(same)s unchanged.", **report.counts)


def _facts(kind: str) -> dict[str, Any]:
    return {
        "title": KINDS[kind].name,
        "done": KINDS[kind].done,
        "field_names": FIELD_NAMES,
        "offer_mail": kind == "people",
    }


KINDS = {
    "organizations": Kind(
        lazy("Import companies"),
        ORGANIZATION_COLUMNS,
        "organizations",
        plan_organizations,
        commands.import_organizations,
        "customers.index",
        _said,
    ),
    "people": Kind(lazy("Import people"), PEOPLE_COLUMNS, "people", plan_people, _people, "people.index", _said),
}
PAGES = ImportPages(KINDS, WRITE, "accounts/console/import.html", "accounts/console/preview.html", _facts)
PAGES.add(console_bp, "/customers/import", "organizations")
PAGES.add(people_bp, "/import", "people")
