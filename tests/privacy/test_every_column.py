"""No slice forgets what it holds about people."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Person
from portal.accounts.names import NameType
from portal.accounts.privacy.holdings import PERSONAL
from portal.kernel.db import db

WORDS = (sa.Text, sa.JSON, sa.LargeBinary, NameType, sa.dialects.postgresql.TSVECTOR)


def may_hold_a_person(column: sa.Column) -> bool:
    """Words, bytes, or the number of a person."""
    refers = any(key.column.table is Person.__table__ for key in column.foreign_keys)
    return refers or isinstance(column.type, WORDS)


def test_every_column_that_may_hold_a_person_is_erased_or_kept_for_a_reason(app: Flask) -> None:
    named = {name for part in PERSONAL.values() for name in (*part.removed, *part.kept)}
    forgotten = [
        f"{table.name}.{column.name}"
        for table in db.metadata.sorted_tables
        for column in table.columns
        if may_hold_a_person(column) and not named & {table.name, f"{table.name}.{column.name}"}
    ]
    assert forgotten == [], "say in the slice's privacy.py what becomes of these when a person is erased"


def test_what_is_kept_has_a_reason_and_what_is_named_is_there(app: Flask) -> None:
    there = {table.name for table in db.metadata.sorted_tables}
    there |= {f"{table.name}.{column.name}" for table in db.metadata.sorted_tables for column in table.columns}
    for part in PERSONAL.values():
        assert {*part.removed, *part.kept} <= there, part.key
        assert all(part.kept.values()), part.key
