"""People of several companies who ask and answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.accounts.models import Person
from portal.community.commands import answering, asking
from portal.kernel.db import db
from portal.posting.models import Area
from tests.factories import Factory


@pytest.fixture
def act(app: Flask) -> Callable[..., Any]:
    """`act(command, person, …)`: do it as that person now is, and commit; the number of what came of it."""

    def does(command: Callable[..., Any], person: Any, *args: Any, **more: Any) -> Any:
        with app.app_context():
            found = command(db.session.get_one(Person, person.id), *args, **more)
            db.session.commit()
            return getattr(found, "id", None)

    return does


@pytest.fixture
def ask(act: Callable[..., Any], make: Factory) -> Callable[..., int]:
    """Ask a question, by somebody new unless an author is given; its number."""

    def asked(author: Any = None, title: str = "How do I export?", **more: Any) -> int:
        number: int = act(asking.ask, author or make.person(), asking.Ask(title, "I looked everywhere.", **more))
        return number

    return asked


@pytest.fixture
def answer(act: Callable[..., Any], make: Factory) -> Callable[..., int]:
    """Answer it, by somebody new unless an author is given; the answer's number."""

    def answered(question_id: int, author: Any = None) -> int:
        number: int = act(answering.answer, author or make.person(), question_id, "Press the button.")
        return number

    return answered


@pytest.fixture
def area(make: Factory) -> Any:
    """A part of the product."""
    return make.add(Area(slug="dispatch", position=1, names={"en": "Dispatch", "ja": "配車"}))
