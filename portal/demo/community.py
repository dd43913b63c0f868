"""Six months of the community over all companies, through the commands."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.community.models import Question
from portal.demo import talks
from portal.demo.cast import Cast
from portal.demo.gatherings import Gatherings
from portal.demo.questions import CHAMPION, STAFF, Thread, all_threads
from portal.demo.story import Story
from portal.demo.talks import Telling, Topic
from portal.kernel.db import db

MOST = sum(1 + (thread.twin is not None) for thread in all_threads())
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SETTLING = 12 * DAY  # nobody asks before that
FRESH = 0.05  # share of questions that nobody had time to answer
USUAL = 1.4, 1.1  # of a log-normal distribution: hours until somebody answers
RECENT = 30 * HOUR  # age of what waits for a look, is hidden or was just asked


def tell(
    chance: random.Random, members: Sequence[Person], known: Mapping[str, Person], began: datetime, number: int
) -> int:
    """The whole story of so many questions; how many there are at its end. `known`: the accounts by role."""
    story = Story(chance, began)
    people = [person for person in members if person.organization_id]
    gatherings = Gatherings(story, people, known)
    gatherings.note()
    cast = Cast(story, people, known, gatherings)
    gatherings.let_some_ask([one for one in cast.people if one not in cast.silent.values()])
    teller = _Teller(story, cast, known)
    chosen = _chosen(number)
    teller.leave_one_open(chosen)
    for thread in chosen:
        teller.note(thread)
    teller.let_member_take_part()
    story.tell()
    return db.session.scalar(sa.select(sa.func.count()).select_from(Question)) or 0


def _chosen(number: int) -> list[Thread]:
    """So many of all questions, spread over areas and languages; twins count, and the last ones give way."""
    every = all_threads()
    share = min(number / MOST, 1.0)
    found = [one for place, one in enumerate(every) if int((place + 1) * share) > int(place * share)]
    over = sum(1 + (one.twin is not None) for one in found) - number
    for one in reversed(found):
        if over > 0 and one.twin:
            one.twin = None
            over -= 1
    return found


class _Teller:
    """Notes what happens to each question."""

    def __init__(self, story: Story, cast: Cast, known: Mapping[str, Person]) -> None:
        self.story, self.chance, self.cast = story, story.chance, cast
        self.cs, self.visitor = known["cs"], known["member"]
        self.topics: list[Topic] = []
        self.own: Thread | None = None

    def leave_one_open(self, threads: Sequence[Thread]) -> None:
        """One question becomes the member's own: answered since, and left for them to accept."""
        plain = [one for one in threads if one.language == self.visitor.language and not (one.group or one.twin)]
        self.own = next((one for one in plain if one.said and one.said[0].who == CHAMPION), None)
        if self.own is not None:
            self.own.said = self.own.said[:1]
            self.own.said[0].accepted = False

    def note(self, thread: Thread) -> None:
        """Everything from the first word to the last."""
        at = self._when(thread)
        author = self.visitor if thread is self.own else self.cast.asker(thread, at)
        if author is None:
            return
        topic = Topic(thread, author, at)
        self.topics.append(topic)
        self.story.at(at, partial(talks.ask, topic))
        if thread.added:
            self.story.at(at + self.chance.uniform(20, 100) * MINUTE, partial(talks.add, topic))
        self._said(topic)
        self._wanted(topic)
        if thread.twin is not None:
            self._twin(topic, thread.twin)
        self._ended(topic)

    def _when(self, thread: Thread) -> datetime:
        """More often of late."""
        if thread is self.own:
            return self.story.ends - 2 * RECENT
        if thread.state in ("held", "hidden") or (not thread.twin and self.story.likely(FRESH)):
            return self.story.ends - self.chance.uniform(0.1, 1.0) * RECENT
        whole = self.story.ends - self.story.began - SETTLING - 2 * DAY
        return self.story.began + SETTLING + float(self.chance.random() ** 0.75) * whole

    def _said(self, topic: Topic) -> None:
        at, before = topic.at, list[Person]()
        below: Telling | None = None
        for said in topic.thread.said:
            at += self.chance.lognormvariate(*USUAL) * (0.4 if said.remark or said.who == STAFF else 1.0) * HOUR
            person = self.cast.speaker(said, topic.thread, topic.author, before, at)
            if person is None:
                continue
            telling = Telling(said, person, at, below if said.remark else None)
            topic.told.append(telling)
            self.story.at(at, partial(talks.say, topic, telling))
            if not said.remark:
                below = telling
                before.append(person)
                self._liked(topic, telling)

    def _liked(self, topic: Topic, telling: Telling) -> None:
        if telling.said.added:
            self.story.at(telling.at + self.chance.uniform(1, 9) * DAY, partial(talks.add_to_answer, telling))
        if telling.said.accepted:
            at = telling.at + self.chance.uniform(0.3, 20) * HOUR
            self.story.at(at, partial(talks.accept, topic.author, telling))
        often = self.chance.expovariate(1 / (2.6 if telling.said.accepted else 0.8))
        for person, at in self._some(topic, {telling.person}, min(round(often), 9), telling.at):
            self.story.at(at, partial(talks.find_useful, person, telling))

    def _wanted(self, topic: Topic) -> None:
        if topic.thread.state == "hidden":
            return
        often = min(round(self.chance.paretovariate(1.3) - 1), 12)
        for person, at in self._some(topic, {topic.author}, often, topic.at):
            self.story.at(at, partial(talks.have_too, person, topic))
        for person, at in self._some(topic, {topic.author}, round(self.chance.random() * 0.7), topic.at):
            self.story.at(at, partial(talks.follow, person, topic))

    def _some(self, topic: Topic, besides: set[Person], number: int, since: datetime) -> list[tuple[Person, datetime]]:
        """So many others who come by, soon rather than late."""
        found = []
        for _time in range(number if topic.thread.state != "held" else 0):
            at = since + 20 * MINUTE + self.chance.betavariate(1, 5) * (self.story.ends - since)
            person = self.cast.bystander(topic.thread, besides, at)
            if person is not None:
                besides.add(person)
                found.append((person, at))
        return found

    def _twin(self, topic: Topic, thread: Thread) -> None:
        thread.group = topic.thread.group
        at = topic.at + self.chance.uniform(3, 12) * DAY
        author = self.cast.bystander(thread, {topic.author}, at)
        if author is None or at + DAY > self.story.ends:
            return
        twin = Topic(thread, author, at)
        self.story.at(at, partial(talks.ask, twin))
        self.story.at(at + self.chance.uniform(2, 20) * HOUR, partial(talks.merge, self.cs, twin, topic))

    def _ended(self, topic: Topic) -> None:
        last = max((telling.at for telling in topic.told), default=topic.at)
        if topic.thread.state == "locked":
            self.story.at(self.story.ends - MINUTE, partial(talks.lock, self.cs, topic))
        if topic.thread.state == "hidden":
            self.story.at(last + 40 * MINUTE, partial(talks.hide, self.cs, topic))

    def let_member_take_part(self) -> None:
        """The member has two questions of others, too."""
        mine = [topic for topic in self.topics if topic.thread.language == self.visitor.language]
        open_to_all = [one for one in mine if not one.thread.group and not one.thread.state and one.told]
        solved = [one for one in open_to_all if one.at > self.visitor.created_at + DAY]
        for topic in solved[2:4]:
            self.story.at(self.story.some_time(topic.at + HOUR), partial(talks.have_too, self.visitor, topic))
