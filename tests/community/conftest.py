"""Questions and what is said to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Person
from portal.community.commands import accepting, answering, asking, commenting, counters
from portal.community.commands.asking import Ask
from portal.community.models import CommunityGroup, GroupMember, Question
from portal.kernel.db import db
from portal.posting.models import Area
from tests.factories import Factory


@pytest.fixture
def act(app: Flask) -> Callable[..., int]:
    """`act(person, command, …)` runs a command as somebody and commits; the number of what it gave."""

    def acted(person: Any, command: Any, *args: Any, **named: Any) -> Any:
        with app.app_context():
            found = command(db.session.get_one(Person, person.id), *args, **named)
            db.session.commit()
            return getattr(found, "id", None)

    return acted


@pytest.fixture
def ask(act: Any, make: Factory) -> Callable[..., int]:
    """Ask, as somebody new unless an author is given; the question's number."""

    def asked(author: Any = None, title: str = "How do you close the month?", **facts: Any) -> int:
        text = facts.pop("text", "We lose a day to it.")
        return act(author or make.person(), asking.ask, Ask(title, text, **facts))

    return asked


@pytest.fixture
def answer(act: Any, make: Factory, ask: Any) -> Callable[..., int]:
    """Answer, as somebody new unless an author is given; the answer's number."""

    def answered(author: Any = None, question_id: int | None = None, text: str = "Lock the day first.") -> int:
        return act(author or make.person(), answering.answer, question_id or ask(), text)

    return answered


@pytest.fixture
def remark(act: Any, make: Factory) -> Callable[..., int]:
    """Comment, below a question or an answer."""

    def said(author: Any = None, text: str = "Which release is that?", **where: int) -> int:
        return act(author or make.person(), commenting.comment, text, **where)

    return said


@pytest.fixture
def accept(act: Any) -> Callable[..., None]:
    """Accept an answer."""

    def accepted(person: Any, answer_id: int) -> None:
        act(person, accepting.accept, answer_id)

    return accepted


@pytest.fixture
def group(make: Factory) -> Callable[..., CommunityGroup]:
    """A group with these members."""

    def made(*people: Any, access: str = "open", **facts: Any) -> CommunityGroup:
        number = next(make.numbers)
        values = {"slug": f"group-{number}", "names": {"en": f"Group {number}"}, "abouts": {"en": "Of some"}}
        found = make.add(CommunityGroup(access=access, members=len(people), **(values | facts)))
        for person in people:
            make.add(GroupMember(group_id=found.id, person_id=person.id))
        return found

    return made


@pytest.fixture
def change(app: Flask) -> Callable[..., None]:
    """Set columns of a row."""

    def work(row: Any, **values: Any) -> None:
        with app.app_context():
            db.session.execute(sa.update(type(row)).where(type(row).id == row.id).values(**values))
            db.session.commit()

    return work


@pytest.fixture
def right(app: Flask) -> Callable[[], list[Any]]:
    """How far the numbers are off."""

    def drifts() -> list[Any]:
        with app.app_context():
            return [*counters.question_drifts(), *counters.answer_drifts(), *counters.group_drifts()]

    return drifts


@pytest.fixture
def the(rows: Any) -> Callable[[int], Question]:
    """The question of a number, as the database has it."""
    return lambda number: rows(Question, id=number)[0]


@pytest.fixture
def area(make: Factory) -> Any:
    """A part of the product."""
    return make.add(Area(slug="dispatch", position=1, names={"en": "Dispatch", "ja": "配車"}))
