"""`/console/follow-ups`: the one work list, whatever asked for the work; and adding to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.console_queries import organization_named
from portal.accounts.models import TIERS, Organization
from portal.accounts.stages import stages
from portal.accounts.wording import TIER_NAMES
from portal.kernel import forms
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _, lazy
from portal.kernel.pages import here_with, render
from portal.kernel.scanning import MOST
from portal.kernel.site import site
from portal.success.clock import Clock, clock_of
from portal.success.commands import opening
from portal.success.console.blueprint import follow_ups_bp
from portal.success.forms.work import NewForm, number
from portal.success.labels import OUTCOMES, SOURCE_LOOKS, SOURCES
from portal.success.policy import CS_TEAM, UNSETTLED, WORK, may_manage, sees_all
from portal.success.queries import work as queries
from portal.success.queries.teams import TeamName, staff, team_names
from portal.success.queries.work import ALL, CLOSED, LISTS, MINE, TEAM, UNASSIGNED, WAITING, Counts, WorkFilters

ASKED = ("source", "team", "tier", "stage", "due", "organization")
LIST_NAMES = {
    MINE: lazy("Mine"),
    TEAM: lazy("My teams"),
    UNASSIGNED: lazy("Nobody's yet"),
    ALL: lazy("All"),
    WAITING: lazy("On hold"),
    CLOSED: lazy("Done or dropped"),
}


class Line(NamedTuple):
    """One follow-up as the list shows it. `row`: of `queries.COLUMNS`; `clock` while it is open or waits."""

    row: Any
    url: str
    clock: Clock | None
    team: str


@follow_ups_bp.get("/follow-ups")
@allowed(WORK)
def index() -> ResponseReturnValue:
    """A list of follow-ups (`list`), narrowed by source, team, tier, stage or what is over."""
    teams = team_names(me())
    mine = [team.id for team in teams if team.mine]
    numbers = queries.counts(me(), mine)
    of = _asked_list(numbers)
    filters = _filters(teams)
    scan = queries.work(me(), of, mine, filters, request.args.get("after"), request.args.get("before"))
    page, names = scan.page, {team.id: team.name for team in teams}
    return render(
        "success/console/work.html",
        of=of,
        list_name=LIST_NAMES[of],
        tabs=_tabs(of, numbers),
        lines=[_line(row, names) for row in page.items],
        back=here_with(before=page.back, after=None) if page.back else None,
        on=here_with(after=page.on, before=None) if page.on else None,
        cut=MOST if scan.cut else 0,
        asked={name: request.args[name] for name in ASKED if request.args.get(name)},
        customer=db.session.get(Organization, filters.organization_id) if filters.organization_id else None,
        teams=teams,
        tier_names={tier: TIER_NAMES[tier] for tier in TIERS},
        stages=stages(),
        sources=SOURCES,
        looks=SOURCE_LOOKS,
        outcomes=OUTCOMES,
        currency=site().currency,
        may_work=me().may_write,
        may_manage=may_manage(me()),
    )


@follow_ups_bp.get("/follow-ups/new")
@allowed(WORK)
def new() -> ResponseReturnValue:
    """The form; `organization` in the address fills in the company."""
    asked = request.args.get("organization", type=int)
    company = db.session.get(Organization, asked) if asked else None
    return _new_page(NewForm(formdata=None, data={"organization": company.name if company else ""}))


@follow_ups_bp.post("/follow-ups/new")
@allowed(WORK)
def create() -> ResponseReturnValue:
    """Open a follow-up, or go on with the one that stands for the same customer and words."""
    form = NewForm()
    if again := forms.sent_before():
        return again
    try:
        company = organization_named(form.organization.data or "")
        found = opening.note_by_hand(
            me(),
            company.id,
            form.title.data or "",
            note=form.note.data or "",
            owner_id=number(form.owner) or None,
            team_id=number(form.team),
        )
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _new_page(form, 422)
    onward = forms.answer(url_for("follow_ups.one", follow_up_id=found.id))
    db.session.commit()
    flash(_("The follow-up is on the list."))
    return redirect(onward, 303)


def _new_page(form: NewForm, status: int = 200) -> ResponseReturnValue:
    teams = [team for team in team_names(me()) if sees_all(me()) or team.mine]
    form.offer(teams, staff())
    if form.team.data is None:
        own = [str(team.id) for team in teams if team.mine] or [str(team.id) for team in teams if team.slug == CS_TEAM]
        form.team.process_data(own[0] if own else "")
    return render("success/console/new.html", status, form=form)


def _asked_list(numbers: Counts) -> str:
    """The list of the address; else one's own while there is something on it, else everything one sees."""
    of = request.args.get("list", "")
    if of in LISTS:
        return of
    return ALL if request.args.get("organization") or not numbers.mine else MINE


def _tabs(of: str, numbers: Counts) -> list[dict[str, Any]]:
    return [
        {
            "label": LIST_NAMES[one],
            "url": here_with(list=one, after=None, before=None),
            "current": one == of,
            "count": _told(getattr(numbers, one, None)),
        }
        for one in LISTS
    ]


def _told(number: int | None) -> int | str | None:
    return number if number is None or number < queries.COUNT_UP_TO else _("99+")


def _filters(teams: Sequence[TeamName]) -> WorkFilters:
    """The filters of the address; what it names that is not there narrows nothing."""
    asked = request.args
    return WorkFilters(
        source=asked.get("source", "") if asked.get("source") in SOURCES else "",
        team_id=next((team.id for team in teams if team.slug == asked.get("team")), None),
        tier=asked.get("tier", "") if asked.get("tier") in TIERS else "",
        stage=asked.get("stage", ""),
        overdue=asked.get("due") == "over",
        organization_id=asked.get("organization", type=int),
    )


def _line(row: Any, teams: dict[int, str]) -> Line:
    clock = clock_of(row.due_at) if row.state in UNSETTLED else None
    return Line(row, url_for("follow_ups.one", follow_up_id=row.id), clock, teams.get(row.team_id, ""))
