"""`/console/content/reports`: what to write, mend, review, and where learning stands; each as CSV."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.console.blueprint import READ, WRITE
from portal.kernel import figures, periods
from portal.kernel.access import allowed, me
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _, locale
from portal.kernel.pages import render
from portal.learning.queries import company
from portal.learning.queries import menu as menus
from portal.learning.queries.reports import completions, helpful, questions, reviews, searches
from portal.learning.views import report_files
from portal.learning.views.blueprint import bp

SHOWN = 50  # rows of a report without pages; its file has all
REASONS = 3  # of each item


@bp.get("/console/content/reports")
@allowed(READ)
def reports() -> ResponseReturnValue:
    """One report (`?report=`) of a period (`?days=`)."""
    asked = request.args.get("report", "")
    report = asked if asked in REPORTS else "searches"
    days = periods.days_of(request.args.get("days", ""))
    return render(
        f"learning/reports/{report}.html",
        report=report,
        tabs=_tabs(report, days),
        days=days,
        all_days=periods.DAYS,
        may_write=me().has(WRITE),
        **REPORTS[report](days),
    )


@bp.get("/console/content/reports/<report>.csv")
@allowed(READ)
def report_file(report: str) -> Response:
    """The same as a file, with all its rows."""
    made = report_files.FILES.get(report)
    if made is None:
        raise NotFound(_("This page was not found."))
    return made(periods.days_of(request.args.get("days", "")))


def _searches(days: int) -> dict[str, Any]:
    return {"rows": searches.searches_in_vain(days, SHOWN)}


def _helpful(_days: int) -> dict[str, Any]:
    rows = helpful.helpfulness(SHOWN)
    return {"rows": rows, "reasons": helpful.reasons([row.item_id for row in rows], REASONS)}


def _reviews(_days: int) -> dict[str, Any]:
    found = reviews.reviews_overdue()
    return {"rows": found[:SHOWN], "number": len(found)}


def _completions(days: int) -> dict[str, Any]:
    page = completions.companies(after=request.args.get("after"), before=request.args.get("before"))
    of_all, as_of = figures.kept(("completions", days), lambda: completions.by_stage(days))
    return {
        "as_of": as_of,
        "page": page,
        "of_all": of_all,
        "of_companies": completions.by_company(days, [one.id for one in page.items]),
        "stage_names": company.stages_told(menus.all_stages(), locale()),
    }


def _questions(days: int) -> dict[str, Any]:
    found = questions.questions_by_item(days)
    return {"rows": found[:SHOWN], "number": len(found), "enough": questions.ENOUGH}


REPORTS: dict[str, Callable[[int], dict[str, Any]]] = {
    "searches": _searches,
    "helpful": _helpful,
    "reviews": _reviews,
    "completions": _completions,
    "questions": _questions,
}


def _tabs(report: str, days: int) -> list[dict[str, Any]]:
    names = {
        "searches": _("Searches in vain"),
        "helpful": _("Helpful or not"),
        "reviews": _("Reviews overdue"),
        "completions": _("Finished items"),
        "questions": _("Questions by item"),
    }
    return [
        {"label": label, "url": url_for("learning.reports", report=key, days=days), "current": key == report}
        for key, label in names.items()
    ]
