"""The slowest statement of a page, and how PostgreSQL reads it."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import Flask

from benchmarks.comparing import Address, Page
from benchmarks.running import Browser
from portal.kernel.db import db

ROUNDS = 3


class Sent(NamedTuple):
    """A statement, what it was given, and its milliseconds."""

    statement: str
    parameters: Any
    taken: float


def slowest(app: Flask, page: Page, address: Address, reader: Browser) -> Sent:
    """Of the page's reading statements, asked of the portal inside this process."""
    client = app.test_client()
    for name, value in reader.cookies.items():
        client.set_cookie(name, value)
    sent: list[Sent] = []
    began = [0.0]

    def before(*_given: Any) -> None:
        began[0] = time.perf_counter()

    def after(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            sent.append(Sent(statement, parameters, (time.perf_counter() - began[0]) * 1000))

    with app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", before)
        sa.event.listen(db.engine, "after_cursor_execute", after)
        for turn in range(ROUNDS):
            sent.clear()
            client.get(address(page, turn), headers=reader.authorization()).close()
        sa.event.remove(db.engine, "before_cursor_execute", before)
        sa.event.remove(db.engine, "after_cursor_execute", after)
    return max(sent, key=lambda one: one.taken)


def explain(app: Flask, sent: Sent) -> str:
    """The statement and its plan, run once."""
    with app.app_context(), db.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS) {sent.statement}", sent.parameters).scalars()
        plan = "\n".join(f"    {row}" for row in rows)
    return f"  {sent.taken:.1f} ms: {' '.join(sent.statement.split())}\n  with {sent.parameters}\n{plan}"
