"""People at work for the drills: they finish items, vote and answer until told to stop, and note what was acknowledged.

A post that was cut off is sent again with the same form, to whichever server, as a browser or a proxy does.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
import time_machine
from flask import Flask

from benchmarks.running import Browser, cookie_of, hidden
from portal.accounts.models import Membership, Organization, Person
from portal.community.commands.asking import Ask, ask
from portal.community.models import Answer, Question
from portal.ideas.commands.submitting import Wish, submit
from portal.ideas.models import Idea, IdeaVote
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.learning.models import Completion, Item

PATIENCE = 60.0  # seconds until somebody gives a post up that is cut off again and again
TAKEN = (200, 302, 303)

Deed = tuple[str, int, str]  # event, person, what


class Noted(NamedTuple):
    """A deed that was acknowledged; seconds of the monotonic clock."""

    deed: Deed
    began: float
    ended: float


@dataclass
class Told:
    """What the servers said."""

    deeds: list[Noted] = field(default_factory=list)
    errors: Counter[int] = field(default_factory=Counter)
    cut: int = 0  # posts without an answer, sent again
    lock: threading.Lock = field(default_factory=threading.Lock)

    def between(self, began: float, ended: float) -> list[Noted]:
        """Those acknowledged then."""
        return [noted for noted in self.deeds if began <= noted.ended < ended]


class Work(NamedTuple):
    """What there is to do: slugs of items, ids of ideas with their authors, who voted already, ids of questions."""

    slugs: list[str]
    ideas: list[tuple[int, int]]
    questions: list[int]


def fill(app: Flask, people: int) -> list[tuple[int, str]]:
    """So many people with an idea and a question each, long enough here to write freely; ids and cookies."""
    with time_machine.travel(now() - timedelta(days=9), tick=True):
        company = Organization(name="Drill", name_key="drill")
        db.session.add(company)
        db.session.flush()
        made = [
            Person(email=f"p{n}@drill.example", display_name=f"P{n}", organization_id=company.id) for n in range(people)
        ]
        db.session.add_all(made)
        db.session.flush()
        db.session.add_all(Membership(person_id=one.id, organization_id=company.id) for one in made)
        for n, one in enumerate(made):
            submit(one, Wish(f"Idea number {n} of many", "It would help."))
            ask(one, Ask(f"Question number {n} of many", "How is it done?"))
        db.session.commit()
    return [(one.id, cookie_of(app, one)) for one in made]


def work() -> Work:
    """Read from the database."""
    slugs, questions = (db.session.scalars(sa.select(column)) for column in (Item.slug, Question.id))
    ideas = db.session.execute(sa.select(Idea.id, Idea.author_id)).tuples()
    return Work(list(slugs), list(ideas), list(questions))


class Hand(threading.Thread):
    """One person at work, who asks any of the servers each time."""

    def __init__(self, person: tuple[int, str], ports: Sequence[int], work: Work, told: Told, stop: Any) -> None:
        super().__init__()
        (self.person, cookie), self.ports, self.told, self.stop = person, ports, told, stop
        self.dice = random.Random(self.person)
        self.slugs = self.dice.sample(work.slugs, len(work.slugs))
        self.ideas = [idea for idea, author in work.ideas if author != self.person]
        self.dice.shuffle(self.ideas)
        self.questions = work.questions
        self.browser = Browser(ports[0], cookie, address=f"10.0.0.{self.person % 250}")
        self.number = 0

    def run(self) -> None:
        token = hidden(self.browser.get("/account")[1], "csrf_token")
        while not self.stop.is_set():
            self.number += 1
            deed, path, form = self._next()
            self._post(deed, path, csrf_token=token, **form)

    def _next(self) -> tuple[Deed, str, dict[str, str]]:
        turn = self.dice.random()
        if turn < 0.4 and self.slugs:
            slug = self.slugs.pop()
            return ("item.completed", self.person, slug), f"/learn/{slug}/done", {"how": "self"}
        if turn < 0.6 and self.ideas:
            idea = str(self.ideas.pop())
            return ("idea.voted", self.person, idea), f"/ideas/{idea}/vote", {"want": "1"}
        words, question = f"Words {self.person} {self.number}", self.dice.choice(self.questions)
        form = {"form_key": f"drill-{self.person}-{self.number}", "text": words}
        return ("answer.given", self.person, words), f"/community/questions/{question}/answers", form

    def _post(self, deed: Deed, path: str, **form: str) -> None:
        began, status = time.monotonic(), 0
        while not status and time.monotonic() - began < PATIENCE:
            self.browser.port = self.dice.choice(self.ports)
            status, _body = self.browser.post(path, **form)
            with self.told.lock:
                self.told.cut += not status
            if not status:
                time.sleep(0.1)
        with self.told.lock:
            if status in TAKEN:
                self.told.deeds.append(Noted(deed, began, time.monotonic()))
            else:
                self.told.errors[status] += 1


def kept() -> set[Deed]:
    """The deeds whose rows stand."""
    done = sa.select(Completion.person_id, Item.slug).join(Item, Item.id == Completion.item_id)
    voted, answered = sa.select(IdeaVote.person_id, IdeaVote.idea_id), sa.select(Answer.author_id, Answer.plain)
    reads = {"item.completed": done, "idea.voted": voted, "answer.given": answered}
    return {(event, who, str(what)) for event, read in reads.items() for who, what in db.session.execute(read)}


def halves() -> int:
    """Rows without their event, events without their row, and either of them twice."""
    off = 0
    for name, who, what in (
        ("item.completed", Completion.person_id, Completion.item_id),
        ("idea.voted", IdeaVote.person_id, IdeaVote.idea_id),
        ("answer.given", Answer.author_id, Answer.id),
    ):
        rows = Counter((person, int(thing)) for person, thing in db.session.execute(sa.select(who, what)))
        told = db.session.scalars(sa.select(Event).where(Event.name == name))
        events = Counter((event.actor_id, event.subject_id) for event in told)
        off += (rows - events).total() + (events - rows).total()
    same = sa.select(Answer.author_id, Answer.plain).group_by(Answer.author_id, Answer.plain)
    return off + len(db.session.execute(same.having(sa.func.count() > 1)).all())


def dangling() -> int:
    """Rows that name a row that is not there, by any foreign key of the schema."""
    off = 0
    for table in db.metadata.sorted_tables:
        for key in table.foreign_keys:
            there = key.column.table.alias()
            names = sa.and_(key.parent.is_not(None), ~sa.exists().where(there.c[key.column.name] == key.parent))
            off += db.session.scalar(sa.select(sa.func.count()).select_from(table).where(names)) or 0
    return off
