"""Whatever happens in whatever order, progress is what a slow reckoning from scratch says.

The model knows items by name, keeps nothing but sets and reckons every course of everybody after every act. Its one
rule for courses: who did not meet the rule before an act and meets it afterwards has the course.

Progress falls with a notice only. What somebody has finished goes by their own undo, which is an event. The share of a
course falls by that, or with a line on its page that says which lesson came or that one went.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from portal.accounts.models import Person
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.learning.models import Completion, Item
from portal.learning.queries import courses, menu
from tests.factories import Factory
from tests.learning import acts
from tests.learning.conftest import Content
from tests.learning.quizzes import QUIZ, take

NOTICES = ("A lesson was added on", "A lesson you had finished was taken out on")
ARTICLES, SHEET, QUIZZED = ("a", "b", "c"), "s", "q"
LESSONS = (*ARTICLES, SHEET, QUIZZED)
COURSES = ("m", "n")  # n may hold m
SEARCH = (Phase.explicit, Phase.reuse, Phase.generate)  # with a folder to sync, making it smaller takes minutes
UNLIMITED = QUIZ.replace("attempts: 3", "attempts: 100")


class World:
    """What the content folder says and what people did, as the model sees it."""

    def __init__(self) -> None:
        self.menu = {*LESSONS, *COURSES}
        self.lessons: dict[str, list[str]] = {"m": ["a", "b", "s"], "n": ["m", "q"]}
        self.quiz = {"q"}
        self.leads: dict[str, str] = {}  # merged into another while off the menu
        self.done: dict[tuple[int, str], str] = {}
        self.passed: set[tuple[int, str]] = set()

    def counted(self, course: str) -> list[str]:
        """The lessons of a course that are on the menu."""
        named = [self.leads.get(name, name) if name not in self.menu else name for name in self.lessons[course]]
        return [name for name in dict.fromkeys(named) if name in self.menu and name != course]

    def meets(self, person: int, course: str) -> bool:
        if course not in self.menu:
            return False
        wanted, needs_quiz = self.counted(course), course in self.quiz
        good = [
            self.done.get((person, name)) == "earned" or (name == SHEET and (person, name) in self.done)
            for name in wanted
        ]
        return all(good) and (not needs_quiz or (person, course) in self.passed) and bool(wanted or needs_quiz)


class Machine(RuleBasedStateMachine):
    """One folder, two people; each act is done through the portal and told to the model."""

    app: Flask
    make: Factory
    folder: Path
    numbers: Iterator[int]

    def __init__(self) -> None:
        super().__init__()
        self.tag = f"t{next(self.numbers)}"
        self.content = Content(self.app, self.folder / self.tag)
        self.people = [self.make.person(display_name=name) for name in ("Ann", "Ben")]
        self.browsers = []
        for person in self.people:
            browser = self.app.test_client()
            self.make.signed_in(browser, person)
            self.browsers.append(browser)
        self.world, self.edits, self.slugs = World(), dict[str, str](), dict[str, list[str]]()
        self.fronts: dict[str, dict[str, Any]] = {name: {} for name in (*LESSONS, *COURSES)}
        for name in self.fronts:
            self.slugs[name] = [f"{self.tag}-{name}"]
            self.write(name)
        self.content.sync()
        self.shares = [self.shares_of(number) for number in (0, 1)]

    # The folder, and the model beside it.

    def write(self, name: str) -> None:
        front: dict[str, Any] = {"title": f"{name} {self.tag}", **self.fronts[name]}
        if name in COURSES:
            front |= {
                "format": "course",
                "lessons": f"[{', '.join(self.slugs[n][0] for n in self.world.lessons[name])}]",
            }
        if name == SHEET:
            front["format"] = "template"
        if name in self.world.quiz:
            front["quiz"] = UNLIMITED
        *_old, slug = self.slugs[name]
        merged = [self.slugs[n][-1] for n, into in self.world.leads.items() if into == name]
        if old := [*self.slugs[name][:-1], *merged]:
            front["supersedes"] = f"[{', '.join(old)}]"
        self.content.write(f"en/onboarding/{slug}.md", f"Words {self.edits.get(name, '')}\n", **front)

    def remove(self, name: str) -> None:
        self.content.remove(f"en/onboarding/{self.slugs[name][-1]}.md")

    @contextmanager
    def an_act(self) -> Iterator[None]:
        """Afterwards everybody has the courses whose rule they meet now and did not meet before."""
        before = {(p.id, course): self.world.meets(p.id, course) for p in self.people for course in COURSES}
        events = self.last_event()
        held = dict(self.world.done)
        yield
        for _round in COURSES:
            for key, met in before.items():
                if not met and self.world.meets(*key):
                    self.world.done[key] = "earned"
        self.look(events, held)

    def last_event(self) -> int:
        with self.app.app_context():
            return db.session.scalar(sa.select(sa.func.max(Event.id))) or 0

    def shares_of(self, number: int) -> dict[str, float]:
        with self.app.test_request_context():
            found = menu.menu_of(db.session.get_one(Person, self.people[number].id))
            ids = [(name, next((i for i, item in found.shelf.items.items() if item.slug == self.slugs[name][-1]), 0))
                   for name in COURSES]  # fmt: skip
            read = {name: courses.course_of(found, item_id) for name, item_id in ids}
            return {name: it.done / len(it.lessons) for name, it in read.items() if it and it.lessons}

    def look(self, since: int, held: dict[tuple[int, str], str]) -> None:
        """Nothing fell without a notice."""
        with self.app.app_context():
            news = db.session.scalars(sa.select(Event).where(Event.id > since)).all()
            undone = {(event.actor_id, event.subject_id) for event in news if event.name == "item.reopened"}
            ids = {name: self.item(name).id for name in self.fronts}
        lost = {(person, ids[name]) for person, name in held.keys() - self.world.done.keys()}
        assert lost == undone
        for number, person in enumerate(self.people):
            now = self.shares_of(number)
            for course, share in now.items():
                if share < self.shares[number].get(course, 0.0) and person.id not in {who for who, _item in undone}:
                    page = self.browsers[number].get(f"/learn/{self.slugs[course][-1]}").text
                    assert (person.id, course) in self.world.done or any(notice in page for notice in NOTICES)
            self.shares[number] = now

    def item(self, name: str) -> Item:
        return db.session.scalars(sa.select(Item).where(Item.slug == self.slugs[name][-1])).one()

    # Acts of people.

    @rule(number=st.integers(0, 1), name=st.sampled_from((*LESSONS, *COURSES)))
    def open(self, number: int, name: str) -> None:
        with self.an_act():
            status = self.browsers[number].get(f"/learn/{self.slugs[name][-1]}").status_code
            assert (status == 200) is (name in self.world.menu)

    @rule(number=st.integers(0, 1), name=st.sampled_from(ARTICLES))
    def read(self, number: int, name: str) -> None:
        if name in self.world.menu:
            with self.an_act():
                acts.mark(self.app, self.people[number], self.slugs[name][-1], "earned")
                self.world.done[self.people[number].id, name] = "earned"

    @rule(number=st.integers(0, 1), name=st.sampled_from((*LESSONS, *COURSES)))
    def mark(self, number: int, name: str) -> None:
        if name in self.world.menu:
            with self.an_act():
                self.browsers[number].post(f"/learn/{self.slugs[name][-1]}/done", data={"how": "self"})
                key = (self.people[number].id, name)
                if name in COURSES and self.world.meets(*key):
                    self.world.done[key] = "earned"
                self.world.done.setdefault(key, "self")

    @rule(number=st.integers(0, 1), name=st.sampled_from((*LESSONS, *COURSES)))
    def undo(self, number: int, name: str) -> None:
        if name in self.world.menu:
            with self.an_act():
                self.browsers[number].post(f"/learn/{self.slugs[name][-1]}/undo")
                self.world.done.pop((self.people[number].id, name), None)

    @rule(number=st.integers(0, 1), data=st.data())
    def pass_quiz(self, number: int, data: st.DataObject) -> None:
        if quizzes := sorted(self.world.quiz & self.world.menu):
            name, key = (name := data.draw(st.sampled_from(quizzes))), (self.people[number].id, name)
            with self.an_act():
                assert "4 of 4 right" in take(self.browsers[number], slug=self.slugs[name][-1])
                self.world.passed.add(key)
                if name not in COURSES or self.world.meets(*key):
                    self.world.done[key] = "earned"

    # Acts of those who write.

    @rule(name=st.sampled_from((*LESSONS, *COURSES)), material=st.booleans())
    def edit(self, name: str, material: bool) -> None:
        if name in self.world.menu:
            with self.an_act():
                self.edits[name] = self.edits.get(name, "") + "x"
                if material:
                    self.fronts[name]["material_change"] = f"2026-01-{len(self.edits[name]) % 28 + 1:02}"
                self.write(name)
                self.content.sync()

    @rule(name=st.sampled_from((*LESSONS, *COURSES)))
    def archive(self, name: str) -> None:
        if name in self.world.menu and len(self.world.menu) > 1:
            with self.an_act():
                self.remove(name)
                self.world.menu.discard(name)
                self.content.sync()

    @rule(data=st.data())
    def bring_back(self, data: st.DataObject) -> None:
        if gone := sorted({*LESSONS, *COURSES} - self.world.menu):
            name = data.draw(st.sampled_from(gone))
            with self.an_act():
                self.world.menu.add(name)
                into = self.world.leads.pop(name, None)
                if into in self.world.menu:
                    self.write(into)  # no longer says that it stands for this one
                self.write(name)
                self.content.sync()

    @rule(name=st.sampled_from((*LESSONS, *COURSES)))
    def rename(self, name: str) -> None:
        if name in self.world.menu and len(self.slugs[name]) < 3:
            with self.an_act():
                self.remove(name)
                self.slugs[name].append(f"{self.tag}-{name}{len(self.slugs[name])}")
                self.write(name)
                self.content.sync()

    @precondition(lambda self: len(self.world.menu & set(ARTICLES)) > 1)
    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        name, into = data.draw(st.permutations(sorted(self.world.menu & set(ARTICLES))))[:2]
        if len(self.slugs[name]) == 1:  # courses name it by the address that leads on
            with self.an_act():
                self.remove(name)
                self.world.menu.discard(name)
                self.world.leads[name] = into
                self.write(into)
                self.content.sync()

    @rule(course=st.sampled_from(COURSES), data=st.data())
    def change_lessons(self, course: str, data: st.DataObject) -> None:
        if course in self.world.menu:
            wanted = data.draw(st.permutations([name for name in (*LESSONS, "m") if name != course]))
            with self.an_act():
                self.world.lessons[course] = wanted[: data.draw(st.integers(1, 4))]
                self.write(course)
                self.content.sync()

    @rule(course=st.sampled_from(COURSES))
    def give_or_take_the_quiz(self, course: str) -> None:
        if course in self.world.menu:
            with self.an_act():
                self.world.quiz ^= {course}
                self.write(course)
                self.content.sync()

    @rule()
    def sync_again(self) -> None:
        with self.an_act():
            report = self.content.sync()
            assert report.applied and not (report.published or report.changed or report.archived)

    # What must hold.

    @invariant()
    def the_portal_says_what_the_model_says(self) -> None:
        with self.app.test_request_context():
            names = {self.item(name).id: name for name in self.fronts}
            ids = [person.id for person in self.people]
            rows = db.session.scalars(sa.select(Completion).where(Completion.person_id.in_(ids))).all()
            assert {(row.person_id, names[row.item_id]): row.kind for row in rows} == self.world.done
            for person in ids:
                found = menu.menu_of(db.session.get_one(Person, person))
                mine = {name for who, name in self.world.done if who == person} & self.world.menu
                stage = found.stage("onboarding")
                assert stage is not None and (stage.total, stage.done) == (len(self.world.menu), len(mine))
                by_name = {names[item_id]: item_id for item_id in found.shelf.items}
                for course in self.world.menu & set(COURSES):
                    read = courses.course_of(found, by_name[course])
                    assert read is not None
                    assert [names[lesson.line.item_id] for lesson in read.lessons] == self.world.counted(course)
                    assert read.done == len(mine & set(self.world.counted(course)))


def test_progress_is_what_a_slow_reckoning_says(app: Flask, make: Factory, tmp_path: Path) -> None:
    numbers = itertools.count()
    machine = type("OnThisPortal", (Machine,), {"app": app, "make": make, "folder": tmp_path, "numbers": numbers})
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=8, stateful_step_count=25, deadline=None, derandomize=True, phases=SEARCH),
    )
