"""`/console/people/<id>/suspension`: suspend somebody, change until when, and lift it."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import console_queries as queries
from portal.accounts.commands import suspending as commands
from portal.accounts.commands.roles import refuse_staff_account
from portal.accounts.console.blueprint import WRITE, people_bp
from portal.accounts.console.details import back
from portal.accounts.forms.suspending import SuspendForm
from portal.accounts.models import Person
from portal.kernel import forms
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid, Refused
from portal.kernel.i18n import _, format_datetime
from portal.kernel.pages import render, safe_next
from portal.kernel.registry import PERSON_PANELS


@people_bp.get("/<public_id>/suspension")
@allowed(WRITE)
def ask_suspend(public_id: str) -> ResponseReturnValue:
    """How long, and why; what stands now."""
    return _page(_suspendable(public_id), SuspendForm(formdata=None))


@people_bp.post("/<public_id>/suspension")
@allowed(WRITE)
def suspend(public_id: str) -> ResponseReturnValue:
    """Suspend until then (`end`, `day`) for that reason (`why`, `words`); pressed twice it is one act."""
    person, form = _suspendable(public_id), SuspendForm()
    if again := forms.sent_before():
        return again
    try:
        until, reason = form.until(person), form.reason(person.language)
        commands.suspend(me(), person.id, until, reason, form.seen())
    except (Invalid, Refused) as error:
        db.session.rollback()
        form.refuse(error)
        return _page(queries.person(public_id), form, error.status)
    where = forms.answer(_onward(public_id))
    db.session.commit()
    name = person.display_name
    if until is None:
        flash(_("%(name)s is suspended: reading goes on, writing does not.", name=name))
    else:
        flash(_("%(name)s is suspended until %(moment)s.", name=name, moment=format_datetime(until)))
    return redirect(where, 303)


@people_bp.post("/<public_id>/suspension/end")
@allowed(WRITE)
def lift(public_id: str) -> ResponseReturnValue:
    """Let the person write again now."""
    person = _suspendable(public_id)
    commands.lift(me(), person.id)
    db.session.commit()
    return back(public_id, _("%(name)s may write again.", name=person.display_name))


def _suspendable(public_id: str) -> Person:
    """Raises NotFound, Forbidden for accounts of staff unless an admin asks, Refused for oneself."""
    person = queries.person(public_id)
    if person.id == me().id:
        raise Refused(_("You cannot suspend yourself."))
    if person.is_staff:
        refuse_staff_account(me())
    return person


def _onward(public_id: str) -> str:
    """Where the sender came from, within the console, else the person's page."""
    came = safe_next(request.args.get("next")) or ""
    return came if came.startswith("/console/") else url_for("people.show", public_id=public_id)


def _page(person: Person, form: SuspendForm, status: int = 200) -> ResponseReturnValue:
    history = queries.suspensions_of(person.id)
    form.offer(person, history[0].Suspension.id if history else 0)
    panels = [(panel.template, panel.read(person)) for panel in PERSON_PANELS]
    where = _onward(person.public_id)
    return render("accounts/console/suspend.html", status, subject=person, form=form, onward=where, panels=panels)
