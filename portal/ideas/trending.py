"""A score that decays without being touched: it is kept as of a fixed day, so that time moves all ideas alike.

Each vote and comment, and the idea itself, is worth 1 when it comes and half of that `HALF_LIFE` days later
(exponential decay as in C. Franklin's "forward decay", Cormode et al. 2009). The column holds the logarithm to base 2
of the sum, which only an act changes: lists read it in index order, and nothing has to be reckoned again at night.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from math import log2

HALF_LIFE = 14.0  # days
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
NOTHING = -1000.0  # below every idea that exists
MOST = 0.99  # of a score; what is left of it without this share has lost two of its digits
CLOSE = 1e-6  # two ways of adding the same up differ by less


def weight(at: datetime) -> float:
    """What something that happened then is worth, as a logarithm."""
    return (at - EPOCH).total_seconds() / 86_400 / HALF_LIFE


def plus(score: float, at: datetime) -> float:
    """The score with one act more."""
    more = weight(at)
    high, low = max(score, more), min(score, more)
    return high + log2(1 + 2 ** (low - high))


def minus(score: float, at: datetime) -> float | None:
    """The score with one act less, which must be in it; None where that act is most of it, so that little is left."""
    share = 2 ** (weight(at) - score)
    return score + log2(1 - share) if share < MOST else None


def total(moments: Iterable[datetime]) -> float:
    """The score of all these acts."""
    weights = sorted(map(weight, moments))
    if not weights:
        return NOTHING
    high = weights[-1]
    return high + log2(sum(2 ** (found - high) for found in weights))
