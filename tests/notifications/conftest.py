from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Organization, Person, Role
from portal.kernel.db import db
from portal.kernel.events import record
from portal.notifications.models import Notification


@pytest.fixture
def joins(app: Flask) -> Callable[[Person], None]:
    """The person has just joined their company."""

    def happen(person: Person) -> None:
        with app.app_context():
            row = db.session.get_one(Person, person.id)
            record("person.joined", row, actor=row, organization_id=row.organization_id)
            db.session.commit()

    return happen


@pytest.fixture
def roles_change(app: Flask) -> Callable[..., None]:
    """An admin has just given the person other roles."""

    def happen(person: Person, actor: Person | None = None) -> None:
        with app.app_context():
            row = db.session.get_one(Person, person.id)
            admin = db.session.get_one(Person, actor.id) if actor else None
            before, after = int(Role.MEMBER), int(Role.MEMBER | Role.KEYPERSON)
            record("person.roles_changed", row, actor=admin, before=before, after=after)
            db.session.commit()

    return happen


@pytest.fixture
def key_person(make: Any) -> Person:
    """The one key person of a company."""
    return make.person(Role.MEMBER | Role.KEYPERSON, display_name="Kim Key")


@pytest.fixture
def company(app: Flask, key_person: Person) -> Organization:
    """The key person's company."""
    with app.app_context():
        found = db.session.get_one(Organization, key_person.organization_id)
        db.session.expunge(found)
        return found


@pytest.fixture
def told(rows: Callable[..., list[Any]]) -> Callable[[Person], list[Notification]]:
    """What the person was told, oldest first."""
    return lambda person: rows(Notification, person_id=person.id)


@pytest.fixture
def mail_files(app: Flask) -> Callable[[], list[EmailMessage]]:
    """The mails sent in this test, by time."""
    folder = app.extensions["settings"].data_dir / "mail"
    for path in folder.glob("*.eml"):
        path.unlink()

    def read() -> list[EmailMessage]:
        found = (message_from_bytes(path.read_bytes(), policy=default) for path in sorted(folder.glob("*.eml")))
        return list(found)  # type: ignore[arg-type]

    return read


@pytest.fixture
def change(app: Flask) -> Callable[..., None]:
    """Set columns of a row."""

    def work(row: Any, **values: Any) -> None:
        with app.app_context():
            db.session.execute(sa.update(type(row)).where(type(row).id == row.id).values(**values))
            db.session.commit()

    return work
