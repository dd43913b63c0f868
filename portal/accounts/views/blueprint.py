"""The blueprint these pages hang on, and what its views share."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import browser
from portal.accounts.models import Person
from portal.kernel import registry
from portal.kernel.pages import safe_next

bp = Blueprint("accounts", __name__)


@bp.after_request
def keep_nowhere(response: Response) -> Response:
    """Pages with names, addresses and tokens are not for any cache."""
    response.headers["Cache-Control"] = "no-store"
    return response


def come_in(person: Person, token: str, wanted: str | None = None, said: str = "") -> ResponseReturnValue:
    """Commit the new session, give it to this browser and go on to the page wanted, or home."""
    browser.enter(person, token)
    if said:
        flash(said)
    return redirect(safe_next(wanted) or "/", 303)


def place_name(wanted: str | None) -> str:
    """The name of the part of the portal that the path `wanted` lies in; "" when there is none."""
    path = safe_next(wanted)
    if not path or path == "/":
        return ""
    for place in (*registry.CUSTOMER_PLACES, *registry.CONSOLE_PLACES):
        start = url_for(place.endpoint)
        if start != "/" and (path == start or path.startswith((f"{start}/", f"{start}?"))):
            return str(place.label)
    return ""
