"""Limits on how often one account or one address may try something, counted in the database for all processes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from portal.accounts.models import Throttle
from portal.kernel.calendar import now
from portal.kernel.db import db, insert
from portal.kernel.errors import TooMany
from portal.kernel.i18n import _, ngettext


@dataclass(frozen=True)
class Limit:
    """`times` tries of `act` by one key within each window of `seconds`, counted from 1970."""

    act: str
    times: int
    seconds: int

    def window_start(self, at: datetime) -> datetime:
        """When the window that holds `at` began."""
        return datetime.fromtimestamp(at.timestamp() // self.seconds * self.seconds, UTC)


PASSWORD_OF_ACCOUNT = Limit("password account", 10, 15 * 60)
PASSWORD_FROM_ADDRESS = Limit("password address", 50, 15 * 60)
MAIL_TO_ACCOUNT = Limit("mail account", 5, 3600)
MAIL_FROM_ADDRESS = Limit("mail address", 50, 3600)
MAIL_BY_PERSON = Limit("mail by person", 60, 3600)
EXPORT = Limit("export of one's data", 5, 3600)
MAIL_TO_NOBODY = Limit("mail nobody", 1_000_000_000, 3600)  # never reached: asking in vain has to write something too

KEPT = timedelta(days=1)


def count(*tries: tuple[Limit, str]) -> dict[str, int]:
    """Count one try of each key in a transaction of its own, so that it stands when the rest fails; how many by act.

    To be called before the session has written anything, because SQLite lets in one writer at a time.
    Raises TooMany when one of the keys went over its limit.
    """
    at = now()
    table = Throttle.__table__
    rows = [_row(limit, key, at) for limit, key in tries]
    statement = insert(Throttle).values(rows)
    statement = statement.on_conflict_do_update(
        index_elements=["act", "key", "window_start"], set_={"tries": table.c.tries + 1}
    ).returning(table.c.act, table.c.tries)
    with db.engine.begin() as connection:
        tried = {row.act: row.tries for row in connection.execute(statement)}
    for limit, _key in tries:
        if tried[limit.act] > limit.times:
            raise _too_many(limit, at)
    return tried


def forgive(*tries: tuple[Limit, str]) -> None:
    """Take back one try of each key: whoever got in was not guessing. Part of the caller's transaction."""
    at = now()
    for limit, key in tries:
        row = _row(limit, key, at)
        same = (getattr(Throttle, name) == row[name] for name in ("act", "key", "window_start"))
        db.session.execute(sa.update(Throttle).where(*same, Throttle.tries > 0).values(tries=Throttle.tries - 1))


def forget(*keys: str) -> None:
    """Delete what was counted of these keys, whatever it was."""
    acts = db.session.scalars(sa.select(Throttle.act).distinct())
    hashed = [_hashed(act, key) for act in acts for key in keys]
    db.session.execute(
        sa.delete(Throttle).where(Throttle.key.in_(hashed)), execution_options={"synchronize_session": False}
    )


def forget_old() -> None:
    """Delete windows that closed long ago."""
    db.session.execute(sa.delete(Throttle).where(Throttle.window_start < now() - KEPT))


def _row(limit: Limit, key: str, at: datetime) -> dict[str, object]:
    return {"act": limit.act, "key": _hashed(limit.act, key), "window_start": limit.window_start(at), "tries": 1}


def _hashed(act: str, key: str) -> str:
    return hashlib.sha256(f"{act}:{key}".encode()).hexdigest()


def seconds_left(limit: Limit, at: datetime) -> int:
    """Until the window that holds `at` ends; at least one."""
    ends = limit.window_start(at) + timedelta(seconds=limit.seconds)
    return max(int((ends - at).total_seconds()), 1)


def _too_many(limit: Limit, at: datetime) -> TooMany:
    seconds = seconds_left(limit, at)
    minutes = -(-seconds // 60)
    wait = ngettext("Try again in a minute.", "Try again in %(num)s minutes.", minutes)
    return TooMany(_("That was tried too often. %(wait)s", wait=wait), seconds)
