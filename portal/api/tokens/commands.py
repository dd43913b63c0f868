"""Making a token and revoking it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.accounts.tokens import digest
from portal.api.tokens.events import MADE, REVOKED
from portal.api.tokens.models import ApiToken
from portal.api.tokens.policy import DAYS, PREFIX, may_manage
from portal.api.tokens.queries import live
from portal.api.tokens.scopes import SCOPES
from portal.kernel.calendar import now
from portal.kernel.db import begin_write, db, locked
from portal.kernel.errors import Forbidden, Invalid, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _

MOST = 100  # tokens that work at one time
NAME = 100  # characters
BYTES = 32
TAIL = 4  # characters that pages go on showing


@dataclass(frozen=True)
class Wanted:
    """A token as it shall be; `days` until it expires."""

    name: str
    scopes: Sequence[str]
    days: int


def make(actor: Person, wanted: Wanted) -> tuple[ApiToken, str]:
    """Let a program in; its row, and the token itself, which nobody keeps.

    Raises Forbidden, Invalid naming the field, Refused when there are too many.
    """
    _refuse_others(actor)
    values = _checked(wanted)
    begin_write()
    if (db.session.scalar(sa.select(sa.func.count()).select_from(ApiToken).where(live())) or 0) >= MOST:
        raise Refused(_("There are %(n)s tokens, and no more than that. Revoke one first.", n=MOST))
    token = PREFIX + secrets.token_urlsafe(BYTES)
    ends = now() + timedelta(days=wanted.days)
    made = ApiToken(**values, digest=digest(token), tail=token[-TAIL:], made_by_id=actor.id, expires_at=ends)
    db.session.add(made)
    record(MADE, made, actor=actor, scopes=values["scopes"], days=wanted.days)
    return made, token


def revoke(actor: Person, token_id: int) -> ApiToken:
    """Let it in no more; the same twice changes nothing. Raises Forbidden, NotFound."""
    _refuse_others(actor)
    found = locked(ApiToken, token_id, key_share=True)
    if found.revoked_at is None:
        found.revoked_at = now()
        record(REVOKED, found, actor=actor)
    return found


def _refuse_others(actor: Person) -> None:
    if not may_manage(actor):
        raise Forbidden(_("Only admins let programs in."))


def _checked(wanted: Wanted) -> dict[str, object]:
    name = " ".join(wanted.name.split())
    if not name:
        raise Invalid(_("Write which program it is for."), "name")
    if len(name) > NAME:
        raise Invalid(_("Up to %(n)s characters, please.", n=NAME), "name")
    if not wanted.scopes or set(wanted.scopes) - set(SCOPES):
        raise Invalid(_("Tick what the program may do."), "scopes")
    if wanted.days not in DAYS:
        raise Invalid(_("Choose how long it works: up to a year."), "days")
    return {"name": name, "scopes": [one for one in SCOPES if one in wanted.scopes]}
