"""`…/import`: answers given elsewhere, from a file. Nothing is written before the yes."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.commands.importing import draft_of, drop_draft, keep_draft
from portal.accounts.commands.reports import Report
from portal.accounts.console.exporting import csv_response
from portal.accounts.table_columns import heading
from portal.kernel import forms
from portal.kernel.access import allowed, me
from portal.kernel.csv import write_csv
from portal.kernel.db import db
from portal.kernel.i18n import _, locale, ngettext
from portal.kernel.pages import render
from portal.surveys.commands.importing import import_answers, imported_wave
from portal.surveys.commands.planning_answers import COLUMNS, MOST_ROWS, plan_answers
from portal.surveys.console.surveys_blueprint import survey_console
from portal.surveys.labels import ABOUT_SHORT
from portal.surveys.models import Survey
from portal.surveys.policy import MANAGE
from portal.surveys.queries import surveys as queries

SHOWN = 20  # rows of a preview
PROBLEMS_SHOWN = 100


@survey_console.get("/<int:survey_id>/import")
@allowed(MANAGE)
def import_form(survey_id: int) -> ResponseReturnValue:
    """Where a file is chosen, and which columns it may have."""
    return _upload_page(queries.one(survey_id))


@survey_console.post("/<int:survey_id>/import")
@allowed(MANAGE)
def upload(survey_id: int) -> ResponseReturnValue:
    """Look at the file: with errors they are shown, else it waits for a yes on its preview."""
    survey, file = queries.one(survey_id), request.files.get("file")
    data = file.read() if file else b""
    if file is None or not file.filename:
        return _upload_page(survey, 422, missing=True)
    report = plan_answers(data, survey_id, _wave_id(survey_id))
    if report.failed:
        return _upload_page(survey, 422, report=report, file_name=file.filename)
    draft = keep_draft(me(), _kind(survey_id), file.filename, data)
    db.session.commit()
    onward = url_for("survey_console.import_preview", survey_id=survey_id, draft_id=draft.id, wave=_number())
    return redirect(onward, 303)


@survey_console.get("/<int:survey_id>/import/<int:draft_id>")
@allowed(MANAGE)
def import_preview(survey_id: int, draft_id: int) -> ResponseReturnValue:
    """What the file would do now."""
    survey, draft = queries.one(survey_id), draft_of(me(), _kind(survey_id), draft_id)
    report = plan_answers(draft.data, survey_id, _wave_id(survey_id))
    shown: dict[str, Any] = {"steps": report.steps[:SHOWN], "draft_id": draft_id}
    return render("surveys/console/import_preview.html", **shown, **_words(survey, report, draft.file_name))


@survey_console.post("/<int:survey_id>/import/<int:draft_id>")
@allowed(MANAGE)
def import_confirm(survey_id: int, draft_id: int) -> ResponseReturnValue:
    """Write all of it; if something changed since the preview so that it no longer fits, none of it."""
    if again := forms.sent_before():
        return again
    survey, draft = queries.one(survey_id), draft_of(me(), _kind(survey_id), draft_id)
    file_name = draft.file_name
    report, wave = import_answers(me(), survey_id, _number(), draft.data)
    if report.failed:
        db.session.rollback()
        return _upload_page(queries.one(survey.id), 409, report=report, file_name=file_name)
    drop_draft(draft)
    onward = url_for("survey_console.wave", wave_id=wave.id) if wave else url_for(".show", survey_id=survey_id)
    forms.answer(onward)
    db.session.commit()
    flash(ngettext("%(num)s answer is imported.", "%(num)s answers are imported.", report.new))
    return redirect(onward, 303)


@survey_console.get("/<int:survey_id>/import/template")
@allowed(MANAGE)
def import_template(survey_id: int) -> Response:
    """An empty file with all headings, in the reader's language."""
    queries.one(survey_id)
    return csv_response("answers.csv", write_csv([heading(column, locale()) for column in COLUMNS], []))


def _kind(survey_id: int) -> str:
    """What a file waiting for its yes is kept as."""
    return f"answers:{survey_id}"


def _number() -> int | None:
    """The imported wave that was chosen, by its number; None for a new one."""
    return request.values.get("wave", type=int) or None


def _wave_id(survey_id: int) -> int | None:
    number = _number()
    return imported_wave(survey_id, number).id if number else None


def _upload_page(
    survey: Survey, status: int = 200, *, report: Report | None = None, file_name: str = "", missing: bool = False
) -> ResponseReturnValue:
    return render(
        "surveys/console/import.html",
        status,
        columns=[(heading(column, locale()), column) for column in COLUMNS],
        hints=_hints(),
        most=MOST_ROWS,
        waves=queries.imported_waves(survey.id),
        missing=missing,
        **_words(survey, report, file_name),
    )


def _hints() -> dict[str, str]:
    return {
        "score": _("0 to 10"),
        "answered_at": _("a day, with or without a time, such as 2026-03-31 09:30"),
        "about": _(", ").join(str(name) for name in ABOUT_SHORT.values()),
        "language": _("of the comment"),
    }


def _words(survey: Survey, report: Report | None, file_name: str) -> dict[str, Any]:
    """What both pages show: which survey and wave it is, and what is wrong with the file."""
    return {
        "survey": survey,
        "number": _number(),
        "report": report,
        "file_name": file_name,
        "problems": report.problems[:PROBLEMS_SHOWN] if report else (),
        "headings": {column.header: heading(column, locale()) for column in COLUMNS},
        "field_names": {},
    }
