"""Programs with tokens, and something for them to read and do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.accounts.models import Person, Role
from portal.api.tokens import commands
from portal.api.tokens.commands import Wanted
from portal.api.tokens.models import ApiToken
from portal.api.tokens.scopes import SCOPES
from portal.kernel.calendar import now
from portal.kernel.db import db
from tests.factories import Factory
from tests.success.conftest import Office
from tests.surveys.worlds import LONG_HERE, Surveyed

EVERYTHING = tuple(SCOPES)


class Program:
    """Another system with a token."""

    def __init__(self, app: Flask, token: str) -> None:
        self.app, self.token = app, token

    def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        sent = {} if body is None else {"json": body}
        return self.app.test_client().open(f"/api/v1/{path}", method=method, headers=headers, **sent, **more)

    def get(self, path: str, **query: Any) -> Any:
        answer = self("GET", path, query_string=query)
        assert answer.status_code == 200, answer.text
        return answer.get_json()


@pytest.fixture
def admin(make: Factory) -> Person:
    """Who lets programs in."""
    return make.staff(Role.ADMIN, display_name="Ada")


@pytest.fixture
def program(app: Flask, admin: Person) -> Callable[..., Program]:
    """A program with a token of these scopes; all of them where none is named."""

    def made(*scopes: str, by: Person | None = None, days: int = 90) -> Program:
        with app.app_context():
            actor = db.session.get_one(Person, (by or admin).id)
            _row, token = commands.make(actor, Wanted("CRM", scopes or EVERYTHING, days))
            db.session.commit()
        return Program(app, token)

    return made


@pytest.fixture
def change(app: Flask) -> Callable[..., None]:
    """Give the one token there is, or somebody, other values."""

    def changed(model: Any, number: int | None = None, **values: Any) -> None:
        with app.app_context():
            where = sa.true() if number is None else model.id == number
            db.session.execute(sa.update(model).where(where).values(**values))
            db.session.commit()

    return changed


@pytest.fixture
def office(app: Flask, make: Factory) -> Office:
    """Staff, a customer of theirs, and what is to be done for it."""
    return Office(app, make)


@pytest.fixture
def answered(app: Flask, make: Factory, office: Office) -> dict[str, int]:
    """A wave that asked Ann, and her answer: 3, with a reason."""
    surveyed = Surveyed(app, make, office.cs)
    office.change(office.ann, created_at=now() - LONG_HERE)
    whom = {"organizations": [office.company.id]}
    wave = surveyed.wave(surveyed.survey("Relationship"), now() - timedelta(days=2), whom)
    number = surveyed.answer(wave, office.ann, 3, "Ann waits for the export.", "missing", "mail", days=1)
    return {"wave": wave, "response": number}


@pytest.fixture
def tokens(rows: Callable[..., list[Any]]) -> Callable[[], Sequence[ApiToken]]:
    """All rows of tokens."""
    return lambda: rows(ApiToken)
