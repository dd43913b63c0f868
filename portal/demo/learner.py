"""How one person of the demo learns: in the order of the menu, with what that leaves behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import NamedTuple

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.demo import opinions
from portal.demo.quizzes import sit
from portal.demo.story import Story
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.learning.commands import progress, ratings, steps, tray, watching
from portal.learning.models import Item, NextStep
from portal.learning.policy import EARNED, READ, SELF, WATCHED, rule_of

WATCHED_AT_ONCE = 90  # seconds between two beats
THOROUGH = 0.4  # share of people who earn the whole first stage
LIKELY = {-2: 0.0, -1: 0.03, 0: 0.4}  # that an item is finished, by how many stages the company is past it; else 0.65


class Offer(NamedTuple):
    """An item on somebody's menu, and how many stages their company is past it."""

    item: Item
    behind: int


class Learner:
    """One person's six months. `quality`: how many of a hundred find an item helpful, by its number."""

    def __init__(self, story: Story, person: Person, menu: Sequence[Offer], quality: Mapping[int, float]) -> None:
        self.story, self.person, self.menu, self.quality = story, person, menu, quality
        self.by_slug = {offer.item.slug: offer.item for offer in menu}
        self.words = "ja" if person.language == "ja" else "en"
        self.earns = set[int]()

    def learn(self, thorough: bool = False) -> None:
        """Finish what the company's stage has reached, one after the other, and put some of the rest on the tray.

        Some are thorough: they leave out nothing of the first stage and earn all of it, as champions have to.
        """
        story, thorough = self.story, self.story.likely(THOROUGH) or thorough
        first = self.menu[0].item.stage if thorough and self.menu else ""
        self.earns = {offer.item.id for offer in self.menu if offer.item.stage == first}
        taken = [
            offer.item
            for offer in self.menu
            if offer.item.id in self.earns or story.likely(LIKELY.get(offer.behind, 0.65))
        ]
        moments = sorted(story.some_time(self.person.created_at) for _item in taken)
        for item, moment in zip(taken, moments, strict=True):
            self._take(item, moment)
        rest = [offer.item for offer in self.menu if offer.item not in taken and offer.behind >= -1]
        if rest and story.likely(0.45):
            self.plan(story.chance.sample(rest, min(len(rest), story.chance.randint(1, 4))))

    def plan(self, items: Sequence[Item]) -> None:
        """Put these on the tray in the last weeks; some show their tray to colleagues."""
        moment = self.story.some_time(max(self.person.created_at, self.story.ends - timedelta(days=21)))
        for number, item in enumerate(items):
            self.story.at(moment + timedelta(minutes=number), partial(tray.add, self.person, item))
        if self.story.likely(0.3):
            self.story.at(moment + timedelta(minutes=9), partial(tray.share, self.person, True))

    def _take(self, item: Item, moment: datetime) -> None:
        story, person = self.story, self.person
        if story.likely(0.15):
            story.at(max(person.created_at, moment - timedelta(days=2)), partial(tray.add, person, item))
        if item.quiz:
            self._sit(item, moment)
        elif rule_of(item) == WATCHED:
            self._watch(item, moment, whole=item.id in self.earns)
        else:
            read = rule_of(item) == READ and (item.id in self.earns or story.likely(0.8))
            kind = EARNED if read else SELF
            story.at(moment, partial(progress.mark_done, person, item, kind))
        if item.id not in self.earns and story.likely(0.02):
            story.at(moment + timedelta(minutes=3), partial(progress.undo, person, item))
        elif story.likely(0.35):
            self._rate(item, moment + timedelta(minutes=2))
        if story.likely(0.08):
            self._decide(item, moment + timedelta(minutes=5))

    def _sit(self, item: Item, moment: datetime) -> None:
        """The lessons of a course first, all of them earned; then the quiz, which many pass at the second try."""
        for number, lesson in enumerate(self.by_slug[slug] for slug in item.lessons if slug in self.by_slug):
            at = moment - timedelta(hours=len(item.lessons) - number)
            if rule_of(lesson) == WATCHED:
                self._watch(lesson, at, whole=True)
            else:
                self.story.at(at, partial(progress.mark_done, self.person, lesson, EARNED))
        tries = [False, True] if self.story.likely(0.4) else [item.id in self.earns or self.story.likely(0.9)]
        for number, knows in enumerate(tries):
            self.story.at(moment + timedelta(minutes=10 * number), partial(sit, self.person, item, knows=knows))

    def _watch(self, item: Item, moment: datetime, *, whole: bool = False) -> None:
        """In beats, as the player sends them; some stop in the middle."""
        length = int((item.video or {}).get("seconds", 0))
        until = length if whole or self.story.likely(0.75) else length // 2
        for start in range(0, until, WATCHED_AT_ONCE):
            end = min(until, start + WATCHED_AT_ONCE)
            beat = partial(watching.watch, self.person, item, start, end, moment)
            self.story.at(moment + timedelta(seconds=end), beat)

    def _rate(self, item: Item, moment: datetime) -> None:
        helpful = self.story.likely(self.quality[item.id])
        self.story.at(moment, partial(ratings.rate, self.person, item, helpful))
        reasons = (opinions.REASONS_YES if helpful else opinions.REASONS_NO)[self.words]
        reason = self.story.chance.choice(reasons)
        if self.story.likely(0.12 if helpful else 0.6):
            self.story.at(moment + timedelta(seconds=40), partial(ratings.explain, self.person, item, reason))

    def _decide(self, item: Item, moment: datetime) -> None:
        """A next step; what lies behind was done or given up, what lies ahead is open."""
        story = self.story
        due = moment.date() + timedelta(days=story.chance.randint(2, 16))
        story.at(moment, partial(self._step, item, story.chance.choice(opinions.STEPS[self.words]), due))
        settled = story.some_time(moment, max(moment + timedelta(days=1), moment + (due - moment.date())))
        if due <= now().date() or story.likely(0.2):
            story.at(min(settled, story.ends - timedelta(minutes=1)), partial(self._settle, item, story.likely(0.75)))

    def _step(self, item: Item, text: str, due: date) -> None:
        steps.decide(self.person, item, text, due)

    def _settle(self, item: Item, done: bool) -> None:
        wanted = sa.select(NextStep).where(NextStep.person_id == self.person.id, NextStep.item_id == item.id)
        step = db.session.scalar(wanted)
        if step is not None and done:
            steps.finish(self.person, step)
        elif step is not None:
            steps.drop(self.person, step)
