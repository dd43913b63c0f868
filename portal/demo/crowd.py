"""Who wants which idea of the demo, and when: a few ideas have many voters, most have a few."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from portal.accounts.models import Person
from portal.demo.story import Story
from portal.demo.wishes import Told

DAY = timedelta(days=1)
DECIDED = {  # when an idea came to its last state, as a share of its age
    "review": (0.15, 0.6),
    "planned": (0.4, 0.9),
    "progress": (0.5, 0.97),
    "shipped": (0.5, 0.97),
    "declined": (0.3, 0.95),
}
LATEST = {"review": 0.93, "planned": 0.8, "progress": 0.6, "shipped": 0.6, "declined": 0.7}  # when it was submitted
PROMISED = {"late": 75 * DAY, "soon": 12 * DAY}  # how old an idea is whose answer is late, or due soon
CLOSING = ("shipped", "declined")
HEARD = ("call", "mail", "meeting", "other")
ON_BEHALF = 0.07


class Wanted(NamedTuple):
    """One vote; `heard`: where customer success heard of it, when the person did not come themselves."""

    person: Person
    at: datetime
    heard: str = ""


class Tale:
    """One idea while it is told: when it is `decided` (or merged) for the last time, and when voting `closes`."""

    def __init__(self, told: Told, author: Person, at: datetime, decided: datetime, closes: datetime) -> None:
        self.told, self.author, self.at, self.decided, self.closes = told, author, at, decided, closes
        self.id = 0
        self.twins: list[Tale] = []
        self.votes: list[Wanted] = []
        self.followers: list[Person] = []
        self.answered: datetime | None = None
        self.helps = 0.8  # how likely it solves somebody's problem, once shipped


class Crowd:
    """The customers' people but the `visitor`, whose board is left to whoever tries the demo."""

    def __init__(self, story: Story, people: Sequence[Person], visitor: Person, companies: int) -> None:
        self.story, self.chance, self.companies = story, story.chance, companies
        self.people = [person for person in people if person is not visitor]
        self.active = {person.id: self.chance.betavariate(1.2, 2) + 0.02 for person in self.people}

    def tales(self, told: Sequence[Told], votes: int) -> list[Tale]:
        """Each wish with its author, its time and its votes; twins inside theirs."""
        found = [self._tale(one) for one in told]
        for tale in found:
            tale.twins = [self._twin(tale, twin) for twin in tale.told.twins]
        every = [one for tale in found for one in (tale, *tale.twins)]
        weights = [self._popular(one.told) for one in every]
        for tale, weight in zip(every, weights, strict=True):
            self._wish(tale, round(max(votes, 0) * weight / sum(weights)))
        for tale in found:
            self._answer(tale)
            for twin in tale.twins:
                twin.decided = max(tale.answered or tale.decided, *(one.at for one in twin.votes), twin.at) + DAY
        return found

    def _tale(self, told: Told) -> Tale:
        began, whole = self.story.began + 6 * DAY, self.story.ends - self.story.began - 6 * DAY
        if told.promised:
            at = self.story.ends - PROMISED[told.promised]
        else:
            at = began + self.chance.uniform(0.02, LATEST.get(told.status, 0.98)) * whole
        decided = at + self.chance.uniform(*DECIDED.get(told.status, (1.0, 1.0))) * (self.story.ends - at)
        return Tale(told, self._author(told, at), at, decided, decided if told.status in CLOSING else self.story.ends)

    def _twin(self, tale: Tale, told: Told) -> Tale:
        at = tale.at + self.chance.uniform(0.05, 0.2) * (tale.closes - tale.at)
        until = at + 0.4 * (tale.closes - at)
        return Tale(told, self._author(told, at), at, until, until)

    def _author(self, told: Told, at: datetime) -> Person:
        """Somebody who is there by then and speaks the language, if there is anybody."""
        there = [person for person in self.people if person.created_at < at] or self.people[:1]
        speakers = [person for person in there if person.language == told.language] or there
        return self.chance.choices(speakers, [self.active[person.id] for person in speakers])[0]

    def _popular(self, told: Told) -> float:
        if told.promised:
            return 4.0
        if told.answers:
            return min(self.chance.paretovariate(1.0) + 0.4, 22.0)
        return self.chance.uniform(0.2, 1.6)

    def _wish(self, tale: Tale, number: int) -> None:
        """So many voters, those of its language rather; too few companies for a promise where none is ever answered."""
        there = [one for one in self.people if one is not tale.author and one.created_at < tale.closes - DAY]
        there.sort(key=lambda one: self.chance.random() ** (1 / self._likes(one, tale.told)), reverse=True)
        number = max(number, 3 * self.companies) if tale.told.promised else number
        if not (tale.told.answers or tale.told.promised):
            there = self._of_few(tale.author, there)
        tale.votes = sorted((self._vote(tale, one) for one in there[:number]), key=lambda one: one.at)
        tale.followers = [one for one in there[number : number + 3] if self.story.likely(0.2)]

    def _likes(self, person: Person, told: Told) -> float:
        return self.active[person.id] * (5.0 if person.language == told.language else 1.0)

    def _of_few(self, author: Person, there: Sequence[Person]) -> list[Person]:
        allowed = {author.organization_id}
        for person in there:
            if len(allowed) < self.companies - 1:
                allowed.add(person.organization_id)
        return [person for person in there if person.organization_id in allowed]

    def _vote(self, tale: Tale, person: Person) -> Wanted:
        since = max(tale.at + timedelta(minutes=9), person.created_at)
        early = 8.0 if tale.told.promised else 2.5
        at = since + self.chance.betavariate(1.0, early) * (tale.closes - since) * 0.98
        return Wanted(person, at, self.chance.choice(HEARD) if self.story.likely(ON_BEHALF) else "")

    def _answer(self, tale: Tale) -> None:
        """Within the promised days of the vote that brings enough companies, and never after voting closed."""
        if not tale.told.answers:
            return
        companies, promised = {tale.author.organization_id}, None
        for wanted in tale.votes:
            companies.add(wanted.person.organization_id)
            if len(companies) >= self.companies:
                promised = wanted.at
                break
        at = promised + self.chance.uniform(0.5, 11.0) * DAY if promised else tale.decided
        tale.answered = min(at, tale.decided) if tale.told.status in CLOSING else at
