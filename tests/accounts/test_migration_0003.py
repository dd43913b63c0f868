"""The role of key person moves from the person into the company acted for, and back; nobody is raised by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from flask import Flask

from portal.app import create_app
from portal.cli.setup import alembic_config
from portal.kernel.db import db
from tests.conftest import postgres_url, settings_for_tests

PEOPLE = {  # name: (roles, company acted for, companies)
    "member": (1, 1, [1]),
    "key person": (3, 1, [1]),
    "consultant": (3, 1, [1, 2]),
    "champion too": (7, 2, [2]),
    "left": (3, None, []),
    "staff": (8, None, []),
}


pytestmark = pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")


@pytest.fixture
def empty(database: str, tmp_path: Path, worker_id: str) -> Iterator[Flask]:
    """The portal over a database without tables."""
    postgres = database == "postgresql"
    url = postgres_url(f"moving_{worker_id}", schema=False) if postgres else f"sqlite:///{tmp_path / 'portal.db'}"
    app = create_app(settings_for_tests(tmp_path, url), TESTING=True, NO_NUDGES=True)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def fill(connection: sa.Connection) -> None:
    tables = sa.MetaData()
    tables.reflect(connection, only=("organization", "person", "membership"))
    at = sa.func.now()
    for number in (1, 2):
        texts = dict.fromkeys(("tier", "tier_reason", "touch", "touch_reason", "stage", "industry", "language"), "")
        values = {"id": number, "name": f"C{number}", "name_key": f"c{number}", "contract_value": 0, "version": 1}
        connection.execute(
            tables.tables["organization"].insert().values(**texts, **values, may_be_named=False, created_at=at)
        )
    for number, (name, (roles, company, companies)) in enumerate(PEOPLE.items(), 1):
        texts = dict.fromkeys(("job", "department", "title", "influence", "time_zone", "language", "theme"), "")
        values = {"id": number, "public_id": name, "email": name, "display_name": name, "roles": roles}
        connection.execute(
            tables.tables["person"].insert().values(**texts, **values, organization_id=company, created_at=at)
        )
        for one in companies:
            connection.execute(tables.tables["membership"].insert().values(person_id=number, organization_id=one))


def roles_of(connection: sa.Connection) -> dict[str, int]:
    return dict(map(tuple, connection.execute(sa.text("SELECT display_name, roles FROM person"))))


def test_the_role_moves_into_the_company_acted_for_and_back(empty: Flask) -> None:
    command.upgrade(alembic_config(), "0002")
    with db.engine.begin() as connection:
        fill(connection)
    command.upgrade(alembic_config(), "0003")
    leads = "SELECT p.display_name, m.organization_id FROM membership m JOIN person p ON p.id = m.person_id WHERE m.key_person"
    with db.engine.connect() as connection:
        assert set(map(tuple, connection.execute(sa.text(leads)))) == {
            ("key person", 1), ("consultant", 1), ("champion too", 2)
        }  # fmt: skip
        assert roles_of(connection) == {
            "member": 1, "key person": 1, "consultant": 1, "champion too": 5, "left": 1, "staff": 8
        }  # fmt: skip
    command.downgrade(alembic_config(), "0002")
    with db.engine.connect() as connection:
        before = {name: roles for name, (roles, _company, _companies) in PEOPLE.items()}
        assert roles_of(connection) == before | {"left": 1}  # there was no company to lead
