"""`/console/people/<id>/address`: mails to somebody come back, and staff have the address tried again."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import console_queries as queries
from portal.accounts.commands import addresses as commands
from portal.accounts.console.blueprint import WRITE, people_bp
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.i18n import _
from portal.kernel.pages import safe_next


@people_bp.post("/<public_id>/address")
@allowed(WRITE)
def try_address(public_id: str) -> ResponseReturnValue:
    """Send notifications and surveys there again; back to the list it was asked from (`next`) or the person's page."""
    person = queries.person(public_id)
    held = commands.try_again(me(), person.id)
    db.session.commit()
    said = _("From now on mails go to %(email)s again.", email=person.email)
    flash(said if held else _("Mails to this address are not held back."))
    came = safe_next(request.args.get("next")) or ""
    onward = came if came.startswith("/console/") else url_for("people.show", public_id=public_id)
    return redirect(onward, 303)
