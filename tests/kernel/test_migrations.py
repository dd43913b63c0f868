"""A portal in use goes through every kind of step; one that does not come to its end leaves nothing behind."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from flask import Flask
from sqlalchemy.exc import IntegrityError

from portal.cli.setup import alembic_config
from portal.kernel.db import db
from tests.accounts.test_migration_0003 import empty

__all__ = ["empty"]

pytestmark = pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")

FILLED = ("item", "item_text", "person", "completion")  # the later ones refer to the first, which 0007 rebuilds
TAKES: dict[type, Any] = {int: 1, str: "x", bool: False}


def fill(connection: sa.Connection) -> None:
    """One row in each of these tables, with what its columns need."""
    tables = sa.MetaData()
    tables.reflect(connection, only=FILLED)
    for name in FILLED:
        needed = [column for column in tables.tables[name].columns if not column.nullable]
        connection.execute(tables.tables[name].insert().values({column.name: value_of(column) for column in needed}))


def value_of(column: sa.Column[Any]) -> Any:
    if isinstance(column.type, sa.JSON):
        return {}
    return TAKES.get(column.type.python_type, sa.func.now())


def rows() -> dict[str, int]:
    with db.engine.connect() as connection:
        return {name: connection.execute(sa.text(f"SELECT count(*) FROM {name}")).scalar_one() for name in FILLED}


def at_0006() -> None:
    command.upgrade(alembic_config(), "0006")
    with db.engine.begin() as connection:
        fill(connection)


def stands() -> tuple[str, set[str]]:
    with db.engine.connect() as connection:
        revision = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one()
        return revision, set(sa.inspect(connection).get_table_names())


def test_rebuilding_a_table_keeps_the_rows_that_refer_to_it(empty: Flask) -> None:
    at_0006()
    for target in ("0007", "0006", "0007"):
        (command.downgrade if target == "0006" else command.upgrade)(alembic_config(), target)
        assert stands()[0] == target
        assert rows() == dict.fromkeys(FILLED, 1)


def test_a_migration_that_fails_leaves_nothing_behind_and_can_be_run_again(empty: Flask) -> None:
    at_0006()
    before = stands()

    def fail(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("UPDATE item SET reviewed_at"):  # in the middle of 0007
            raise InterruptedError(statement)

    sa.event.listen(db.engine, "before_cursor_execute", fail)
    try:
        with pytest.raises(InterruptedError):
            command.upgrade(alembic_config(), "0007")
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", fail)
    assert stands() == before
    command.upgrade(alembic_config(), "0007")
    assert rows() == dict.fromkeys(FILLED, 1)


def test_on_sqlite_rows_that_refer_to_nothing_stop_a_migration_before_it_is_kept(empty: Flask) -> None:
    if db.engine.name != "sqlite":
        pytest.skip("PostgreSQL keeps its references in force all the time")
    at_0006()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("DELETE FROM item")
        connection.commit()
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
    with pytest.raises(IntegrityError, match="completion, item_text"):
        command.upgrade(alembic_config(), "0007")
    assert stands()[0] == "0006"


def test_foreign_keys_are_in_force_again_after_a_migration(empty: Flask) -> None:
    command.upgrade(alembic_config(), "0006")
    with pytest.raises(IntegrityError), db.engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO membership (person_id, organization_id) VALUES (7, 7)"))
