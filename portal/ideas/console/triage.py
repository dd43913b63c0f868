"""`/console/ideas`: what customers wish for, the worst first, for who decides on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.bands import BANDS
from portal.accounts.models import TIERS
from portal.accounts.stages import StageChoice, stage_name, stages
from portal.accounts.wording import BAND_NAMES, TIER_NAMES
from portal.ideas.console.blueprint import READ, idea_console
from portal.ideas.labels import Status
from portal.ideas.pledge_clock import Clock, PledgeClock
from portal.ideas.policy import DECIDE
from portal.ideas.queries import triage as queries
from portal.ideas.queries.facets import Facets, facets
from portal.ideas.queries.proposals import Beside, Proposal, beside
from portal.ideas.queries.triage import OVERDUE_SHOWN, PLEDGES, SORTS, TriageFilters
from portal.kernel import figures
from portal.kernel.access import allowed, me
from portal.kernel.calendar import now
from portal.kernel.errors import Invalid
from portal.kernel.i18n import lazy
from portal.kernel.pages import render
from portal.kernel.scanning import MOST
from portal.kernel.site import site
from portal.posting.areas import AreaName

ASKED = ("status", "area", "tag", "tier", "stage", "nps", "pledge", "q")
SORT_NAMES = {
    "demand": lazy("Contract value"),
    "companies": lazy("Companies"),
    "detractors": lazy("Detractors"),
    "votes": lazy("Votes"),
    "age": lazy("Waiting longest"),
    "answer": lazy("Longest without an answer"),
}
PLEDGE_NAMES = {
    "unanswered": lazy("Without an official response"),
    "overdue": lazy("Promised response overdue"),
    "proposed": lazy("A status is proposed"),
}


class Line(NamedTuple):
    """One idea as the list shows it.

    `row`: of `queries.COLUMNS`; tiers, stages and bands: names with numbers of companies.
    """

    row: Any
    url: str
    status: Status
    area: AreaName | None
    clock: Clock | None
    weeks: list[int]
    tiers: list[tuple[str, int]]
    stages: list[tuple[str, int]]
    bands: list[tuple[str, int]]
    proposals: list[Proposal]


@idea_console.get("")
@allowed(READ)
def index() -> ResponseReturnValue:
    """Overdue promises first, then every other idea in the order and cut the address asks for."""
    return page()


def page(
    status: int = 200,
    *,
    error: Invalid | None = None,
    ticked: Collection[int] = (),
    typed: Mapping[str, str] | None = None,
    outcome: Any = None,
) -> ResponseReturnValue:
    """The list, with what became of the last act, what was ticked and what was typed."""
    known, at = facets(), now()
    filters, sort = asked_filters(known), asked_sort()
    after, before = request.args.get("after"), request.args.get("before")
    late = [] if after or before or filters.pledge == "overdue" else queries.first_overdue(filters, at)
    scan = queries.triage(filters, sort, at, after, before)
    of_stages = stages()
    rows = [*late[:OVERDUE_SHOWN], *scan.page.items]
    found = beside([row.id for row in rows])
    lines = _lines(rows, known, of_stages, at, found)
    return render(
        "ideas/console/triage.html",
        status,
        late=lines[: len(late[:OVERDUE_SHOWN])],
        lines=lines[len(late[:OVERDUE_SHOWN]) :],
        more_late=len(late) > OVERDUE_SHOWN,
        page=scan.page,
        cut=MOST if scan.cut else 0,
        proposed=found.waiting,
        facets=known,
        asked={name: request.args[name] for name in ASKED if request.args.get(name)},
        sort=sort,
        sort_names=SORT_NAMES,
        pledge_names=PLEDGE_NAMES,
        tier_names={tier: TIER_NAMES[tier] for tier in TIERS},
        band_names=BAND_NAMES,
        stages=of_stages,
        currency=site().currency,
        may_decide=me().has(DECIDE) and me().may_write,
        error=error,
        ticked=set(ticked),
        typed=typed or {},
        outcome=outcome,
    )


def asked_filters(known: Facets) -> TriageFilters:
    """The filters of the address; what it names that is not there narrows nothing."""
    asked = request.args

    def number(rows: Iterable[Any], name: str) -> int | None:
        return next((row.id for row in rows if row.slug == asked.get(name)), None)

    return TriageFilters(
        status_id=number(known.words.statuses.values(), "status"),
        area_id=number(known.words.areas.values(), "area"),
        tag_id=number(known.tags, "tag"),
        tier=asked.get("tier", "") if asked.get("tier") in TIERS else "",
        stage=asked.get("stage", ""),
        nps=asked.get("nps", "") if asked.get("nps") in BANDS else "",
        pledge=asked.get("pledge", "") if asked.get("pledge") in PLEDGES else "",
        q=asked.get("q", ""),
    )


def asked_sort() -> str:
    """The order of the address, by contract value unless it names one."""
    sort = request.args.get("sort", "")
    return sort if sort in SORTS else "demand"


def _lines(rows: Sequence[Any], known: Facets, names: Sequence[StageChoice], at: datetime, near: Beside) -> list[Line]:
    ids, clock = [row.id for row in rows], PledgeClock()
    # what took long is of very many people: a while ago it was the same
    wanted, _as_of = figures.kept(("triage", *ids), lambda: queries.wanting(ids, at))
    found = []
    for row in rows:
        tiers, of_stages, bands = Counter[str](), Counter[str](), Counter[str]()
        for one in wanted.segments.get(row.id, ()):
            tiers[one.tier] += one.companies
            of_stages[one.stage] += one.companies
            bands[BANDS[one.band]] += one.companies
        found.append(
            Line(
                row,
                url_for("idea_console.one", idea_id=row.id),
                known.words.statuses[row.status_id],
                known.words.areas.get(row.area_id),
                clock.of(row),
                wanted.weeks.get(row.id, [0] * queries.WEEKS),
                [(str(TIER_NAMES[tier]), tiers[tier]) for tier in TIERS if tiers[tier]],
                [(stage_name(stage, names), number) for stage, number in of_stages.most_common()],
                [(str(BAND_NAMES[band]), bands[band]) for band in BANDS if bands[band]],
                near.proposals.get(row.id, []),
            )
        )
    return found
