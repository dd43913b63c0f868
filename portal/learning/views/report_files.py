"""The reports as CSV files: all their rows, headings in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import Response

from portal.accounts.console.exporting import csv_response
from portal.kernel.csv import MAX_ROWS, write_csv
from portal.kernel.errors import Refused
from portal.kernel.i18n import _, locale
from portal.learning.queries import company
from portal.learning.queries import menu as menus
from portal.learning.queries.reports import completions, helpful, questions, reviews, searches

REASONS = 100  # newest ones of each item


def _file(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    found = list(rows)
    if len(found) > MAX_ROWS:
        raise Refused(_("More than %(limit)s rows do not fit one file. Choose a shorter period.", limit=MAX_ROWS))
    return csv_response(f"{name}.csv", write_csv(header, found))


def _searches(days: int) -> Response:
    header = (_("Words"), _("Language"), _("Times in the last %(n)s days", n=days), _("Last time"))
    rows = searches.searches_in_vain(days, MAX_ROWS + 1)
    return _file("searches-in-vain", header, ((row.words, row.language, row.times, row.last.date()) for row in rows))


def _helpful(_days: int) -> Response:
    header = (_("Item"), _("Name of the item"), _("Helped"), _("Did not help"), _("Helpful, percent"))
    rows = helpful.helpfulness(MAX_ROWS + 1)
    return _file("helpful", header, ((row.slug, row.title, row.yes, row.no, row.share) for row in rows))


def _reasons(_days: int) -> Response:
    header = (_("Item"), _("Name of the item"), _("Date"), _("Why it did not help"), _("About the present version"))
    items = helpful.helpfulness(MAX_ROWS)
    said = helpful.reasons([row.item_id for row in items], REASONS)
    rows = ((row.slug, row.title, one.at.date(), one.reason, one.current) for row in items for one in said[row.item_id])
    return _file("reasons", header, rows)


def _reviews(_days: int) -> Response:
    header = (_("Item"), _("Name of the item"), _("Owner"), _("Last review"), _("Due"), _("Days overdue"))
    rows = reviews.reviews_overdue()
    return _file(
        "reviews-overdue",
        header,
        ((row.slug, row.title, row.owner, row.reviewed.date(), row.due.date(), row.days) for row in rows),
    )


def _completions(days: int) -> Response:
    header = (_("Company"), _("Stage"), _("Earned in the last %(n)s days", n=days), _("Self-marked in that time"))
    stages = company.stages_told(menus.all_stages(), locale())
    found = completions.by_company(days, None)
    rows = (
        (name, stages[stage], found[number][stage].earned, found[number][stage].by_self)
        for number, name in completions.names(found)
        for stage in stages
        if stage in found[number]
    )
    return _file("finished-items", header, rows)


def _questions(days: int) -> Response:
    header = (
        _("Item"),
        _("Name of the item"),
        _("Questions in the last %(n)s days", n=days),
        _("Learners in that time"),
        _("Questions per 100 learners"),
    )
    rows = questions.questions_by_item(days)
    return _file("questions-by-item", header, ((row.slug, row.title, *row.figures, row.rate) for row in rows))


FILES: dict[str, Callable[[int], Response]] = {
    "searches": _searches,
    "helpful": _helpful,
    "reasons": _reasons,
    "reviews": _reviews,
    "completions": _completions,
    "questions": _questions,
}
