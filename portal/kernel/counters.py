"""Numbers kept beside what they count, so that no page counts rows: whether they are right, and making them so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from portal.kernel.db import begin_reading


@dataclass(frozen=True)
class Drift:
    """One number that is not what a recount gives; `where` names its row for whoever runs the portal."""

    where: str
    kept: int
    counted: int


@dataclass(frozen=True)
class Counter:
    """`drifts` recounts and tells what differs; `rebuild` makes all right and tells how many rows it changed.

    `rebuild` is part of the caller's transaction, and right while people go on writing.
    """

    name: str
    drifts: Callable[[], Sequence[Drift]]
    rebuild: Callable[[], int]


COUNTERS: dict[str, Counter] = {}


def counter(name: str, *, drifts: Callable[[], Sequence[Drift]], rebuild: Callable[[], int]) -> None:
    """Let `portal counters` look after this number."""
    COUNTERS[name] = Counter(name, drifts, rebuild)


def all_drifts() -> Iterator[tuple[str, Sequence[Drift]]]:
    """Each number with what is off, all as of one moment: people may go on writing. Needs a transaction of its own."""
    begin_reading()
    for name, known in sorted(COUNTERS.items()):
        yield name, known.drifts()
