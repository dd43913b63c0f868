"""In which order the menu stands for one reader, and why an item is offered.

The part of the score that is the same for everybody of one stage and job is reckoned once for an edition of the menu
and day; what is personal (done, suggested, what builds on what) only moves items about in that order.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from datetime import datetime, timedelta
from functools import cached_property
from math import exp, sqrt
from typing import Any, NamedTuple

from sqlalchemy import Row

STAGE, NEXT_STAGE, EARLIER = 3.0, 1.0, 0.6  # in the company's stage, in the one after it, in one before it
JOB, FOR_ALL = 2.0, 0.9  # names the reader's job; names no job
HELPFUL, FRESH = 1.0, 0.3
KNOWN, WAITING = 0.7, -1.05  # all it builds on is done; something it builds on is open, which ratings do not outweigh
FRESH_DAYS = 45.0  # after so many days about a third of the freshness is left
ENOUGH_RATINGS = 5  # before a share is shown or given as the reason
MOSTLY_HELPFUL = 0.8
NEW_DAYS = 30


def wilson(yes: int, no: int, z: float = 1.96) -> float:
    """Lower bound of the share of yes at 95 % confidence, 0 to 1 (Wilson 1927); 0 without ratings."""
    n = yes + no
    if not n:
        return 0.0
    share = yes / n
    centre = share + z * z / (2 * n)
    return (centre - z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))) / (1 + z * z / n)


class Reason(NamedTuple):
    """Why an item is offered, in one word. `share` in percent, `name` of who suggested it."""

    kind: str  # suggested | job | known | helpful | new | stage | next | earlier | ""
    share: int = 0
    name: str = ""


class Fit(NamedTuple):
    """The parts of one item's score that do not depend on what the reader did."""

    stage: float
    job: float
    helpful: float
    fresh: float


class Personal(NamedTuple):
    """What moves items for one reader: done, suggested (by whom), all they build on done, something of it open."""

    done: Set[int] = frozenset()
    suggested: Mapping[int, str] = {}
    known: Collection[int] = frozenset()
    waiting: Collection[int] = frozenset()


class Taste:
    """The menu as people of one stage and one job want it; `places` gives each stage its number."""

    def __init__(self, items: Mapping[int, Row[Any]], places: Mapping[str, int], stage: str, job: str, at: datetime):
        self.items, self.places, self.stage, self.job, self.at = items, places, stage, job.casefold(), at

    @cached_property
    def fits(self) -> dict[int, Fit]:
        """By item."""
        return {item_id: self._fit(item) for item_id, item in self.items.items()}

    @cached_property
    def scores(self) -> dict[int, float]:
        """By item, the best first; equal ones in the order of the menu."""
        return _best_first({item_id: sum(fit) for item_id, fit in self.fits.items()})

    @cached_property
    def steady(self) -> dict[int, float]:
        """The same without ratings, which move during a day."""
        return _best_first({item_id: fit.stage + fit.job + fit.fresh for item_id, fit in self.fits.items()})

    @cached_property
    def news_from(self) -> datetime:
        """What came later is new; nothing is where the menu itself is."""
        first = min((item.published_at for item in self.items.values()), default=self.at)
        return max(first + timedelta(days=1), self.at - timedelta(days=NEW_DAYS))

    def _fit(self, item: Row[Any]) -> Fit:
        days = max(0.0, (self.at - item.published_at).total_seconds() / 86_400)
        return Fit(
            self._stage_fit(item.stage),
            FOR_ALL if not item.jobs else JOB * (self.job in {job.casefold() for job in item.jobs}),
            HELPFUL * wilson(item.helpful_yes, item.helpful_no),
            FRESH * exp(-days / FRESH_DAYS),
        )

    def _stage_fit(self, stage: str) -> float:
        if self.stage not in self.places:
            return 0.0
        ahead = self.places[stage] - self.places[self.stage]
        return {0: STAGE, 1: NEXT_STAGE}.get(ahead, EARLIER if ahead < 0 else 0.0)

    def ranked(self, mine: Personal, scores: Mapping[int, float] | None = None) -> list[int]:
        """The order for one reader: what colleagues suggest, then by score, what is done at the end."""
        scores = self.scores if scores is None else scores
        open_ones = [item_id for item_id in scores if item_id not in mine.done]
        if mine.known or mine.waiting:  # nearly in order already, so sorting again is quick
            moved = dict(scores)
            for item_ids, by in ((mine.known, KNOWN), (mine.waiting, WAITING)):
                for item_id in item_ids:
                    moved[item_id] += by
            open_ones.sort(key=moved.__getitem__, reverse=True)
        if mine.suggested:
            open_ones.sort(key=mine.suggested.__contains__, reverse=True)
        return open_ones + sorted(scores.keys() & mine.done, key=scores.__getitem__, reverse=True)

    def reason(self, item_id: int, mine: Personal) -> Reason:
        """What speaks most for this item beside what speaks for all around it."""
        if item_id in mine.suggested:
            return Reason("suggested", name=mine.suggested[item_id])
        item, fit = self.items[item_id], self.fits[item_id]
        if fit.job == JOB:
            return Reason("job")
        if item_id in mine.known:
            return Reason("known")
        ratings = item.helpful_yes + item.helpful_no
        share = item.helpful_yes / ratings if ratings else 0.0
        if ratings >= ENOUGH_RATINGS and share >= MOSTLY_HELPFUL:
            return Reason("helpful", share=round(100 * share))
        if item.published_at > self.news_from:
            return Reason("new")
        return Reason({STAGE: "stage", NEXT_STAGE: "next", EARLIER: "earlier"}.get(fit.stage, ""))


def _best_first(scores: dict[int, float]) -> dict[int, float]:
    return dict(sorted(scores.items(), key=lambda pair: -pair[1]))
