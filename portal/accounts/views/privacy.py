"""One's own data: taken along as a file, and erased for good."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import browser, passwords, throttle
from portal.accounts.commands import erasing
from portal.accounts.forms.account import EraseForm
from portal.accounts.policy import may_erase
from portal.accounts.privacy.archive import archive
from portal.accounts.views.blueprint import bp
from portal.accounts.views.proof import proved
from portal.kernel.access import me, signed_in, writer
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Invalid, Refused
from portal.kernel.i18n import _
from portal.kernel.pages import render

PIECE = 64 * 1024  # bytes sent at once


@bp.post("/account/export")
@signed_in
def export() -> ResponseReturnValue:
    """Everything the portal holds about the reader, as a ZIP; so often an hour."""
    throttle.count((throttle.EXPORT, str(me().id)))
    pieces = _pieces(archive(me()))
    next(pieces)  # begun here, so that the file is closed also when nobody reads it
    response = Response(pieces, mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="my-data-{now():%Y-%m-%d}.zip"'
    return response


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield b""
        while piece := file.read(PIECE):
            yield piece


@bp.get("/account/erase")
@writer
def ask_erase() -> ResponseReturnValue:
    """What happens when the account is erased, and the button that does it."""
    return _page(EraseForm(formdata=None))


@bp.post("/account/erase")
@writer
def erase() -> ResponseReturnValue:
    """Erase the reader's own account."""
    person, form = me(), EraseForm()
    if not form.validate_on_submit():
        return _page(form, 422)
    try:
        if not proved(form.current_password.data or ""):
            return redirect(url_for("accounts.prove"), 303)
        erasing.erase(person, person.id, erasing.SELF)
    except (Invalid, Refused) as error:
        db.session.rollback()
        form.refuse(error)
        return _page(form, error.status)
    browser.forget()
    db.session.commit()
    flash(_("Your account is erased. Thank you for having been here."))
    return redirect(url_for("accounts.sign_in"), 303)


def _page(form: EraseForm, status: int = 200) -> ResponseReturnValue:
    person = me()
    if not may_erase(person, person):
        raise Forbidden(_("Accounts of staff are erased by an admin. Ask one of them."))
    has_password = passwords.of_person(person.id) is not None
    return render("accounts/erase.html", status, form=form, has_password=has_password)
