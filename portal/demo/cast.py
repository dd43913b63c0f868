"""Who speaks in the demo's community: people who are there by then, know the language, and may see the place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from portal.accounts.models import Person
from portal.demo.gatherings import Gatherings
from portal.demo.questions import ASKER, CHAMPION, SAME, STAFF, Said, Thread
from portal.demo.story import Story
from portal.moderation.queries.newcomers import is_new

One = TypeVar("One")
BY_PRODUCT = ("mobile", "integrations")  # areas where product answers, customer success elsewhere


class Cast:
    """The customers' people but the `visitor`, whose questions are chosen apart."""

    def __init__(
        self, story: Story, people: Sequence[Person], known: Mapping[str, Person], gatherings: Gatherings
    ) -> None:
        self.story, self.chance, self.gatherings = story, story.chance, gatherings
        self.cs, self.product = known["cs"], known["product"]
        self.people = [person for person in people if person is not known["member"]]
        self.active = {person.id: self.chance.betavariate(1.2, 2) + 0.05 for person in self.people}
        self.silent = self._silent()
        self.asked: Counter[int | None] = Counter()  # by company

    def _silent(self) -> dict[str, Person]:
        """By language somebody who said nothing so far, and does not until the end."""
        found: dict[str, Person] = {}
        for person in reversed(self.people):
            if person.language not in found and person.id not in self.gatherings.champions and is_new(person):
                found[person.language] = person
        return found

    def asker(self, thread: Thread, at: datetime) -> Person | None:
        """Somebody to ask it; companies that asked little come first."""
        if thread.state == "held":
            return self.silent.get(thread.language)
        there = self._there(thread, at)
        if not there:
            return None
        person = self._one_of(there, lambda one: self.active[one.id] / (1 + self.asked[one.organization_id]) ** 2)
        self.asked[person.organization_id] += 1
        return person

    def speaker(
        self, said: Said, thread: Thread, asker: Person, before: Sequence[Person], at: datetime
    ) -> Person | None:
        """Who says this. `before`: who answered so far, last one at the end."""
        if said.who == ASKER:
            return asker
        if said.who == STAFF:
            return self.product if thread.area in BY_PRODUCT else self.cs
        if said.who == SAME:
            return before[-1] if before else None
        if said.who == CHAMPION:
            return self._champion(thread, asker, before, at) or self.bystander(thread, {asker, *before}, at)
        return self.bystander(thread, {asker, *before}, at)

    def bystander(self, thread: Thread, besides: Collection[Person], at: datetime) -> Person | None:
        """Somebody who is none of these, of another company if there is anybody."""
        taken = {one.id for one in besides}
        companies = {one.organization_id for one in besides}
        there = [one for one in self._there(thread, at) if one.id not in taken]
        others = [one for one in there if one.organization_id not in companies] or there
        return self._one_of(others, lambda one: self.active[one.id]) if others else None

    def _champion(self, thread: Thread, asker: Person, before: Sequence[Person], at: datetime) -> Person | None:
        inside = {one.id for one in self._there(thread, at)}
        able = [
            (person, knows, since)
            for person, knows, since in self.gatherings.champions.values()
            if person.id in inside and person.organization_id != asker.organization_id
        ]
        if not able:
            return None
        if before and before[-1] in [one[0] for one in able]:  # it is the same one who goes on
            return before[-1]
        return self._one_of(
            able, lambda one: (6.0 if thread.area in one[1].areas else 0.5) * (3.0 if one[2] < at else 1)
        )[0]

    def _there(self, thread: Thread, at: datetime) -> list[Person]:
        pool = self.gatherings.speakers(thread.group, at) if thread.group else self.people
        able = [one for one in pool if one.id in self.active and one is not self.silent.get(thread.language)]
        return [one for one in able if one.created_at < at and one.language == thread.language]

    def _one_of(self, some: Sequence[One], weight: Callable[[One], float]) -> One:
        return self.chance.choices(some, [weight(one) for one in some])[0]
