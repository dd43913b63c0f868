"""Who calls: a token, the admin it acts as, and what it may do. Nothing of a browser counts here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

import sqlalchemy as sa
import structlog
from flask import Flask, Response, g, request
from sqlalchemy.exc import OperationalError

from portal.accounts import throttle
from portal.accounts.models import Person
from portal.accounts.throttle import Limit
from portal.api.tokens.models import ApiToken
from portal.api.tokens.policy import PERSONAL, may_manage
from portal.api.tokens.queries import shown
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, PortalError
from portal.kernel.i18n import _
from portal.kernel.programs import for_programs

LIMIT = Limit("api", 600, 60)  # requests of one token
USED_EVERY = timedelta(minutes=10)
REALM = 'Bearer realm="portal"'

log = structlog.get_logger()


class NotLetIn(PortalError):
    """No token, or one that lets nobody in. `code` is RFC 6750's word for it."""

    status = 401

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        g.challenge = f'{REALM}, error="{code}"' if code else REALM


@dataclass(frozen=True)
class Caller:
    """A token that holds, and whom it acts as."""

    token: ApiToken
    person: Person

    @property
    def personal(self) -> bool:
        """Whether it may read names, addresses and what people wrote."""
        return PERSONAL in self.token.scopes


def caller() -> Caller:
    """Who calls; only behind `let_in`."""
    return cast("Caller", g.caller)


def let_in(scope: str) -> None:
    """Know the caller, count the request, and see whether the token has the scope.

    Raises NotLetIn, TooMany, Forbidden.
    """
    g.caller = _known()
    _count(g.caller.token.id)
    _mark_used(g.caller.token)
    if scope not in g.caller.token.scopes:
        g.challenge = f'{REALM}, error="insufficient_scope", scope="{scope}"'
        raise Forbidden(_("This needs a token with the scope %(scope)s.", scope=scope))


def _known() -> Caller:
    sent = request.authorization
    if sent is None or sent.type != "bearer" or not sent.token:
        raise NotLetIn(_("Send a token, in the header Authorization: Bearer portal_…"))
    found = shown(sent.token)
    if found is None:
        raise NotLetIn(_("This token is not known."), "invalid_token")
    token, person = found
    if token.revoked_at is not None:
        raise NotLetIn(_("This token was revoked."), "invalid_token")
    if token.expires_at <= now():
        raise NotLetIn(_("This token has expired."), "invalid_token")
    if not may_manage(person):
        raise NotLetIn(_("Who made this token may not act as an admin any more."), "invalid_token")
    return Caller(token, person)


def _count(token_id: int) -> None:
    at = now()
    g.rate = (0, throttle.seconds_left(LIMIT, at))
    tried = throttle.count((LIMIT, str(token_id)))
    g.rate = (LIMIT.times - tried[LIMIT.act], g.rate[1])


def _mark_used(token: ApiToken) -> None:
    """As `sessions.mark_seen` does: seldom, in a transaction of its own, and no matter where it cannot be written."""
    if token.used_at is not None and now() - token.used_at < USED_EVERY:
        return
    late = sa.or_(ApiToken.used_at.is_(None), ApiToken.used_at < now() - USED_EVERY)
    try:
        with db.engine.begin() as connection:
            connection.execute(sa.update(ApiToken).where(ApiToken.id == token.id, late).values(used_at=now()))
    except OperationalError as error:
        log.warning("token.not_marked_used", error=str(error.orig))


def init_door(app: Flask) -> None:
    """Give each answer to a program its headers, also where nothing was found."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        if for_programs():
            response.headers.setdefault("Cache-Control", "no-store")
            if "challenge" in g:
                response.headers["WWW-Authenticate"] = g.challenge
            if "rate" in g:
                left, seconds = g.rate
                response.headers["RateLimit-Policy"] = f'"token";q={LIMIT.times};w={LIMIT.seconds}'
                response.headers["RateLimit"] = f'"token";r={left};t={seconds}'
        return response
