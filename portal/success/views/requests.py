"""`/requests`: what people of a customer asked of the vendor, and what became of it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.models import Person
from portal.kernel import forms
from portal.kernel.access import me, signed_in, writer
from portal.kernel.db import db
from portal.kernel.errors import Invalid, NotFound, Refused
from portal.kernel.i18n import _
from portal.kernel.pages import here_with, render
from portal.learning.labels import price_told
from portal.success import labels
from portal.success.commands.requests import Wanted, make
from portal.success.forms.requests import RequestForm
from portal.success.policy import may_ask
from portal.success.queries import requests as queries
from portal.success.views.blueprint import bp

LABELS: dict[str, Any] = {
    "kinds": labels.KINDS | {"service": labels.SERVICE_KIND, "survey": labels.SURVEY_KIND},
    "state_names": labels.REQUEST_STATES,
    "looks": labels.REQUEST_LOOKS,
    "meanings": labels.REQUEST_MEANINGS,
}


@bp.get("")
@signed_in
def index() -> ResponseReturnValue:
    """One's own requests; for key persons also those of their company (`of=company`)."""
    person = _customer()
    company = person.leads and request.args.get("of") == "company"
    page = queries.listed(person, company=company, after=request.args.get("after"), before=request.args.get("before"))
    places = ((False, _("Mine"), None), (True, _("All of our company"), "company"))
    return render(
        "success/requests.html",
        rows=page.items,
        company=company,
        tabs=[
            {"label": label, "url": url_for("requests.index", of=of), "current": one == company}
            for one, label, of in places
        ]
        if person.leads
        else [],
        newer=here_with(before=page.newer, after=None) if page.newer else None,
        older=here_with(after=page.older, before=None) if page.older else None,
        may_ask=may_ask(person),
        **LABELS,
    )


@bp.get("/new")
@writer
def new() -> ResponseReturnValue:
    """The form."""
    _customer()
    return _new_page(RequestForm(formdata=None))


@bp.post("/new")
@writer
def create() -> ResponseReturnValue:
    """Ask for it."""
    person, form = _customer(), RequestForm()
    if again := forms.sent_before():
        return again
    try:
        wanted = Wanted(form.kind.data or "", form.title.data or "", form.words.data or "")
        made = make(person, wanted)
    except (Invalid, Refused) as error:
        db.session.rollback()
        form.refuse(error)
        return _new_page(form, error.status)
    onward = forms.answer(url_for("requests.one", request_id=made.id))
    db.session.commit()
    flash(_("We have your request. You hear from us here and by e-mail."))
    return redirect(onward, 303)


@bp.get("/<int:request_id>")
@signed_in
def one(request_id: int) -> ResponseReturnValue:
    """A request with its answers."""
    found = queries.visible(_customer(), request_id)
    return render(
        "success/request.html",
        asked=found.CustomerRequest,
        name=found.name,
        history=queries.history(request_id),
        price_told=price_told,
        **LABELS,
    )


def _customer() -> Person:
    """The reader, if they act for a customer company; to everybody else these pages do not exist."""
    person = me()
    if not person.is_member:
        raise NotFound(_("This page was not found."))
    return person


def _new_page(form: RequestForm, status: int = 200) -> ResponseReturnValue:
    form.offer()
    return render("success/new_request.html", status, form=form)
