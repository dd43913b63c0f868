"""The HTTP side of sessions: who is behind a cookie, and how a browser gets and loses it."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import cast

import sqlalchemy as sa
from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, current_user

from portal.accounts import sessions
from portal.accounts.models import Person, SignIn
from portal.accounts.still_here import refuse_erased
from portal.kernel.db import db
from portal.kernel.i18n import voice
from portal.kernel.programs import for_programs

NETWORK_BITS = 64
COOKIE_KEY = "_user_id"  # where Flask-Login looks

login_manager = LoginManager()
login_manager.session_protection = None  # our rows end sessions; an address that changes on a train must not


def init_browser(app: Flask) -> None:
    """Let Flask-Login find the reader before each request; a guest without a cookie costs no statement."""
    login_manager.init_app(app, add_context_processor=False)
    app.before_request(_know_reader)
    if not sa.event.contains(db.session, "before_commit", refuse_erased):
        sa.event.listen(db.session, "before_commit", refuse_erased)


@login_manager.user_loader
def _load(token: str) -> Person | None:
    g.sign_in = sessions.find(token)
    return g.sign_in.person if g.sign_in else None


def _know_reader() -> None:
    if for_programs():  # they show a token, and a cookie that comes along counts for nothing
        return
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies or COOKIE_KEY not in session:
        return
    found = current_user._get_current_object()
    if isinstance(found, Person):
        g.reader = found
        voice()  # now: once the row was let go, its language would ask for its name, and that for a language
        sessions.mark_seen(g.sign_in)
    else:
        session.clear()  # ended from elsewhere: the next request need not ask again


def this_sign_in() -> SignIn | None:
    """The session of this browser, or None for a guest."""
    return cast("SignIn | None", g.get("sign_in"))


def enter(person: Person, token: str) -> None:
    """Commit, and give this browser the session in place of everything its cookie held; its old session ends."""
    if before := this_sign_in():
        sessions.end(before.person_id, before.id)
    db.session.commit()
    session.clear()
    session.permanent = True
    session[COOKIE_KEY] = token
    g.reader = person


def leave() -> None:
    """End the session of this browser, so that a copy of its cookie is worth nothing."""
    if before := this_sign_in():
        sessions.end(before.person_id, before.id)
        db.session.commit()
    session.clear()
    g.reader = g.sign_in = None


def forget() -> None:
    """Nobody is signed in here any more, because the sessions of the one who was are gone with their account."""
    session.clear()
    g.reader = g.sign_in = None


def agent() -> str:
    """What the browser calls itself."""
    return request.headers.get("User-Agent", "")


def address() -> str:
    """Where the request comes from, for limits; proxies are believed as far as the settings say.

    Of IPv6 the network of 64 bits: a household or a rented machine has all the addresses in one.
    """
    typed = request.remote_addr or "unknown"
    try:
        found = ip_address(typed)
    except ValueError:
        return typed
    if isinstance(found, IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(IPv6Network((int(found), NETWORK_BITS), strict=False))
