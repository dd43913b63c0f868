"""Switching a kind of mail off from the mail itself, without signing in."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from portal.accounts.models import Person
from portal.accounts.queries import person_by_id
from portal.kernel.access import open_to_all
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.kernel.mail import read_token
from portal.kernel.pages import render
from portal.kernel.security import csrf
from portal.notifications.commands import choose_digest, choose_mail
from portal.notifications.digest_letters import DIGEST
from portal.notifications.models import Every, Way
from portal.notifications.queries import digest_of
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
    _person, kind = _named(token)
    return render("notifications/unsubscribe.html", token=token, kind=kind, state="asked", on="on")


@unsubscribe_bp.post("/unsubscribe/<token>")
@csrf.exempt
@open_to_all
def act(token: str) -> ResponseReturnValue:
    """Switch the mails of this kind off, or on again (`mail=on`; `daily` or `weekly` for the digest).

    Mail clients post `List-Unsubscribe=One-Click` without cookies and follow no redirect (RFC 8058, 3.1); the token in
    the address is the proof that CSRF protection would ask for.
    """
    person, kind = _named(token)
    wish = request.form.get("mail", "")
    on, back = wish in ("on", Every.DAY, Every.WEEK), "on"
    if kind is DIGEST:
        before = digest_of(person.id)
        back = before if before != Every.NEVER else Every.WEEK.value
        choose_digest(person, (wish if wish != "on" else back) if on else Every.NEVER)
    else:
        choose_mail(person.id, {kind.key: Way.NOW if on else Way.PORTAL})
    db.session.commit()
    return render("notifications/unsubscribe.html", token=token, kind=kind, state="on" if on else "off", on=back)


def _named(token: str) -> tuple[Person, Kind]:
    named = read_token(token)
    person = person_by_id(named[0]) if named else None
    kind = DIGEST if named and named[1] == DIGEST.key else KINDS.get(named[1]) if named else None
    if person is None or kind is None:
        raise NotFound(_("This address to unsubscribe is incomplete. Open it again from the e-mail."))
    return person, kind
