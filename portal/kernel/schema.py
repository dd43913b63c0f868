"""Whether the database has the shape this code was written for, and may be shown to others."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.exc import OperationalError, ProgrammingError

from portal.config import settings
from portal.kernel.db import db
from portal.kernel.site import Site

MIGRATIONS = Path(__file__).parent.parent.parent / "migrations"
DEMO_IN_PRODUCTION = (
    "the database holds the demo world, whose people anybody can know, and PORTAL_BASE_URL is not on this machine. "
    "Use another PORTAL_DATABASE_URL or PORTAL_DATA_DIR."
)


def alembic_config() -> Config:
    """Alembic, looking into our migrations whatever the current folder is."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


@lru_cache(maxsize=1)
def known_revisions() -> tuple[str, ...]:
    """The migrations of this code, newest first; read once a process."""
    return tuple(script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions())


def revision() -> str | None:
    """The migration the database is at; None when it holds no schema. Raises DBAPIError when it does not answer."""
    try:
        found: str | None = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return found
    except (OperationalError, ProgrammingError):  # no such table, or nobody there: the next question tells them apart
        db.session.rollback()
        db.session.execute(sa.text("SELECT 1"))
        return None


def behind() -> bool:
    """Whether `portal setup` has to run first.

    A revision this code does not know is a newer one: while an update is rolled out, the old processes go on.
    """
    found = revision()
    return found is None or found in known_revisions()[1:]


def shows_demo() -> bool:
    """Whether production would be served from a database the demo filled."""
    return settings().production and bool(db.session.scalar(sa.select(Site.is_demo).where(Site.id == 1)))


def why_not_ready() -> str | None:
    """What keeps this database from being served, and how to mend it; None when nothing does."""
    if behind():
        return "the database does not have the schema of this version. Run `portal setup`."
    return DEMO_IN_PRODUCTION if shows_demo() else None
