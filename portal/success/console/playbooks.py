"""`/console/playbooks`: what to do in cases that come again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel import forms
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid, Refused
from portal.kernel.i18n import _
from portal.kernel.pages import here_with, render
from portal.success.commands import playbooks as commands
from portal.success.console.blueprint import follow_ups_bp
from portal.success.forms.playbooks import PlaybookForm, Row, rows_of
from portal.success.labels import PLAYBOOK_STATES
from portal.success.models import Playbook
from portal.success.policy import ALL, DRAFT, LIVE, WORK, may_manage
from portal.success.policy import PLAYBOOK_STATES as STATES
from portal.success.queries import playbooks as queries
from portal.success.queries.teams import team_names


@follow_ups_bp.get("/playbooks")
@allowed(WORK)
def playbooks() -> ResponseReturnValue:
    """The playbooks in a `state` by name."""
    state = request.args.get("state", LIVE)
    state = state if state in STATES else LIVE
    page = queries.listed(state, request.args.get("after"), request.args.get("before"))
    tabs = [
        {
            "label": PLAYBOOK_STATES[one],
            "url": url_for("follow_ups.playbooks", state=None if one == LIVE else one),
            "current": one == state,
        }
        for one in (LIVE, DRAFT, "retired")
    ]
    return render(
        "success/console/playbooks.html",
        tabs=tabs,
        state=state,
        rows=page.items,
        back=here_with(before=page.back, after=None) if page.back else None,
        on=here_with(after=page.on, before=None) if page.on else None,
        may_manage=may_manage(me()),
    )


@follow_ups_bp.get("/playbooks/new")
@allowed(ALL)
def new_playbook() -> ResponseReturnValue:
    """An empty one."""
    return _page(PlaybookForm(formdata=None, data={"state": DRAFT, "version": "0"}))


@follow_ups_bp.post("/playbooks/new")
@allowed(ALL)
def create_playbook() -> ResponseReturnValue:
    """Write it down."""
    form = PlaybookForm()
    if again := forms.sent_before():
        return again
    try:
        book = commands.create(me(), form.plan())
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _page(form, 422, error=error)
    onward = forms.answer(url_for("follow_ups.playbook", playbook_id=book.id))
    db.session.commit()
    flash(_("The playbook is saved."))
    return redirect(onward, 303)


@follow_ups_bp.get("/playbooks/<int:playbook_id>")
@allowed(WORK)
def playbook(playbook_id: int) -> ResponseReturnValue:
    """The playbook: to be changed by who looks after playbooks, to be read by everybody else who works with them."""
    book = queries.one(playbook_id)
    given = {"name": book.name, "about": book.about, "state": book.state, "version": str(book.version)}
    return _page(PlaybookForm(formdata=None, data=given, steps=queries.steps(book.id)), book=book)


@follow_ups_bp.post("/playbooks/<int:playbook_id>")
@allowed(ALL)
def save_playbook(playbook_id: int) -> ResponseReturnValue:
    """Save it; a save over a newer one is told so once and keeps what was typed."""
    book, form = queries.one(playbook_id), PlaybookForm()
    try:
        commands.save(me(), playbook_id, form.made_from(), form.plan())
    except (Invalid, Refused) as error:
        db.session.rollback()
        if isinstance(error, Invalid):
            form.refuse(error)
            return _page(form, error.status, book=book, error=error)
        return _conflict(form, queries.one(playbook_id), error)
    db.session.commit()
    flash(_("The playbook is saved."))
    return redirect(url_for("follow_ups.playbook", playbook_id=playbook_id), 303)


def _conflict(form: PlaybookForm, book: Playbook, error: Refused) -> ResponseReturnValue:
    """What stands now beside what was typed; sent once more, it takes the place of what stands."""
    form.version.process_data(str(book.version))
    teams = {str(team.id): team.name for team in team_names(me())}
    standing = book.name, book.about, book.state, rows_of(queries.steps(book.id))
    typed = form.name.data or "", form.about.data or "", form.state.data or "", form.rows
    pairs = zip(_words(form), _told(*standing, teams), _told(*typed, teams), strict=True)
    both = [{"name": name, "stands": stands, "typed": said} for name, stands, said in pairs if stands != said]
    return _page(form, error.status, book=book, message=error.message, differing=both)


def _words(form: PlaybookForm) -> tuple[str, ...]:
    return form.name.label.text, form.about.label.text, form.state.label.text, _("Steps")


def _told(name: str, about: str, state: str, rows: Sequence[Row], teams: dict[str, str]) -> tuple[str, ...]:
    steps = [(row.text, _("Day %(n)s", n=row.days or 0), teams.get(row.team, "")) for row in rows]
    lines = (f"{number}. " + " · ".join(filter(None, one)) for number, one in enumerate(steps, 1))
    return name, about.replace("\r\n", "\n"), str(PLAYBOOK_STATES.get(state, state)), " / ".join(lines)


def _page(
    form: PlaybookForm,
    status: int = 200,
    *,
    book: Playbook | None = None,
    error: Invalid | None = None,
    **more: Any,
) -> ResponseReturnValue:
    return render(
        "success/console/playbook.html",
        status,
        form=form,
        book=book,
        error=error,
        teams=team_names(me()),
        may_manage=may_manage(me()),
        state_names=PLAYBOOK_STATES,
        **more,
    )
