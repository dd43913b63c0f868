"""The list and the votes behind it as CSV files; staff-only figures, so they never leave the console."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from flask import Response, request, stream_with_context
from flask.typing import ResponseReturnValue

from portal.accounts.bands import BANDS
from portal.accounts.console.exporting import csv_response
from portal.accounts.money import money_text
from portal.accounts.table_columns import heading
from portal.accounts.wording import BAND_NAMES
from portal.config import settings
from portal.ideas.commands.table_columns import IDEA_COLUMNS, VOTE_COLUMNS
from portal.ideas.console.blueprint import READ, idea_console
from portal.ideas.console.triage import asked_filters, asked_sort
from portal.ideas.models import Idea
from portal.ideas.queries import exporting as queries
from portal.ideas.queries.facets import Facets, facets
from portal.ideas.queries.family import canonical_id
from portal.ideas.queries.proposals import Segment
from portal.ideas.queries.triage import segments
from portal.kernel.access import allowed
from portal.kernel.calendar import now
from portal.kernel.csv import write_csv
from portal.kernel.decoding import BOM
from portal.kernel.i18n import _, locale
from portal.kernel.site import site
from portal.posting.tables import TITLE

CHUNK = 1_000


@idea_console.get("/export")
@allowed(READ)
def export() -> Response:
    """The ideas of the list, with its filters, in the columns that can be imported and with the figures of staff."""
    known = facets()
    rows = queries.ideas(asked_filters(known), asked_sort(), now())
    ids = [row.Idea.id for row in rows]
    tags, wanted_by = queries.tags_of(ids), _segments(ids)
    header = [heading(column, locale()) for column in IDEA_COLUMNS] + [
        _("Company"), _("Votes"), _("Companies"), _("Contract value"), _("High tier"), _("Middle tier"), _("Low tier"),
        *(_("NPS: %(band)s", band=BAND_NAMES[band]) for band in BANDS),
        _("Comments"), _("Response promised for"), _("First official response"), _("Address of the page"),
    ]  # fmt: skip
    return csv_response("ideas.csv", write_csv(header, (_idea(row, known, tags, wanted_by) for row in rows)))


@idea_console.get("/export/votes")
@allowed(READ)
def export_votes() -> ResponseReturnValue:
    """Who wants what: of one idea and what is merged into it (`idea=<number>`), or of all."""
    asked = request.args.get("idea", type=int)
    idea_id = canonical_id(asked) if asked else None
    header = [heading(column, locale()) for column in VOTE_COLUMNS] + [
        heading(TITLE, locale()), _("Name"), _("Company"), _("Source"), _("Added by"),
    ]  # fmt: skip
    response = Response(stream_with_context(_chunks(header, map(_vote, queries.votes(idea_id)))))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="votes.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _chunks(header: Sequence[str], rows: Iterator[list[Any]]) -> Iterator[bytes]:
    """The file piece by piece, so that it needs no more memory the longer it is."""
    yield write_csv(header, [])
    while some := list(islice(rows, CHUNK)):
        yield write_csv(some[0], some[1:]).removeprefix(BOM)


def key_of(idea_id: int, external_id: str | None) -> str:
    """What an import knows the idea by."""
    return external_id or f"#{idea_id}"


def _segments(ids: Sequence[int]) -> dict[int, list[Segment]]:
    found: dict[int, list[Segment]] = {}
    for at in range(0, len(ids), CHUNK):
        found |= segments(ids[at : at + CHUNK])
    return found


def _idea(row: Any, known: Facets, tags: dict[int, list[str]], wanted_by: dict[int, Any]) -> list[Any]:
    idea: Idea = row.Idea
    area = known.words.areas.get(idea.area_id or 0)
    tiers, bands = {"high": 0, "middle": 0, "low": 0}, [0] * len(BANDS)
    for one in wanted_by.get(idea.id, ()):
        tiers[one.tier] += one.companies
        bands[one.band] += one.companies
    return [
        key_of(idea.id, idea.external_id),
        idea.title,
        idea.source,
        row.email,
        known.words.statuses[idea.status_id].name,
        area.name if area else "",
        ", ".join(tags.get(idea.id, ())),
        idea.at,
        row.company,
        idea.votes,
        idea.companies,
        Decimal(money_text(idea.demand, site().currency)),
        *tiers.values(),
        *bands,
        idea.comments,
        idea.pledged_for,
        idea.answered_at,
        settings().base_url + idea.url,
    ]


def _vote(row: Any) -> list[Any]:
    gone = row.erased_at is not None
    return [
        key_of(row.idea_id, row.external_id),
        "" if gone else row.email,
        row.at,
        row.note,
        row.title,
        "" if gone else row.display_name,
        row.company,
        row.source,
        row.added_by,
    ]
