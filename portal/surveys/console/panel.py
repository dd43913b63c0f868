"""`/console/nps`: one wave before all waves of its survey, what became of its invitations, and what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.models import TIERS
from portal.accounts.stages import stage_name, stages
from portal.accounts.wording import TIER_NAMES
from portal.kernel import figures
from portal.kernel.access import allowed, me
from portal.kernel.calendar import now
from portal.kernel.i18n import LANGUAGE_NAMES, _
from portal.kernel.pages import here_with, render
from portal.kernel.scanning import MOST
from portal.kernel.site import site
from portal.surveys import labels
from portal.surveys.console import asked, charts, wording
from portal.surveys.console.blueprint import nps_console
from portal.surveys.maths import Tally, group_of, tally
from portal.surveys.models import Wave
from portal.surveys.policy import CLOSED, READ
from portal.surveys.queries.panel import choice, fates, handling, said, scores
from portal.surveys.queries.panel.choice import Choice, Segment, is_imported
from portal.surveys.queries.panel.fates import Fates, Story
from portal.surveys.queries.panel.scores import Part
from portal.surveys.queries.panel.wholes import wholes

WIDE = 8  # percent of a bar from which its number fits inside
ASKED = ("survey", "wave", "tier", "stage", "language", "organization")
FILTERS = ("show", "group", "about", "q")


@dataclass(frozen=True)
class Row:
    """A part of the wave as the table shows it; `fates` None where only answers are known."""

    name: str
    tally: Tally
    fates: Fates | None


@nps_console.get("")
@allowed(READ)
def panel() -> ResponseReturnValue:
    """A wave (`wave`, of `survey`), of all customers or a segment; `print=1` opens the tables of the charts."""
    segment, (survey, wave) = asked.segment(), (request.args.get(name, type=int) for name in ("survey", "wave"))
    chosen = choice.choose(survey, wave, segment.organization_id)
    if chosen is None:
        return render("surveys/console/none.html")
    return render(
        "surveys/console/panel.html",
        chosen=chosen,
        imported=is_imported(chosen.wave),
        segment=segment,
        about=_said_of(chosen.wave, chosen.survey.name),
        asked={name: request.args[name] for name in (*ASKED, *FILTERS) if request.args.get(name)},
        opened=request.args.get("print") == "1",
        tier_names={tier: TIER_NAMES[tier] for tier in TIERS},
        language_names=LANGUAGE_NAMES,
        labels=labels,
        words=wording,
        currency=site().currency,
        wide=WIDE,
        **_figures(chosen, segment),
        **_answers(chosen.wave, segment),
    )


def _said_of(wave: Wave, survey: str) -> str:
    """What stands below the heading."""
    name = _("%(survey)s, wave %(number)s, %(month)s.", survey=survey, number=wave.number, month=wording.month(wave))
    if is_imported(wave):
        return name + " " + _("These answers were imported.")
    return name


def _figures(chosen: Choice, segment: Segment) -> dict[str, Any]:
    trail, wave, before = chosen.trail, chosen.wave, chosen.previous
    by_wave, by_part = scores.scores([one.id for one in trail], wave.id, segment)
    tallies = [tally(by_wave.get(one.id, {})) for one in trail]
    (stories, found), as_of = _of_everybody(wave, before, segment)
    known = stages()
    return {
        "as_of": as_of,
        "stages": known,
        "stage_names": {one.slug: one.name for one in known},
        "over": wave.state == CLOSED or wave.closes_at <= now(),
        "scores": by_wave.get(wave.id, {}),
        "most": max(by_wave.get(wave.id, {}).values(), default=1),
        "group_of": group_of,
        "tally": tallies[-1],
        "tally_before": tallies[-2] if before else None,
        "trend": _trend(trail, tallies),
        "plot": charts.plot(tallies),
        "told": wording.told(trail, tallies),
        "fates": stories[wave.id].whole,
        "fates_before": stories[before.id].whole if before and not is_imported(before) else None,
        "coverage": None if is_imported(wave) else found.coverage,
        "loop": found.loop,
        "tables": _tables(wave, by_part, stories[wave.id], known),
        "reasons": found.reasons,
    }


def _of_everybody(wave: Wave, before: Wave | None, segment: Segment) -> tuple[Any, datetime | None]:
    """What every invitation or answer of a wave is read for, and the moment it is of, if that is not now."""
    ids, before_id = [one.id for one in (wave, before) if one], before.id if before else None

    def reckon() -> tuple[Any, ...]:
        return fates.stories(ids, segment), wholes(wave.id, before_id, segment)

    return figures.kept(("nps", wave.id, segment), reckon)


def _trend(trail: list[Wave], tallies: list[Tally]) -> list[tuple[Wave, str, Tally]]:
    """The waves of the chart with the month below each."""
    return [(wave, wording.month_short(wave), one) for wave, one in zip(trail, tallies, strict=True)]


def _tables(wave: Wave, tallies: dict[Part, Tally], story: Story, known: Any) -> dict[str, list[Row]]:
    """The parts of the wave by what divides it, in the order in which each is chosen."""
    names: dict[str, dict[str, str]] = {
        "stage": {one.slug: one.name for one in known},
        "tier": {tier: str(TIER_NAMES[tier]) for tier in TIERS},
        "language": LANGUAGE_NAMES,
    }
    found: dict[str, list[Row]] = {}
    parts = set(tallies) | ({} if is_imported(wave) else story.parts).keys()
    for by, order in names.items():
        there = [part.value for part in parts if part.by == by]
        places = {value: at for at, value in enumerate(order)}
        found[by] = [
            Row(
                stage_name(value, known) if by == "stage" else order.get(value, value),
                tallies.get(Part(by, value), Tally()),
                None if is_imported(wave) else story.parts.get(Part(by, value), Fates()),
            )
            for value in sorted(there, key=lambda one: (places.get(one, len(places)), one))
        ]
    return found


def _answers(wave: Wave, segment: Segment) -> dict[str, Any]:
    wanted = asked.wanted()
    scan = said.answers(wave.id, segment, wanted, request.args.get("after"), request.args.get("before"))
    page = scan.page
    theirs = {row.id: row.organization_id for row in page.items if row.organization_id is not None}
    return {
        "answers": page.items,
        "wanted": wanted,
        "handling": handling.handling_of(me(), theirs),
        "back": f"{here_with(before=page.back, after=None)}#answers" if page.back else None,
        "on": f"{here_with(after=page.on, before=None)}#answers" if page.on else None,
        "cut": MOST if scan.cut else 0,
        "all_answers": url_for("nps_console.panel", wave=wave.id, _anchor="answers"),
    }
