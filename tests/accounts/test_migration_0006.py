"""People who were here before have a version, and the way back leaves them as they were."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic import command
from flask import Flask

from portal.cli.setup import alembic_config
from portal.kernel.db import db
from tests.accounts.test_migration_0003 import PEOPLE, empty, fill

__all__ = ["empty"]

pytestmark = pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")


def test_everybody_starts_with_the_first_version_and_the_way_back_keeps_them(empty: Flask) -> None:
    command.upgrade(alembic_config(), "0002")
    with db.engine.begin() as connection:
        fill(connection)
    for target in ("0006", "0005", "0006"):
        (command.downgrade if target == "0005" else command.upgrade)(alembic_config(), target)
        with db.engine.connect() as connection:
            found = sa.inspect(connection)
            named = {index["name"] for index in found.get_indexes("link")}
            assert ("ix_link_invitation_of_organization" in named) == (target == "0006")
            people = connection.execute(sa.text("SELECT * FROM person")).mappings().all()
        assert {row.get("version") for row in people} == ({1} if target == "0006" else {None})
        assert {row["display_name"] for row in people} == set(PEOPLE)
