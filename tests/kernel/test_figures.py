"""Figures that take long are kept for a while, and say so."""

from __future__ import annotations

from itertools import count

import pytest

from portal.kernel import figures


class Clock:
    """Time as the figures see it; each reckoning takes `cost` seconds."""

    def __init__(self) -> None:
        self.now, self.cost, self.numbers = 1000.0, 1.0, count(1)

    def monotonic(self) -> float:
        return self.now

    def reckon(self) -> int:
        self.now += self.cost
        return next(self.numbers)


@pytest.fixture
def clock(app, monkeypatch):
    made = Clock()
    monkeypatch.setattr(figures, "SLOW", 0.5)
    monkeypatch.setattr(figures, "NOTICED", 0.1)
    monkeypatch.setattr(figures, "time", made)
    app.extensions.pop("figures", None)
    with app.app_context():
        yield made
    app.extensions.pop("figures", None)


def test_what_took_long_is_kept_a_hundred_times_as_long_and_says_of_when_it_is(clock):
    assert figures.kept(("a",), clock.reckon) == (1, None)
    clock.now += 99
    value, at = figures.kept(("a",), clock.reckon)
    assert value == 1 and at is not None
    clock.now += 2
    assert figures.kept(("a",), clock.reckon) == (2, None)


def test_what_took_a_moment_is_kept_for_some_seconds_and_passes_for_now(clock):
    clock.cost = 0.4
    assert figures.kept(("a",), clock.reckon) == (1, None)
    clock.now += 39
    assert figures.kept(("a",), clock.reckon) == (1, None)
    clock.now += 2
    assert figures.kept(("a",), clock.reckon) == (2, None)


def test_what_is_quick_is_of_now_each_time(clock):
    clock.cost = 0.05
    assert [figures.kept(("a",), clock.reckon) for _turn in range(3)] == [(1, None), (2, None), (3, None)]


def test_each_key_has_its_own(clock):
    assert [figures.kept((key,), clock.reckon)[0] for key in "abab"] == [1, 2, 1, 2]


def test_only_so_many_are_kept_and_the_oldest_goes_first(clock, monkeypatch):
    monkeypatch.setattr(figures, "MOST", 2)
    assert [figures.kept((key,), clock.reckon)[0] for key in "abcbca"] == [1, 2, 3, 2, 3, 4]
