"""The pages of an import: choose a file, look, confirm; and an empty file. Nothing is written before the yes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.commands.importing import draft_of, drop_draft, keep_draft
from portal.accounts.commands.reports import Report
from portal.accounts.console.exporting import csv_response
from portal.accounts.models import Person, Role
from portal.accounts.table_columns import heading
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
    """One table that can be imported. `draft`: what a file waiting for its yes is kept as."""

    name: lazy
    columns: Sequence[Column]
    draft: str
    plan: Callable[[bytes], Report]
    write: Callable[[bytes, Person], Report]
    done: str  # endpoint of the list its rows end up in
    said: Callable[[Report], str]  # once it was written


def some_here_already(report: Report) -> str:
    """What is said after an import that leaves alone what stands."""
    return _("Imported: %(new)s new, %(same)s were here already.", new=report.new, same=report.same)


class ImportPages:
    """Views over these kinds of tables, for `roles`. `facts(kind)`: what the templates show beside."""

    def __init__(
        self,
        kinds: Mapping[str, Kind],
        roles: Role,
        upload_template: str,
        preview_template: str,
        facts: Callable[[str], dict[str, Any]],
    ) -> None:
        self.kinds, self.facts = kinds, facts
        self.upload_template, self.preview_template = upload_template, preview_template
        views = (self.import_form, self.upload, self.template, self.preview, self.confirm)
        self.views = {view.__name__: allowed(roles)(view) for view in views}

    def add(self, blueprint: Blueprint, at: str, kind: str) -> None:
        """Give the kind its addresses, from `at` on."""
        for rule, name, method in (
            (at, "import_form", "GET"),
            (at, "upload", "POST"),
            (f"{at}/template", "template", "GET"),
            (f"{at}/<int:draft_id>", "preview", "GET"),
            (f"{at}/<int:draft_id>", "confirm", "POST"),
        ):
            blueprint.add_url_rule(rule, name, self.views[name], defaults={"kind": kind}, methods=[method])

    def import_form(self, kind: str) -> ResponseReturnValue:
        """Where a file is chosen, and which columns it may have."""
        return self._upload_page(kind)

    def upload(self, kind: str) -> ResponseReturnValue:
        """Look at the file: with errors they are shown, else it waits for a yes on its preview."""
        file = request.files.get("file")
        data = file.read() if file else b""
        if file is None or not file.filename:
            return self._upload_page(kind, 422, missing=True)
        report = self.kinds[kind].plan(data)
        if report.failed:
            return self._upload_page(kind, 422, report=report, file_name=file.filename)
        draft = keep_draft(me(), self.kinds[kind].draft, file.filename, data)
        db.session.commit()
        return redirect(url_for(".preview", kind=kind, draft_id=draft.id), 303)

    def preview(self, kind: str, draft_id: int) -> ResponseReturnValue:
        """What the file would do now."""
        draft = draft_of(me(), self.kinds[kind].draft, draft_id)
        report = self.kinds[kind].plan(draft.data)
        words = self._words(kind, report, draft.file_name)
        return render(self.preview_template, **words, steps=report.steps[:SHOWN], draft_id=draft_id)

    def confirm(self, kind: str, draft_id: int) -> ResponseReturnValue:
        """Write all of it; if something changed since the preview so that it no longer fits, none of it."""
        if again := forms.sent_before():
            return again
        draft = draft_of(me(), self.kinds[kind].draft, draft_id)
        file_name = draft.file_name
        report = self.kinds[kind].write(draft.data, me())
        if report.failed:
            db.session.rollback()
            return self._upload_page(kind, 409, report=report, file_name=file_name)
        drop_draft(draft)
        address = forms.answer(url_for(self.kinds[kind].done))
        db.session.commit()
        flash(self.kinds[kind].said(report))
        return redirect(address, 303)

    def template(self, kind: str) -> Response:
        """An empty file with all headings, in the reader's language."""
        headings = [heading(column, locale()) for column in self.kinds[kind].columns]
        return csv_response(f"{kind}.csv", write_csv(headings, []))

    def _upload_page(
        self, kind: str, status: int = 200, *, report: Report | None = None, file_name: str = "", missing: bool = False
    ) -> ResponseReturnValue:
        columns = [(heading(column, locale()), column) for column in self.kinds[kind].columns]
        words = self._words(kind, report, file_name)
        return render(self.upload_template, status, **words, columns=columns, missing=missing)

    def _words(self, kind: str, report: Report | None, file_name: str) -> dict[str, Any]:
        """What both pages show: which table it is, and what is wrong with the file."""
        return {
            "kind": kind,
            "report": report,
            "file_name": file_name,
            "problems": report.problems[:PROBLEMS_SHOWN] if report else (),
            "headings": {column.header: heading(column, locale()) for column in self.kinds[kind].columns},
            **self.facts(kind),
        }


def tabs_of(kinds: Mapping[str, Kind], kind: str) -> list[dict[str, Any]]:
    """A tab for each kind, for pages that show them side by side."""
    return [
        {"label": one.name, "url": url_for(".import_form", kind=name), "current": name == kind}
        for name, one in kinds.items()
    ]
