"""`/console/follow-ups/settings`: how long a follow-up may wait, and who is in which team."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.models import Role
from portal.accounts.wording import ROLE_NAMES
from portal.kernel import site
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.i18n import _
from portal.kernel.pages import render
from portal.success.commands import teams as commands
from portal.success.console.blueprint import follow_ups_bp
from portal.success.policy import ALL
from portal.success.queries import teams as queries


@follow_ups_bp.get("/follow-ups/settings")
@allowed(ALL)
def settings() -> ResponseReturnValue:
    """Clock and teams."""
    return _page()


@follow_ups_bp.post("/follow-ups/settings")
@allowed(ALL)
def save_clock() -> ResponseReturnValue:
    """`hours`, and whether they are `working` ones."""
    try:
        commands.set_clock(me(), request.form.get("hours", type=int), working=request.form.get("working") == "1")
    except Invalid as error:
        db.session.rollback()
        return _page(error.status, error=error)
    return _saved()


@follow_ups_bp.post("/follow-ups/settings/teams/<int:team_id>")
@allowed(ALL)
def save_team(team_id: int) -> ResponseReturnValue:
    """Its `name_en` and `name_ja`, and each `member` beside those who are in it by their access role."""
    names = {code: request.form.get(f"name_{code}", "") for code in ("en", "ja")}
    try:
        commands.save_team(me(), team_id, names, request.form.getlist("member", type=int))
    except Invalid as error:
        db.session.rollback()
        return _page(error.status, error=error, team_id=team_id)
    return _saved()


def _saved() -> ResponseReturnValue:
    db.session.commit()
    site.forget()
    flash(_("Saved."))
    return redirect(url_for("follow_ups.settings"), 303)


def _page(status: int = 200, *, error: Invalid | None = None, team_id: int = 0) -> ResponseReturnValue:
    teams = queries.all_teams()
    if team_id and all(team.id != team_id for team in teams):
        raise NotFound(_("This page was not found."))
    members: dict[int, set[int]] = {team.id: set() for team in teams}
    for of_team, person_id, _name in queries.members():
        members[of_team].add(person_id)
    return render(
        "success/console/settings.html",
        status,
        row=site.row(),
        limits=commands.HOURS,
        teams=teams,
        members=members,
        staff=queries.staff(),
        by_role={team.id: [ROLE_NAMES[role] for role in Role if role & team.holders] for team in teams},
        typed=request.form if error else {},
        error=error,
        team_id=team_id,
    )
