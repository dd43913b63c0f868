"""SQLite's part: a copy of the whole file as of one moment, while others go on writing."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from portal.config import settings
from portal.kernel.backups import Unfit
from portal.kernel.backups.manifest import Ask

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"


def path() -> Path:
    """The database's file."""
    return Path(make_url(settings().database_url).database or "")


def version() -> str:
    """Of the library."""
    return sqlite3.sqlite_version


def snapshot(target: Path) -> None:
    """Copy the database there in one reading transaction: writers neither wait nor are seen half.

    `VACUUM INTO` leaves free pages out, and with them what was deleted. Raises Unfit.
    """
    if not path().is_file():
        raise Unfit(f"there is no database {path()}. PORTAL_DATA_DIR or PORTAL_DATABASE_URL names another place.")
    with closing(sqlite3.connect(path(), isolation_level=None, timeout=60)) as source:
        source.execute("VACUUM INTO ?", (str(target),))


def asking(connection: sqlite3.Connection) -> Ask:
    """How the manifest asks a database in a file."""
    return lambda statement: connection.execute(statement).fetchall()


def opened(file: Path) -> closing[sqlite3.Connection]:
    """A copy that nobody writes into."""
    return closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True))


def is_empty() -> bool:
    """Whether there is no database yet, or one without any table."""
    if not path().exists() or not path().stat().st_size:
        return True
    with closing(sqlite3.connect(path())) as connection:
        try:
            return not connection.execute(TABLES).fetchall()
        except sqlite3.DatabaseError:  # something else of that name: not ours to replace
            return False


def put(copy: Path) -> None:
    """Let the copy, on the same disk, be the database from now on: whole or, when this is cut short, not at all."""
    copy.chmod(0o600)
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    for leftover in ("-wal", "-shm"):
        path().with_name(path().name + leftover).unlink(missing_ok=True)
    copy.replace(path())
