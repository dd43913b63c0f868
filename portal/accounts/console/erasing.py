"""`/console/people/<id>/erase`: erase somebody, with the reason."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import console_queries as queries
from portal.accounts.commands import erasing as commands
from portal.accounts.commands.roles import refuse_staff_account
from portal.accounts.console.blueprint import WRITE, people_bp
from portal.accounts.forms.console import ErasePersonForm
from portal.accounts.models import Person
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Invalid
from portal.kernel.i18n import _
from portal.kernel.pages import render


@people_bp.get("/<public_id>/erase")
@allowed(WRITE)
def ask_erase(public_id: str) -> ResponseReturnValue:
    """What happens, and why it is done."""
    return _page(_erasable(public_id), ErasePersonForm(None))


@people_bp.post("/<public_id>/erase")
@allowed(WRITE)
def erase(public_id: str) -> ResponseReturnValue:
    """Erase the person; what they wrote stays as a former member's."""
    person, form = _erasable(public_id), ErasePersonForm(request.form)
    try:
        commands.erase(me(), person.id, form.reason.data or "")
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _page(queries.person(public_id), form, 422)
    db.session.commit()
    flash(_("The person is erased. What they wrote stays, as a former member's."))
    return redirect(url_for("people.index"), 303)


def _erasable(public_id: str) -> Person:
    """Raises NotFound, and Forbidden for whom the reader may not erase; oneself is erased on the account page."""
    person = queries.person(public_id)
    if person.id == me().id:
        raise Forbidden(_("You erase your own account on your account page."))
    if person.is_staff:
        refuse_staff_account(me())
    return person


def _page(person: Person, form: ErasePersonForm, status: int = 200) -> ResponseReturnValue:
    return render("accounts/console/erase.html", status, subject=person, form=form)
