"""Which engine this portal uses: PostgreSQL's own where that is the database, files in the data folder else."""

from __future__ import annotations

from flask import current_app

from portal.config import settings
from portal.kernel.db import dialect_name
from portal.search.engines import Engine
from portal.search.engines.postgres import PostgresEngine
from portal.search.engines.whoosh_engine import WhooshEngine


def engine() -> Engine:
    """The engine of the running app, made once."""
    known: dict[str, Engine] = current_app.extensions.setdefault("search", {})
    name = dialect_name()
    if name not in known:
        known[name] = PostgresEngine() if name == "postgresql" else WhooshEngine(settings().data_dir / "search")
    return known[name]
