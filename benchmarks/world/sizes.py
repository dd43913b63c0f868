"""How many of each thing a world has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # when everything begins; the last post comes 300 days later
MINUTES = 432_000  # of these 300 days


class World(NamedTuple):
    """What is 0 is left out."""

    organizations: int = 0
    people: int = 0  # staff among them
    items: int = 0
    completions: int = 0
    ideas: int = 0
    votes: int = 0
    questions: int = 0
    thread: int = 0  # answers to the first question
    invitations: int = 0  # to the waves of a survey
    follow_ups: int = 0
    events: int = 0  # of the audit log; each other kind comes with what it is about
    notifications: int = 0


FULL = World(
    organizations=10_000,
    people=1_000_000,
    items=5_000,
    completions=2_000_000,
    ideas=1_000_000,
    votes=10_000_000,
    questions=1_000_000,
    thread=5_000,
    invitations=900_000,
    follow_ups=100_000,
    events=1_000_000,
    notifications=2_000_000,
)
EMBEDDED = 0.05  # of it: 100,000 posts
LEAST = World(organizations=100, people=2_500, items=5_000, thread=50, invitations=600, follow_ups=600)


def world(scale: float) -> World:
    """That share of the full world. Never so little that a list is no full page, and always the whole menu."""
    return World(*(max(round(number * scale), least) for number, least in zip(FULL, LEAST, strict=True)))


def moment(number: int, of: int) -> datetime:
    """When the thing with this number came, of so many that are spread over the world's days."""
    return EPOCH + timedelta(minutes=number * MINUTES // of)
