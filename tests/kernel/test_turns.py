"""The turn to write, which threads of one process wait for in line on SQLite."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from portal.kernel import db as kernel_db
from portal.kernel.db import begin_write, db, dialect_name

ENDS: dict[str, Callable[[], Any]] = {
    "commit": lambda: db.session.commit(),
    "rollback": lambda: db.session.rollback(),
    "the end of the request": lambda: db.session.remove(),
}


@pytest.mark.parametrize("end", ENDS)
def test_the_turn_to_write_ends_with_the_transaction_however_that_ends(app: Flask, end: str) -> None:
    with app.app_context():
        begin_write()
        begin_write()
        assert kernel_db._turn.locked() == (dialect_name() == "sqlite")
        with db.session.begin_nested():
            pass
        assert kernel_db._turn.locked() == (dialect_name() == "sqlite")
        ENDS[end]()
        assert not kernel_db._turn.locked()


def test_who_was_kept_from_beginning_may_try_again_and_leaves_the_turn_free(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        if dialect_name() != "sqlite":
            pytest.skip("PostgreSQL has no such turn")
        connection = db.session.connection()
        begin = connection.exec_driver_sql

        def busy(_statement: str) -> None:
            raise OperationalError("BEGIN IMMEDIATE", None, Exception("database is locked"))

        monkeypatch.setattr(connection, "exec_driver_sql", busy)
        monkeypatch.setattr(kernel_db, "BUSY", 0.01)
        with pytest.raises(OperationalError):
            begin_write()
        monkeypatch.setattr(connection, "exec_driver_sql", begin)
        begin_write()
        db.session.commit()
        assert not kernel_db._turn.locked()
