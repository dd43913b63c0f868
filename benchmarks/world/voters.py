"""Who votes for which idea. Everything beside an idea is reckoned from here, so that no row is written twice."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from math import log, log2
from typing import NamedTuple

from benchmarks.world.people import FIRST, MEMBER, company_of, facts_of
from benchmarks.world.sizes import EPOCH, MINUTES, World
from portal.accounts.bands import FROM, PASSIVE
from portal.ideas import trending

FAMILY = 50  # ideas, of which the last one was merged into the one before
OWN = 40  # ideas, of which the reader posted one, votes for another and follows a third
PERIOD = 20_000  # minutes from an idea's first vote to its last one
PRIME = 104_729
EULER = 0.5772


class Numbers(NamedTuple):
    """As the columns of an idea."""

    votes: int = 0
    companies: int = 0
    comments: int = 0
    demand: int = 0
    detractors: int = 0
    trending: float = trending.NOTHING


class Voters:
    """A few ideas have very many voters, most have a few; nobody twice for one idea. `low`: companies of detractors."""

    def __init__(self, world: World, scores: dict[int, int]) -> None:
        self.world, self.people = world, world.people - FIRST + 1
        self.low = {company for company, score in scores.items() if score < FROM[PASSIVE]}
        self.counts = self._counts()

    def _counts(self) -> array[int]:
        ideas, votes = self.world.ideas, self.world.votes
        most = votes / 3 / (log(ideas) + EULER)
        found = array("i", [0]) + array("i", (int(most / (1 + (n - 1) * PRIME % ideas)) for n in range(1, ideas + 1)))
        heads = [n for n in range(1, ideas + 1) if not is_merged(n)]
        for n in range(FAMILY, ideas + 1, FAMILY):
            found[n] = 1
        each, more = divmod(max(votes - sum(found), 0), len(heads))
        for place, n in enumerate(heads):
            found[n] = min(found[n] + each + (place < more), self.people)
        return found

    def of(self, idea: int) -> range:
        """Numbers of the people. Those of a merged idea vote for the one it was merged into, too."""
        count, head = self.counts[idea], idea - is_merged(idea)
        spread = self.people - self.counts[head] + 1
        first = 0 if head == 1 or head % OWN == 2 else head * 613 % spread
        return range(MEMBER + first, MEMBER + first + count)

    def companies(self, idea: int) -> Counter[int]:
        """How many of each company: of the whole family, as those of the merged one are among them."""
        return Counter(company for person in self.of(idea) if (company := company_of(person, self.world)))

    def numbers(self, idea: int) -> Numbers:
        """What stands beside the idea."""
        if is_merged(idea):
            return Numbers()
        wanting, comments = self.companies(idea), comments_of(idea)
        value = sum(facts_of(company)["contract_value"] for company in wanting)
        return Numbers(
            self.counts[idea],
            len(wanting),
            comments,
            value,
            len(wanting.keys() & self.low),
            self._score(idea, comments),
        )

    def _score(self, idea: int, comments: int) -> float:
        """The sum over votes is that of a geometric series."""
        begin, half = minute_of(idea, self.world), trending.HALF_LIFE * 1440
        whole, rest = divmod(self.counts[idea], PERIOD)
        votes = whole * _series(PERIOD, half) + _series(rest, half)
        score = 2 ** (begin / half) * (1 + votes + _series(comments, half))
        if idea < self.world.ideas and is_merged(idea + 1):
            score += 2 ** (minute_of(idea + 1, self.world) / half)
        return log2(score) + trending.weight(EPOCH)


def _series(terms: int, half: float) -> float:
    """1 + q + … + q^(terms - 1), where q doubles after `half`."""
    ratio = 2 ** (1 / half)
    return float((ratio**terms - 1) / (ratio - 1))


def is_merged(idea: int) -> bool:
    """Into the one with the number before."""
    return idea % FAMILY == 0


def minute_of(idea: int, world: World) -> int:
    """When it was posted; its first vote and comment come at once, and more a minute each."""
    return idea * MINUTES // world.ideas


def comments_of(idea: int) -> int:
    """None to two, and a long talk about the first idea."""
    return 0 if is_merged(idea) else idea % 3 + (60 if idea == 1 else 0)


def pairs(voters: Voters) -> Iterator[tuple[int, int, int]]:
    """Idea, company, and how many of it want that."""
    for idea in range(1, voters.world.ideas + 1):
        if not is_merged(idea):
            for company, number in voters.companies(idea).items():
                yield idea, company, number
