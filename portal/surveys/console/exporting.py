"""A wave as a CSV file: everything the panel reckons with, so that every figure can be reckoned again."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from flask import Response as Answer
from flask import stream_with_context
from flask.typing import ResponseReturnValue

from portal.accounts.money import money_text
from portal.kernel.access import allowed
from portal.kernel.csv import write_csv
from portal.kernel.decoding import BOM
from portal.kernel.site import site
from portal.surveys.console import asked
from portal.surveys.console.blueprint import nps_console
from portal.surveys.models import Invitation, Response, Survey, Wave
from portal.surveys.policy import READ
from portal.surveys.queries.panel.choice import sent_wave
from portal.surveys.queries.panel.exporting import pages
from portal.surveys.queries.panel.handling import Handling, handling_of

# The same in every language, as programs read them: scripts/recompute_nps.py does. docs/surveys.md says what they hold.
HEADER = (
    "survey", "wave", "kind", "invitation", "person", "name", "e_mail", "organization", "company",
    "stage", "tier", "touch", "language", "contract_value", "currency", "left_out",
    "sent_at", "bounced_at", "opted_out_at", "opened", "reminded_at", "answered_at",
    "score", "suspected", "about", "words", "contact", "source", "changed_at", "follow_up",
)  # fmt: skip


@nps_console.get("/waves/<int:wave_id>.csv")
@allowed(READ)
def wave_file(wave_id: int) -> ResponseReturnValue:
    """One row for each invitation of the wave, those left out too, narrowed by the segment of the panel."""
    wave, survey = sent_wave(wave_id)
    response = Answer(stream_with_context(_chunks(wave, survey)))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="nps-{survey.id}-wave-{wave.number}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _chunks(wave: Wave, survey: Survey) -> Iterator[bytes]:
    """The file piece by piece, so that it needs no more memory the longer it is."""
    head = (survey.name, wave.number, wave.kind)
    currency = site().currency
    yield write_csv(HEADER, [])
    for rows in pages(wave.id, asked.segment()):
        theirs = {row.Response.id: row.Response.organization_id for row in rows if row.Response}
        known = handling_of(None, {number: company for number, company in theirs.items() if company is not None})
        lines = [[*head, *_line(row, currency), *_answer(row.Response, known)] for row in rows]
        yield write_csv(lines[0], lines[1:]).removeprefix(BOM)


def _line(row: Any, currency: str) -> list[Any]:
    of: Invitation = row.Invitation
    return [
        of.id,
        of.person_id,
        row.name,
        row.email,
        of.organization_id,
        row.company,
        of.stage,
        of.tier,
        of.touch,
        of.language,
        Decimal(money_text(of.contract_value, currency)),
        currency,
        of.left_out,
        of.sent_at,
        of.bounced_at,
        of.opted_out_at,
        int(row.opened),
        of.reminded_at,
        of.answered_at,
    ]


def _answer(of: Response | None, known: dict[int, Handling]) -> list[Any]:
    if of is None:
        return [None, 0, "", "", "", "", None, ""]
    follow_up = known[of.id].state if of.id in known else ""
    return [of.score, int(of.suspected), of.about, of.words, of.contact, of.source, of.changed_at, follow_up]
