"""`/learn/<slug>/ask`: asking for a paid service, with its price and the free way once more before it is sent."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.joins.services import ask_for, service_page, stamp_of
from portal.kernel import forms
from portal.kernel.access import me, writer
from portal.kernel.db import db
from portal.kernel.errors import Invalid, Refused
from portal.kernel.i18n import _
from portal.kernel.pages import render
from portal.learning.queries import extras
from portal.learning.queries.item import ItemPage
from portal.learning.queries.menu import menu_of
from portal.success.forms.requests import ServiceForm

joins_bp = Blueprint("joins", __name__)


@joins_bp.get("/learn/<slug>/ask")
@writer
def ask_service(slug: str) -> ResponseReturnValue:
    """What it costs, what the free way is, and that asking binds nobody."""
    return _page(service_page(me(), slug), ServiceForm(formdata=None))


@joins_bp.post("/learn/<slug>/ask")
@writer
def request_service(slug: str) -> ResponseReturnValue:
    """Send the request."""
    found, form = service_page(me(), slug), ServiceForm()
    if again := forms.sent_before():
        return again
    try:
        made = ask_for(me(), found, form.words.data or "", form.seen.data or "")
    except (Invalid, Refused) as error:
        db.session.rollback()
        form.refuse(error)
        return _page(service_page(me(), slug), form, error.status)
    onward = forms.answer(url_for("requests.one", request_id=made.id))
    db.session.commit()
    flash(_("We have your request. You hear from us here and by e-mail."))
    return redirect(onward, 303)


def _page(found: ItemPage, form: ServiceForm, status: int = 200) -> ResponseReturnValue:
    form.seen.process_data(stamp_of(found.item))
    return render(
        "joins/ask_service.html",
        status,
        form=form,
        item=found.item,
        text=found.text,
        free_way=extras.counterpart(menu_of(me()), found.item),
        contact=extras.contact_of(me()),
    )
