"""`/console/ideas/import`: ideas, votes and comments from files. Nothing is written before the yes to a preview."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.commands.importing import draft_of, drop_draft, keep_draft
from portal.accounts.commands.reports import Report
from portal.accounts.console.exporting import csv_response
from portal.accounts.models import Person, Role
from portal.accounts.table_columns import heading
from portal.ideas.commands import importing as commands
from portal.ideas.commands import planning
from portal.ideas.commands.planning import MOST
from portal.ideas.commands.table_columns import COMMENT_COLUMNS, IDEA_COLUMNS, VOTE_COLUMNS
from portal.ideas.console.blueprint import idea_console
from portal.ideas.policy import DECIDE
from portal.kernel import forms
from portal.kernel.access import allowed, me
from portal.kernel.csv import Column, write_csv
from portal.kernel.db import db
from portal.kernel.i18n import _, lazy, locale
from portal.kernel.pages import render

SHOWN = 20  # rows of a preview
PROBLEMS_SHOWN = 100
PEOPLE_WRITERS = Role.CS | Role.ADMIN


@dataclass(frozen=True)
class Kind:
    """One of the three tables. `draft` is what a file waiting for its yes is kept as."""

    name: lazy
    columns: Sequence[Column]
    draft: str
    plan: Callable[[bytes], Report]
    write: Callable[[bytes, Person], Report]


KINDS = {
    "ideas": Kind(lazy("Ideas"), IDEA_COLUMNS, "ideas", planning.plan_ideas, commands.import_ideas),
    "votes": Kind(lazy("Votes"), VOTE_COLUMNS, "idea_votes", planning.plan_votes, commands.import_votes),
    "comments": Kind(
        lazy("Comments"), COMMENT_COLUMNS, "idea_comments", planning.plan_comments, commands.import_comments
    ),
}
HINTS = {
    "external_id": lazy("the key it had before; a second import leaves it alone"),
    "idea": lazy("external ID of an idea, or # and its number here"),
    "author": lazy("e-mail address of somebody who is here"),
    "person": lazy("e-mail address of somebody who is here"),
    "status": lazy("a name from the idea settings; without one the first"),
    "area": lazy("a name from the idea settings"),
    "tags": lazy("with commas between them; new ones are made"),
    "at": lazy("such as 2027-06-30 or 2027-06-30 14:05; without one today"),
    "note": lazy("for staff only"),
    "text": lazy("plain words or Markdown"),
}


@allowed(DECIDE)
def import_form(kind: str) -> ResponseReturnValue:
    """Where a file is chosen, and which columns it may have."""
    return _upload_page(kind)


@allowed(DECIDE)
def upload(kind: str) -> ResponseReturnValue:
    """Look at the file: with errors they are shown, else it waits for a yes on its preview."""
    file = request.files.get("file")
    data = file.read() if file else b""
    if file is None or not file.filename:
        return _upload_page(kind, 422, missing=True)
    report = KINDS[kind].plan(data)
    if report.failed:
        return _upload_page(kind, 422, report=report, file_name=file.filename)
    draft = keep_draft(me(), KINDS[kind].draft, file.filename, data)
    db.session.commit()
    return redirect(url_for(".preview", kind=kind, draft_id=draft.id), 303)


@allowed(DECIDE)
def preview(kind: str, draft_id: int) -> ResponseReturnValue:
    """What the file would do now."""
    draft = draft_of(me(), KINDS[kind].draft, draft_id)
    report = KINDS[kind].plan(draft.data)
    return render(
        "ideas/console/preview.html",
        **_words(kind, report, draft.file_name),
        steps=report.steps[:SHOWN],
        draft_id=draft_id,
    )


@allowed(DECIDE)
def confirm(kind: str, draft_id: int) -> ResponseReturnValue:
    """Write all of it; if something changed since the preview so that it no longer fits, none of it."""
    if again := forms.sent_before():
        return again
    draft = draft_of(me(), KINDS[kind].draft, draft_id)
    file_name = draft.file_name
    report = KINDS[kind].write(draft.data, me())
    if report.failed:
        db.session.rollback()
        return _upload_page(kind, 409, report=report, file_name=file_name)
    drop_draft(draft)
    address = forms.answer(url_for("idea_console.index"))
    db.session.commit()
    flash(_("Imported: %(new)s new, %(same)s were here already.", new=report.new, same=report.same))
    return redirect(address, 303)


@allowed(DECIDE)
def template(kind: str) -> Response:
    """An empty file with all headings, in the reader's language."""
    headings = [heading(column, locale()) for column in KINDS[kind].columns]
    return csv_response(f"{kind}.csv", write_csv(headings, []))


def _upload_page(
    kind: str, status: int = 200, *, report: Report | None = None, file_name: str = "", missing: bool = False
) -> ResponseReturnValue:
    columns = [(heading(column, locale()), column, HINTS.get(column.name, "")) for column in KINDS[kind].columns]
    return render(
        "ideas/console/import.html",
        status,
        **_words(kind, report, file_name),
        columns=columns,
        missing=missing,
        most=MOST[kind],
        may_import_people=me().has(PEOPLE_WRITERS),
    )


def _words(kind: str, report: Report | None, file_name: str) -> dict[str, Any]:
    """What both pages show: which table it is, and what is wrong with the file."""
    tabs = [
        {"label": one.name, "url": url_for(".import_form", kind=name), "current": name == kind}
        for name, one in KINDS.items()
    ]
    return {
        "kind": kind,
        "tabs_of_kinds": tabs,
        "report": report,
        "file_name": file_name,
        "problems": report.problems[:PROBLEMS_SHOWN] if report else (),
        "headings": {column.header: heading(column, locale()) for column in KINDS[kind].columns},
    }


for _kind in KINDS:
    _at, _named = ("/import" if _kind == "ideas" else f"/import/{_kind}"), {"kind": _kind}
    idea_console.add_url_rule(_at, view_func=import_form, defaults=_named, methods=["GET"])
    idea_console.add_url_rule(_at, view_func=upload, defaults=_named, methods=["POST"])
    idea_console.add_url_rule(f"{_at}/template", view_func=template, defaults=_named, methods=["GET"])
    idea_console.add_url_rule(f"{_at}/<int:draft_id>", view_func=preview, defaults=_named, methods=["GET"])
    idea_console.add_url_rule(f"{_at}/<int:draft_id>", view_func=confirm, defaults=_named, methods=["POST"])
