"""A board with its six states, and ideas on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.accounts.models import Person
from portal.ideas.commands.statuses import ensure_statuses
from portal.ideas.commands.submitting import Wish, submit
from portal.ideas.models import Idea
from portal.kernel.db import db
from tests.factories import Factory


@pytest.fixture
def board(app: Flask) -> None:
    """The states there are from the start."""
    with app.app_context():
        ensure_statuses()
        db.session.commit()


@pytest.fixture
def idea_of(app: Flask, board: None, make: Factory) -> Callable[..., int]:
    """Submit an idea, by somebody new unless an author is given; its number."""

    def submitted(author: Any = None, title: str = "Export as a table", **facts: Any) -> int:
        author = author or make.person()
        with app.app_context():
            idea = submit(
                db.session.get_one(Person, author.id), Wish(title, facts.pop("text", "It saves time."), **facts)
            )
            db.session.commit()
            return idea.id

    return submitted


def numbers(idea: Idea) -> tuple[int, int, int]:
    """People, companies and what these are worth."""
    return idea.votes, idea.companies, idea.demand
