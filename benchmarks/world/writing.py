"""Many rows at once: by COPY and without indexes on PostgreSQL, in chunks on SQLite."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa

from portal.kernel.db import Model, db, dialect_name

CHUNK = 10_000  # rows sent at once
Row = dict[str, Any]
INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    JOIN pg_class ON pg_class.oid = indrelid
    WHERE relnamespace = 'public'::regnamespace AND relname = ANY(%(tables)s) AND NOT indisprimary
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""
SEQUENCES = """
    SELECT setval(pg_get_serial_sequence('{0}', 'id'), (SELECT max(id) FROM {0})) WHERE EXISTS (SELECT FROM {0})
"""


def load(model: type[Model], rows: Iterable[Row]) -> None:
    """Insert all of them; each has the same keys, its id among them."""
    found = iter(rows)
    if (first := next(found, None)) is None:
        return
    found = chain([first], found)
    if dialect_name() == "postgresql":
        _copy(model.__table__, list(first), found)
        return
    while chunk := list(islice(found, CHUNK)):
        db.session.execute(sa.insert(model.__table__), chunk)


def _copy(table: sa.Table, names: list[str], rows: Iterable[Row]) -> None:
    columns = ", ".join(f'"{name}"' for name in names)
    documents = [name for name in names if isinstance(table.c[name].type, sa.JSON)]
    connection = db.session.connection().connection.dbapi_connection
    with connection.cursor().copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:  # type: ignore[union-attr]
        for row in rows:
            for name in documents:
                row[name] = None if row[name] is None else json.dumps(row[name])
            copy.write_row(list(row.values()))
    db.session.execute(sa.text(SEQUENCES.format(table.name)))


@contextmanager
def at_once(models: Iterable[type[Model]]) -> Iterator[None]:
    """Write into these tables with their indexes built afterwards, and commit.

    What refers to what is not looked at row by row: the tests write a small world with all checks on.
    """
    if dialect_name() != "postgresql":
        yield
        db.session.commit()
        return
    connection = db.session.connection()
    if connection.exec_driver_sql("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").scalar():
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
    connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '512MB'")
    tables = [model.__tablename__ for model in models]
    indexes = connection.exec_driver_sql(INDEXES, {"tables": tables}).all()
    for name, _definition in indexes:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    yield
    for _name, definition in indexes:
        connection.exec_driver_sql(definition)
    db.session.commit()


def settle() -> None:
    """Let the planner know how many there are."""
    if dialect_name() != "postgresql":
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
