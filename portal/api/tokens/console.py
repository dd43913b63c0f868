"""`/console/settings/tokens`: which programs are let in, letting one in, and turning it away. For admins alone."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.api.tokens import commands, queries
from portal.api.tokens.forms import TokenForm, made_for
from portal.api.tokens.policy import MANAGE, may_manage
from portal.kernel import forms
from portal.kernel.access import allowed, me
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Invalid, Refused
from portal.kernel.i18n import _
from portal.kernel.pages import here_with, render

token_console = Blueprint("token_console", __name__, url_prefix="/console/settings/tokens")


@token_console.get("")
@allowed(MANAGE)
def index() -> ResponseReturnValue:
    """Every token, what it may do and when it was last used."""
    page = queries.tokens(request.args.get("after"), request.args.get("before"))
    return render(
        "api/tokens.html",
        tokens=page.items,
        newer=here_with(before=page.newer, after=None) if page.newer else None,
        older=here_with(after=page.older, before=None) if page.older else None,
        now=now(),
        acts=may_manage,
    )


@token_console.get("/new")
@allowed(MANAGE)
def new() -> ResponseReturnValue:
    """The form for a new one."""
    return _page(made_for(None))


@token_console.post("/new")
@allowed(MANAGE)
def create() -> ResponseReturnValue:
    """Make it, and show it this once."""
    form = made_for(request.form)
    if again := forms.sent_before():
        return again
    if not form.validate():
        db.session.rollback()
        return _page(form, 422)
    try:
        made, token = commands.make(me(), form.wanted)
    except (Invalid, Refused) as error:
        db.session.rollback()
        form.refuse(error)
        return _page(form, error.status)
    forms.answer(url_for("token_console.index"))
    db.session.commit()
    answer = make_response(render("api/token_shown.html", made=made, token=token))
    answer.cache_control.no_store = True
    return answer


@token_console.post("/<int:token_id>/revoke")
@allowed(MANAGE)
def revoke(token_id: int) -> ResponseReturnValue:
    """Let it in no more."""
    queries.token(token_id)
    commands.revoke(me(), token_id)
    db.session.commit()
    flash(_("The token is revoked. It lets nobody in any more."))
    return redirect(url_for("token_console.index"), 303)


def _page(form: TokenForm, status: int = 200) -> ResponseReturnValue:
    return render("api/token_form.html", status, form=form)
