"""The search page."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import public, reader
from portal.kernel.db import db
from portal.kernel.i18n import _, format_number
from portal.kernel.pages import render
from portal.kernel.searchable import SEARCHABLE
from portal.search import commands, queries
from portal.search.access import opens
from portal.search.queries import Results

bp = Blueprint("search", __name__)


@bp.get("/search")
@public
def search() -> ResponseReturnValue:
    """What the reader finds, by kind; the box alone when nothing was asked."""
    typed = request.args.get("q", "")
    kind = request.args.get("kind")
    kind = kind if kind in SEARCHABLE else None
    page = request.args.get("page", 1, type=int)
    results = queries.find(typed, reader(), opens(reader()), kind, page)
    answer = render(
        "search/search.html",
        results=results,
        kind=kind,
        tabs=_tabs(results, kind),
        newer=_address(results, kind, results.page - 1) if results.page > 1 else None,
        older=_address(results, kind, results.page + 1) if not results.last else None,
    )
    if request.method == "GET" and results.in_vain and not _staff():
        db.session.rollback()  # the page is made, and its connection is free for the count
        commands.count_miss(results.query)
    return answer


def _staff() -> bool:
    """Staff who look what a search finds now would count as one more customer who missed it."""
    person = reader()
    return bool(person and person.is_staff)


def _tabs(results: Results, kind: str | None) -> list[dict[str, object]]:
    """Everything, then each kind that has hits, with counts; the chosen kind stays though it has none."""
    shown: list[tuple[str | None, str, int]] = [(None, _("Everything"), results.total)]
    shown += [
        (found.kind, str(found.label), results.counts.get(found.kind, 0))
        for found in sorted(SEARCHABLE.values(), key=lambda found: found.position)
        if found.kind in results.counts or found.kind == kind
    ]
    return [
        {"label": label, "url": _address(results, of), "current": of == kind, "count": _count(number, results.more)}
        for of, label, number in shown
    ]


def _count(number: int, more: bool) -> str:
    return f"{format_number(number)}+" if more and number else format_number(number)


def _address(results: Results, kind: str | None, page: int = 1) -> str:
    return url_for("search.search", q=results.query.text, kind=kind, page=page if page > 1 else None)
