"""A board with an idea, people who report and staff who decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask

from portal.accounts.models import Person, Role
from portal.ideas.commands.talk import comment
from portal.kernel.db import db
from tests.factories import Factory
from tests.ideas.conftest import board, idea_of

__all__ = ["board", "idea_of"]

LINK = "Look at https://cheap-watches.example/now for more."


@pytest.fixture
def acting(app: Flask) -> Callable[..., Any]:
    """`with acting(person) as me: command(me, …)`: in a transaction that is committed."""

    @contextmanager
    def begun(person: Any) -> Iterator[Person]:
        with app.app_context():
            yield db.session.get_one(Person, person.id)
            db.session.commit()

    return begun


@pytest.fixture
def staff(make: Factory) -> Any:
    return make.person(roles=Role.CS, organization=None, display_name="Cora")


@pytest.fixture
def said(app: Flask, make: Factory) -> Callable[..., int]:
    """Comment on an idea; the comment's number."""

    def commented(idea_id: int, text: str = "So do we.", author: Any = None) -> int:
        author = author or make.person()
        with app.app_context():
            made = comment(db.session.get_one(Person, author.id), idea_id, text)
            db.session.commit()
            return made.id

    return commented
