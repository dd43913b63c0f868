"""What answers say: the score, how sure it is, and whether it moved. Pure arithmetic.

NPS = 100·(P - D)/N. The 95 % interval is the adjusted Wald interval for a difference of two shares of one sample:
0.75 promoters, 1.5 passives and 0.75 detractors are added first (Rocks 2016), which keeps its promise from five
answers on, where the plain one is far too short and calls five promoters certain.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

PROMOTER, PASSIVE = 9, 7  # the lowest score of each
FEWEST = 5  # answers; below that only counts are shown
Z = 1.959964  # standard errors that hold 95 %
ADDED_ENDS, ADDED_MIDDLE = 0.75, 1.5


@dataclass(frozen=True)
class Interval:
    """Lower and upper end, in points of the score."""

    low: float
    high: float

    @property
    def holds_zero(self) -> bool:
        """Whether no difference is among what may well be true."""
        return self.low <= 0 <= self.high


@dataclass(frozen=True)
class Tally:
    """Answers by group."""

    promoters: int = 0
    passives: int = 0
    detractors: int = 0

    @property
    def n(self) -> int:
        """All answers."""
        return self.promoters + self.passives + self.detractors

    @property
    def score(self) -> float | None:
        """-100 to 100; None without answers."""
        return 100 * (self.promoters - self.detractors) / self.n if self.n else None

    @property
    def tells(self) -> bool:
        """Whether there are enough answers to speak of a score."""
        return self.n >= FEWEST

    @property
    def interval(self) -> Interval | None:
        """Where the score of everybody like those who answered lies with 95 %; None below five answers."""
        if not self.tells:
            return None
        mean, variance = self._adjusted()
        return _around(100 * mean, 100 * Z * sqrt(variance), 100)

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.promoters + other.promoters, self.passives + other.passives, self.detractors + other.detractors
        )

    def _adjusted(self) -> tuple[float, float]:
        """Mean of +1, 0 and -1, and the variance of that mean, with the imagined answers added."""
        n = self.n + 2 * ADDED_ENDS + ADDED_MIDDLE
        up, down = (self.promoters + ADDED_ENDS) / n, (self.detractors + ADDED_ENDS) / n
        mean = up - down
        return mean, (up + down - mean**2) / n


def change(before: Tally, after: Tally) -> Interval | None:
    """How far the score moved, with 95 %; None where one side has fewer than five answers."""
    if not (before.tells and after.tells):
        return None
    (was, spread_was), (is_, spread_is) = before._adjusted(), after._adjusted()
    return _around(100 * (is_ - was), 100 * Z * sqrt(spread_was + spread_is), 200)


def group_of(score: int) -> str:
    """`promoter`, `passive` or `detractor`. Raises ValueError for what is no score."""
    if not 0 <= score <= 10:
        raise ValueError(f"{score} is no score from 0 to 10")
    return "promoter" if score >= PROMOTER else "passive" if score >= PASSIVE else "detractor"


def tally(scores: dict[int, int]) -> Tally:
    """Answers by score, e.g. {9: 12, 3: 1}, as a tally."""
    found = {"promoter": 0, "passive": 0, "detractor": 0}
    for score, count in scores.items():
        found[group_of(score)] += count
    return Tally(found["promoter"], found["passive"], found["detractor"])


def _around(middle: float, margin: float, most: float) -> Interval:
    return Interval(max(-most, middle - margin), min(most, middle + margin))
