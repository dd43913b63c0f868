"""The trend as a drawing: places in percent of the canvas, from the top left, so that it fits any width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, floor
from typing import NamedTuple

from portal.surveys.maths import Interval, Tally

STEPS = (5, 10, 20, 25, 40, 50)  # between two lines of the grid
LINES = 5  # spaces between them, at most
LABELS, FEW = 6, 4  # below the chart, at most; on a phone
WHOLE = 100.0


class Tick(NamedTuple):
    """A line of the grid: its value, and its place from the top."""

    value: int
    y: float


class Mark(NamedTuple):
    """The score of the wave at `place`: where it and the ends of its interval stand."""

    place: int
    x: float
    y: float
    high: float
    low: float

    @property
    def right(self) -> bool:
        """Whether it stands in the right half, where its label goes to the left."""
        return self.x > WHOLE / 2


@dataclass(frozen=True)
class Plot:
    """The chart of so many waves; `runs` are marks without a wave between them that has no score."""

    ticks: list[Tick]
    runs: list[list[Mark]]
    places: list[float]
    labelled: set[int]
    few: set[int]  # those of them that fit a phone, too

    @property
    def marks(self) -> list[Mark]:
        """All of them, the oldest first."""
        return [mark for run in self.runs for mark in run]


def plot(tallies: Sequence[Tally]) -> Plot | None:
    """The trend of the waves, the oldest first; None where none has enough answers for a score."""
    ends = [end for one in tallies if (band := one.interval) for end in (band.low, band.high)]
    if not ends:
        return None
    values = _grid(min(ends), max(ends))
    bottom, height = values[0], values[-1] - values[0]

    def y(value: float) -> float:
        return round(WHOLE * (1 - (value - bottom) / height), 2)

    last = len(tallies) - 1
    places = [round(WHOLE * at / last, 2) if last else WHOLE / 2 for at in range(len(tallies))]
    return Plot(
        ticks=[Tick(value, y(value)) for value in values],
        runs=[
            [Mark(at, places[at], y(one.score or 0), y(band.high), y(band.low)) for at, one, band in run]
            for run in _runs(tallies)
        ],
        places=places,
        labelled=_every(ceil(len(tallies) / LABELS), last),
        few=_every(ceil(len(tallies) / LABELS) * ceil(min(LABELS, len(tallies)) / FEW), last),
    )


def _every(step: int, last: int) -> set[int]:
    """Every so many places, counted from the last."""
    return set(range(last, -1, -step))


def _runs(tallies: Sequence[Tally]) -> list[list[tuple[int, Tally, Interval]]]:
    """Waves with a score by their place, cut where one has none between them."""
    told = [(at, one, band) for at, one in enumerate(tallies) if (band := one.interval)]
    after_gaps = groupby(enumerate(told), key=lambda each: each[1][0] - each[0])
    return [[wave for _at, wave in run] for _gaps, run in after_gaps]


def _grid(low: float, high: float) -> list[int]:
    """Round values that hold both ends, with as few points between two as `LINES` allows."""
    for step in STEPS:
        bottom, top = step * floor(low / step), step * ceil(high / step)
        if top - bottom <= LINES * step:
            break
    return list(range(bottom, max(top, bottom + step) + 1, step))
