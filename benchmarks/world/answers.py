"""Who answers which question, and what comes of it. Numbers beside questions and people are reckoned from here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from benchmarks.world.people import MEMBER, company_of, customer, is_champion
from benchmarks.world.sizes import World, moment

OWN = 40  # questions, of which the reader asked one and follows another
SOON = timedelta(minutes=10)


class Given(NamedTuple):
    """One answer. `accepted`: by whom."""

    number: int
    question: int
    author: int
    at: datetime
    useful: int  # people who say so
    accepted: int | None


def asker_of(question: int, world: World) -> int:
    """The reader asked one in forty."""
    return MEMBER if question % OWN == 1 else customer(question * 31, world)


def asked_at(question: int, world: World) -> datetime:
    """When it was asked."""
    return moment(question, world.questions)


def is_answered(question: int) -> bool:
    """Two in three have one answer; the first has the long thread."""
    return question % 3 != 1 or question == 1


def is_solved(question: int) -> bool:
    """One in three."""
    return question % 3 == 0


def answers(world: World) -> Iterator[Given]:
    """All of them: an answer has its question's number, those of the long thread come behind them."""
    for question in range(2, world.questions + 1):
        if is_answered(question):
            yield answer(question, world)
    for turn in range(world.thread):
        yield _given(world.questions + 1 + turn, 1, world, turn)


def answer(question: int, world: World) -> Given:
    """The one to a question that has one."""
    return _given(question, question, world, 0)


def _given(number: int, question: int, world: World, turn: int) -> Given:
    asker, author = asker_of(question, world), customer(number * 17, world)
    if author == asker:
        author = customer(number * 17 + 1, world)
    when = asked_at(question, world) + SOON + timedelta(minutes=turn)
    return Given(number, question, author, when, number % 3, asker if is_solved(question) else None)


def thankful(given: Given, world: World) -> Iterator[int]:
    """The people who find it useful."""
    yield from (customer(given.number * 29 + turn, world) for turn in range(given.useful))


def is_foreign(given: Given, world: World) -> bool:
    """It helps somebody of another company."""
    return company_of(given.author, world) != company_of(asker_of(given.question, world), world)


def standing_of(given: Given) -> str:
    """Of the author."""
    return "champion" if is_champion(given.author) else ""


def firsts(question: int, world: World) -> tuple[datetime | None, datetime | None]:
    """When somebody answered, and when a champion did."""
    if not is_answered(question):
        return None, None
    if question == 1:
        given = [_given(world.questions + 1 + turn, 1, world, turn) for turn in range(world.thread)]
    else:
        given = [answer(question, world)]
    by_champion = [one.at for one in given if standing_of(one)]
    return min((one.at for one in given), default=None), min(by_champion, default=None)
