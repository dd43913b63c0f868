"""Switching a kind of mail off from the mail itself, without signing in."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from portal.accounts.queries import person_by_id
from portal.kernel.access import open_to_all
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.kernel.mail import read_token
from portal.kernel.pages import render
from portal.kernel.security import csrf
from portal.notifications.commands import choose_mail
from portal.notifications.rulebook import KINDS, Kind

unsubscribe_bp = Blueprint("unsubscribe", __name__)


@unsubscribe_bp.after_request
def keep_nowhere(response: Response) -> Response:
    """The address is a key of its own; its page is not for any cache."""
    response.headers["Cache-Control"] = "no-store"
    return response


@unsubscribe_bp.get("/unsubscribe/<token>")
@open_to_all
def ask(token: str) -> ResponseReturnValue:
    """A button; looking at the page, as mail scanners do, changes nothing."""
    _person_id, kind = _named(token)
    return render("notifications/unsubscribe.html", token=token, kind=kind, state="asked")


@unsubscribe_bp.post("/unsubscribe/<token>")
@csrf.exempt
@open_to_all
def act(token: str) -> ResponseReturnValue:
    """Switch the mails of this kind off, or on again (`mail=on`).

    Mail clients post `List-Unsubscribe=One-Click` without cookies and follow no redirect (RFC 8058, 3.1); the token in
    the address is the proof that CSRF protection would ask for.
    """
    person_id, kind = _named(token)
    on = request.form.get("mail") == "on"
    choose_mail(person_id, {kind.key: on})
    db.session.commit()
    return render("notifications/unsubscribe.html", token=token, kind=kind, state="on" if on else "off")


def _named(token: str) -> tuple[int, Kind]:
    named = read_token(token)
    if named is None or named[1] not in KINDS or person_by_id(named[0]) is None:
        raise NotFound(_("This address to unsubscribe is incomplete. Open it again from the e-mail."))
    return named[0], KINDS[named[1]]
