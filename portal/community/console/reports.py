"""`/console/community/reports`: what was answered before it was asked, and how long others wait; each as CSV."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.console.exporting import csv_response
from portal.community import labels
from portal.community.console.blueprint import READ, community_console
from portal.community.policy import APPOINT
from portal.community.queries.reports import answering, found
from portal.kernel import figures, periods
from portal.kernel.access import allowed, me
from portal.kernel.csv import MAX_ROWS, write_csv
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.kernel.pages import render

SHOWN = 20  # questions and items; the file has more


@community_console.get("/reports")
@allowed(READ)
def reports() -> ResponseReturnValue:
    """One report (`?report=`); the one by weeks of a period (`?days=`)."""
    asked = request.args.get("report", "")
    report = asked if asked in REPORTS else "found"
    days = periods.days_of(request.args.get("days", ""))
    return render(
        f"community/console/reports/{report}.html",
        report=report,
        kinds=_kinds(report, days),
        days=days,
        all_days=periods.DAYS,
        may_appoint=me().has(APPOINT),
        **REPORTS[report](days),
    )


@community_console.get("/reports/<report>.csv")
@allowed(READ)
def report_file(report: str) -> Response:
    """The same as a file."""
    made = FILES.get(report)
    if made is None:
        raise NotFound(_("This page was not found."))
    return csv_response(f"{report}.csv", made(periods.days_of(request.args.get("days", ""))))


def _found(days: int) -> dict[str, Any]:
    (rows, things), as_of = figures.kept(("found", days), lambda: (found.weeks(days), found.things(days, SHOWN)))
    return {
        "as_of": as_of,
        "weeks": [row for row in rows if row.opened or row.questions],
        "in_all": sum(row.found for row in rows),
        "asked": sum(row.questions for row in rows),
        "things": things,
        "hits": found.told(me(), things),
        "names": labels.OFFERED,
    }


def _answering(_days: int) -> dict[str, Any]:
    months, as_of = figures.kept(("answering",), answering.months)
    return {"as_of": as_of, "months": months, "enough": answering.ENOUGH, "most": answering.MOST}


def _weeks_file(days: int) -> bytes:
    header = (
        _("Week from"),
        _("Opened something similar, people"),
        _("Found their answer"),
        _("Asked all the same"),
        _("Not known yet"),
        _("Questions asked in all"),
    )
    rows = ((row.begins, row.opened, row.found, row.asked, row.fresh, row.questions) for row in found.weeks(days))
    return write_csv(header, rows)


def _things_file(days: int) -> bytes:
    header = (_("Kind"), _("Question or item"), _("Address"), _("Found their answer"), _("Opened it while asking"))
    things = found.things(days, MAX_ROWS)
    hits = found.told(me(), things)
    told = ((row, hits.get((row.kind, row.ref))) for row in things)
    rows = (
        (str(labels.OFFERED[row.kind]), hit.title if hit else "", hit.url if hit else "", row.found, row.opened)
        for row, hit in told
    )
    return write_csv(header, rows)


def _months_file(_days: int) -> bytes:
    header = (
        _("Month from"),
        _("Questions"),
        _("Unanswered"),
        _("Unanswered, percent"),
        _("With a first answer"),
        _("Half within, working hours"),
        _("Nine tenths within, working hours"),
    )
    rows = (
        (row.begins, row.questions, row.unanswered, row.share, row.answered, _hours(row.middle), _hours(row.most))
        for row in answering.months()
    )
    return write_csv(header, rows)


def _hours(hours: float | None) -> float | None:
    return None if hours is None else round(hours, 1)


def _kinds(report: str, days: int) -> list[dict[str, Any]]:
    names = {"found": _("Answers found while asking"), "answering": _("Time to the first answer")}
    return [
        {"label": label, "url": url_for("community_console.reports", report=key, days=days), "current": key == report}
        for key, label in names.items()
    ]


REPORTS: dict[str, Callable[[int], dict[str, Any]]] = {"found": _found, "answering": _answering}
FILES: dict[str, Callable[[int], bytes]] = {
    "answers-found": _weeks_file,
    "what-answered": _things_file,
    "first-answers": _months_file,
}
