"""`/console/settings/webhooks`: which systems hear, adding one and changing it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.forms.base import differing
from portal.kernel import forms
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid, Refused
from portal.kernel.i18n import _
from portal.kernel.pages import render
from portal.webhooks import labels, queries
from portal.webhooks.calling.signing import secret_of
from portal.webhooks.commands import endpoints as commands
from portal.webhooks.console.blueprint import webhook_console
from portal.webhooks.forms import FIELDS, TEXTS, EndpointForm, made_for
from portal.webhooks.models import WebhookEndpoint
from portal.webhooks.policy import CONNECT

BOTH_HOURS = commands.BOTH_SECRETS // timedelta(hours=1)


@webhook_console.get("")
@allowed(CONNECT)
def index() -> ResponseReturnValue:
    """Every endpoint and how it does."""
    return render("webhooks/index.html", endpoints=queries.endpoints(), states=labels.STATES, why_off=labels.WHY_OFF)


@webhook_console.get("/new")
@allowed(CONNECT)
def new() -> ResponseReturnValue:
    """The form for a new one."""
    return _page(made_for(None))


@webhook_console.post("/new")
@allowed(CONNECT)
def create() -> ResponseReturnValue:
    """Add it, and show its secret this once."""
    form = made_for(request.form)
    if again := forms.sent_before():
        return again
    if not form.validate():
        db.session.rollback()
        return _page(form, 422)
    try:
        made = commands.add(me(), form.facts)
    except (Invalid, Refused) as error:
        db.session.rollback()
        form.refuse(error)
        return _page(form, error.status)
    forms.answer(url_for("webhook_console.show", endpoint_id=made.id))
    db.session.commit()
    return show_secret(made, new=True)


@webhook_console.get("/<int:endpoint_id>/edit")
@allowed(CONNECT)
def edit(endpoint_id: int) -> ResponseReturnValue:
    """The form with what stands."""
    endpoint, _name = queries.endpoint(endpoint_id)
    return _page(made_for(None, endpoint), endpoint=endpoint)


@webhook_console.post("/<int:endpoint_id>/edit")
@allowed(CONNECT)
def save(endpoint_id: int) -> ResponseReturnValue:
    """Save it; a save over a newer save shows both and keeps what was typed."""
    form = made_for(request.form)
    if not form.validate():
        return _page(form, 422, endpoint=queries.endpoint(endpoint_id)[0])
    try:
        commands.change(me(), endpoint_id, form.facts, form.made_from())
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _page(form, 422, endpoint=queries.endpoint(endpoint_id)[0])
    except Refused as error:
        db.session.rollback()
        return _conflict(form, queries.endpoint(endpoint_id)[0], error)
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for("webhook_console.show", endpoint_id=endpoint_id), 303)


def show_secret(endpoint: WebhookEndpoint, *, new: bool) -> ResponseReturnValue:
    """The one page that says the secret. Nobody keeps it."""
    answer = make_response(
        render("webhooks/secret.html", endpoint=endpoint, secret=secret_of(endpoint.salt), hours=BOTH_HOURS, new=new)
    )
    answer.cache_control.no_store = True
    return answer


def _conflict(form: EndpointForm, standing: WebhookEndpoint, error: Refused) -> ResponseReturnValue:
    theirs, words = made_for(None, standing), {name: form[name].label.text for name in FIELDS}
    form.version.process_data(str(standing.version))
    both = differing(TEXTS, theirs, form, words)
    if theirs.heard != form.heard:
        both.append({"name": words["types"], "stands": theirs.heard, "typed": form.heard})
    return _page(form, 409, endpoint=standing, differing=both, message=error.message)


def _page(
    form: EndpointForm, status: int = 200, endpoint: WebhookEndpoint | None = None, **more: Any
) -> ResponseReturnValue:
    return render("webhooks/form.html", status, form=form, endpoint=endpoint, **more)
