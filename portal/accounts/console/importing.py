"""`/console/customers/import`, `/console/people/import`: upload, look, confirm. Nothing is written before the yes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.commands import importing as commands
from portal.accounts.commands.planning_organizations import plan_organizations
from portal.accounts.commands.planning_people import plan_people
from portal.accounts.commands.reports import Report
from portal.accounts.console.blueprint import WRITE, console_bp, people_bp
from portal.accounts.console.exporting import csv_response
from portal.accounts.models import Person
from portal.accounts.table_columns import ORGANIZATION_COLUMNS, PEOPLE_COLUMNS, heading
from portal.accounts.wording import FIELD_NAMES
from portal.kernel import forms
from portal.kernel.access import allowed, me
from portal.kernel.csv import Column, write_csv
from portal.kernel.db import db
from portal.kernel.i18n import _, lazy, locale
from portal.kernel.pages import render

SHOWN = 20  # rows of a preview
PROBLEMS_SHOWN = 100


@dataclass(frozen=True)
class Kind:
    """One of the two tables that can be imported."""

    title: lazy
    columns: Sequence[Column]
    plan: Callable[[bytes], Report]
    write: Callable[[bytes, Person, bool], Report]
    place: str  # blueprint whose list the rows end up in


KINDS = {
    "organizations": Kind(
        lazy("Import companies"),
        ORGANIZATION_COLUMNS,
        plan_organizations,
        lambda data, actor, _tell: commands.import_organizations(data, actor),
        "customers",
    ),
    "people": Kind(lazy("Import people"), PEOPLE_COLUMNS, plan_people, commands.import_people, "people"),
}


@allowed(WRITE)
def import_form(kind: str) -> ResponseReturnValue:
    """Where a file is chosen, and which columns it may have."""
    return _page(kind)


@allowed(WRITE)
def upload(kind: str) -> ResponseReturnValue:
    """Look at the file: with errors they are shown, else it waits for a yes on its preview."""
    file = request.files.get("file")
    data = file.read() if file else b""
    if file is None or not file.filename:
        return _page(kind, 422, missing=True)
    report = KINDS[kind].plan(data)
    if report.failed:
        return _page(kind, 422, report=report, file_name=file.filename)
    draft = commands.keep_draft(me(), kind, file.filename, data)
    db.session.commit()
    return redirect(url_for(".preview", draft_id=draft.id), 303)


@allowed(WRITE)
def preview(kind: str, draft_id: int) -> ResponseReturnValue:
    """What the file would do now."""
    draft = commands.draft_of(me(), kind, draft_id)
    return _page(kind, report=KINDS[kind].plan(draft.data), file_name=draft.file_name, draft_id=draft_id)


@allowed(WRITE)
def confirm(kind: str, draft_id: int) -> ResponseReturnValue:
    """Write all of it; if something changed since the preview so that it no longer fits, none of it."""
    if again := forms.sent_before():
        return again
    draft = commands.draft_of(me(), kind, draft_id)
    file_name = draft.file_name
    report = KINDS[kind].write(draft.data, me(), request.form.get("tell") == "1")
    if report.failed:
        db.session.rollback()
        return _page(kind, 409, report=report, file_name=file_name)
    commands.drop_draft(draft)
    address = forms.answer(url_for(f"{KINDS[kind].place}.index"))
    db.session.commit()
    flash(_("Imported: %(new)s new, %(changed)s changed, %(same)s unchanged.", **report.counts))
    return redirect(address, 303)


@allowed(WRITE)
def template(kind: str) -> Response:
    """An empty file with all headings, in the reader's language."""
    headings = [heading(column, locale()) for column in KINDS[kind].columns]
    return csv_response(f"{kind}.csv", write_csv(headings, []))


def _page(
    kind: str,
    status: int = 200,
    *,
    report: Report | None = None,
    file_name: str = "",
    draft_id: int | None = None,
    missing: bool = False,
) -> ResponseReturnValue:
    return render(
        "accounts/console/import.html",
        status,
        kind=kind,
        title=KINDS[kind].title,
        place=KINDS[kind].place,
        columns=[(heading(column, locale()), column) for column in KINDS[kind].columns],
        report=report,
        steps=report.steps[:SHOWN] if report else (),
        problems=report.problems[:PROBLEMS_SHOWN] if report else (),
        headings={column.header: heading(column, locale()) for column in KINDS[kind].columns},
        field_names=FIELD_NAMES,
        file_name=file_name,
        draft_id=draft_id,
        missing=missing,
    )


for _blueprint, _at, _kind in ((console_bp, "/customers/import", "organizations"), (people_bp, "/import", "people")):
    _named = {"kind": _kind}
    _blueprint.add_url_rule(_at, view_func=import_form, defaults=_named, methods=["GET"])
    _blueprint.add_url_rule(_at, view_func=upload, defaults=_named, methods=["POST"])
    _blueprint.add_url_rule(f"{_at}/template", view_func=template, defaults=_named, methods=["GET"])
    _blueprint.add_url_rule(f"{_at}/<int:draft_id>", view_func=preview, defaults=_named, methods=["GET"])
    _blueprint.add_url_rule(f"{_at}/<int:draft_id>", view_func=confirm, defaults=_named, methods=["POST"])
