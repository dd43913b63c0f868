"""`/console/community/rules`: when champions are asked, and what it takes to become one."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.community import labels
from portal.community.commands.champions.rules import LIMITS, set_rules
from portal.community.console.blueprint import community_console
from portal.community.policy import APPOINT
from portal.kernel import site
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _
from portal.kernel.pages import render


@community_console.get("/rules")
@allowed(APPOINT)
def rules() -> ResponseReturnValue:
    """The six numbers."""
    return _page()


@community_console.post("/rules")
@allowed(APPOINT)
def save_rules() -> ResponseReturnValue:
    """Save all of them."""
    try:
        set_rules(me(), {name: request.form.get(name, type=int) for name in LIMITS})
    except Invalid as error:
        db.session.rollback()
        return _page(error.status, error=error)
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for("community_console.rules"), 303)


def _page(status: int = 200, *, error: Invalid | None = None) -> ResponseReturnValue:
    row = site.row()
    values = request.form if error else {name: getattr(row, name) for name in LIMITS}
    return render("community/console/rules.html", status, rules=labels.RULES, limits=LIMITS, values=values, error=error)
