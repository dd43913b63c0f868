"""The turn to write, which threads of one process wait for in line on SQLite."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

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
