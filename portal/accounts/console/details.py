"""`/console/people/<id>/edit`: a person's details."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import console_queries as queries
from portal.accounts.commands import people as commands
from portal.accounts.commands.stale import Stale
from portal.accounts.console.blueprint import WRITE, people_bp
from portal.accounts.forms.base import differing
from portal.accounts.forms.console import PERSON_FIELDS, PersonForm, person_values
from portal.accounts.models import Person
from portal.accounts.wording import FIELD_NAMES
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _
from portal.kernel.pages import render


@people_bp.get("/<public_id>/edit")
@allowed(WRITE)
def edit(public_id: str) -> ResponseReturnValue:
    """The form with the person's details."""
    person = queries.person(public_id)
    return _form_page(person, PersonForm(None, data=person_values(person)))


@people_bp.post("/<public_id>/edit")
@allowed(WRITE)
def save(public_id: str) -> ResponseReturnValue:
    """Save the person's details; a save over a newer save shows both and keeps what was typed."""
    person = queries.person(public_id)
    form = PersonForm(request.form)
    form.offer()
    if not form.validate():
        return _form_page(person, form, 422)
    try:
        commands.change_person(me(), person.id, form.facts(), form.made_from())
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _form_page(queries.person(public_id), form, 422)
    except Stale as error:
        db.session.rollback()
        return _conflict(form, queries.person(public_id), error)
    db.session.commit()
    return back(public_id, _("Saved."))


def _form_page(person: Person, form: PersonForm, status: int = 200, **context: Any) -> ResponseReturnValue:
    form.offer()
    return render("accounts/console/person_form.html", status, subject=person, form=form, **context)


def _conflict(form: PersonForm, standing: Person, error: Stale) -> ResponseReturnValue:
    """409: the values that differ side by side; sending the form again from here is a decision."""
    theirs = PersonForm(None, data=person_values(standing))
    theirs.offer()
    both = differing(PERSON_FIELDS, theirs, form, FIELD_NAMES)
    form.version.process_data(str(error.version))
    return _form_page(standing, form, 409, differing=both, message=error.message)


def back(public_id: str, said: str) -> ResponseReturnValue:
    """To the person's page, with what was done."""
    flash(said)
    return redirect(url_for("people.show", public_id=public_id), 303)
