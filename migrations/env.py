"""Alembic runs inside the app: same settings, same engine. Each migration is there as a whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import sqlalchemy as sa
from alembic import context

from portal.kernel.db import db


def render_item(kind: str, item: object, _autogen: object) -> str | bool:
    """Our own column types are written as what they are in the database, so old migrations never break."""
    if kind == "type" and isinstance(item, sa.types.TypeDecorator):
        plain = item.impl
        return f"sa.{plain!r}"
    return False


@contextmanager
def sqlite_as_a_whole(connection: sa.Connection) -> Iterator[None]:
    """Let SQLite take a migration back that fails or is killed, and rebuild tables that others refer to.

    Its driver begins no transaction for DDL, so we do. A table is rebuilt by dropping the old one, which with foreign
    keys in force would delete what refers to its rows; that they fit is asked before each commit instead.
    """
    driver = connection.connection.dbapi_connection
    assert driver is not None
    before = driver.isolation_level
    driver.execute("PRAGMA foreign_keys=OFF")
    driver.isolation_level = None
    sa.event.listen(connection, "begin", lambda one: one.exec_driver_sql("BEGIN IMMEDIATE"))
    sa.event.listen(connection, "commit", refuse_lost_references)
    try:
        yield
    finally:
        driver.isolation_level = before
        driver.execute("PRAGMA foreign_keys=ON")


def refuse_lost_references(connection: sa.Connection) -> None:
    """Raises IntegrityError, before anything is committed, for rows that refer to nothing."""
    if lost := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        tables = ", ".join(sorted({row[0] for row in lost}))
        raise sa.exc.IntegrityError("PRAGMA foreign_key_check", None, ValueError(f"rows refer to nothing: {tables}"))


def run() -> None:
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        with sqlite_as_a_whole(connection) if sqlite else nullcontext():
            context.configure(
                connection=connection,
                target_metadata=db.metadata,
                compare_type=True,
                render_item=render_item,
                render_as_batch=sqlite,
                transactional_ddl=True,
                transaction_per_migration=True,
            )
            with context.begin_transaction():
                context.run_migrations()


run()
