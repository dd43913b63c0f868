"""Whatever happens in whatever order, the points that stand are those the history gives.

After every act the ledger, the numbers of who helps, and the figures the criteria look at equal three accounts: what is
kept while things happen, what a recount from the rows gives, and what a replay of the events gives, which knows neither
rows nor ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from portal.accounts.models import Person, Role
from portal.community import events as happened
from portal.community.commands import accepting, answering, asking, merging, moderating
from portal.community.commands.champions import recounting
from portal.community.models import Acceptance, Helper, Point
from portal.community.queries.champions.figures import figures_of
from portal.kernel.db import db
from portal.kernel.errors import PortalError
from portal.kernel.events import Event
from tests.factories import Factory

PEOPLE, QUESTIONS, ANSWERS = st.integers(0, 4), st.integers(0, 2), st.integers(0, 5)
SEARCH = (Phase.explicit, Phase.reuse, Phase.generate)


class History:
    """The events, replayed."""

    def __init__(self) -> None:
        self.asked: dict[int, tuple[int, int | None]] = {}  # question: author, company
        self.given: dict[int, tuple[int, int | None, int]] = {}  # answer: author, company, question
        self.accepted: dict[int, tuple[int, int]] = {}  # answer: by whom, for which question
        self.useful = set[tuple[int, int]]()
        self.hidden = set[tuple[str, int]]()
        self.merged: dict[int, int] = {}
        for event in db.session.scalars(sa.select(Event).order_by(Event.id)):
            self.replay(event, event.subject_id)

    def replay(self, event: Event, number: int) -> None:
        by, thing = event.actor_id or 0, event.name.partition(".")[0]
        if event.name == happened.ASKED:
            self.asked[number] = (by, event.organization_id)
        elif event.name in (happened.HIDDEN, happened.ANSWER_HIDDEN):
            self.hidden.add((thing, number))
        elif event.name in (happened.RESTORED, happened.ANSWER_RESTORED):
            self.hidden.remove((thing, number))
        elif event.name == happened.MERGED:
            self.merged[number] = event.data["into_id"]
        elif event.name == happened.UNMERGED:
            del self.merged[number]
        elif thing == "answer":
            self.replay_answer(event, number, by)

    def replay_answer(self, event: Event, number: int, by: int) -> None:
        if event.name == happened.ANSWERED:
            self.given[number] = (by, event.organization_id, event.data["question_id"])
        elif event.name == happened.ANSWER_DELETED:
            del self.given[number]
        elif event.name == happened.ACCEPTED:
            self.accepted[number] = (by, event.data["question_id"])
        elif event.name == happened.UNACCEPTED:
            del self.accepted[number]
        elif event.name == happened.FOUND_USEFUL:
            self.useful.add((number, by))
        elif event.name == happened.FOUND_USELESS:
            self.useful.remove((number, by))

    def counts(self, answer: int, question: int | None = None) -> bool:
        author, company, written_on = self.given[answer]
        asker, asked_for = self.asked[question or written_on]
        off = ("answer", answer) in self.hidden or ("question", self.merged.get(written_on, written_on)) in self.hidden
        return not off and author != asker and None not in (company, asked_for) and company != asked_for

    def entries(self) -> set[tuple[str, int, int, int]]:
        """Kind, answer, by whom, for whom."""
        shown = {number for number in self.given if self.counts(number)}
        found = {("answered", number, self.given[number][0], self.given[number][0]) for number in shown}
        found |= {("useful", number, by, self.given[number][0]) for number, by in self.useful if number in shown}
        return found | {
            ("accepted", number, by, self.given[number][0])
            for number, (by, question) in self.accepted.items()
            if number in shown and self.counts(number, question) and by != self.given[number][0]
        }


class Machine(RuleBasedStateMachine):
    """Five people, two of one company and one of the staff; three questions, and their answers."""

    app: Flask
    make: Factory

    def __init__(self) -> None:
        super().__init__()
        first, second, third = (self.make.organization() for _n in range(3))
        people = [self.make.person(organization=one) for one in (first, first, second, third)]
        self.people = [person.id for person in (*people, self.make.staff(Role.CS))]
        self.questions: list[int] = []
        self.answers: list[int] = []
        for person in (0, 2, 4):
            self.ask(person)

    def act(self, deed: Callable[[], Any]) -> Any:
        with self.app.app_context():
            try:
                found = deed()
                db.session.commit()
                return getattr(found, "id", True)
            except PortalError:
                db.session.rollback()
                return None

    def person(self, n: int) -> Person:
        return db.session.get_one(Person, self.people[n])

    def ask(self, person: int) -> None:
        said = asking.Ask(f"Question {len(self.questions)}", "What now?")
        self.questions.append(self.act(lambda: asking.ask(self.person(person), said)))

    def answer_of(self, n: int) -> int:
        return self.answers[n % len(self.answers)] if self.answers else 0

    @rule(question=QUESTIONS, person=PEOPLE)
    def answer(self, question: int, person: int) -> None:
        made = self.act(lambda: answering.answer(self.person(person), self.questions[question], "So."))
        if made:
            self.answers.append(made)

    @rule(answer=ANSWERS, person=PEOPLE)
    def accept(self, answer: int, person: int) -> None:
        self.act(lambda: self._accept(person, self.answer_of(answer)))

    def _accept(self, person: int, answer: int) -> Any:
        """An answer that solved a question before this was merged solves no second one."""
        taken = db.session.scalar(sa.select(Acceptance.question_id).where(Acceptance.answer_id == answer))
        return None if taken else accepting.accept(self.person(person), answer)

    @rule(answer=ANSWERS, person=PEOPLE)
    def take_back(self, answer: int, person: int) -> None:
        self.act(lambda: accepting.take_back(self.person(person), self.answer_of(answer)))

    @rule(answer=ANSWERS, person=PEOPLE, want=st.booleans())
    def say_useful(self, answer: int, person: int, want: bool) -> None:
        self.act(lambda: answering.say_useful(self.person(person), self.answer_of(answer), want=want))

    @rule(answer=ANSWERS, off=st.booleans())
    def hide_answer(self, answer: int, off: bool) -> None:
        number = self.answer_of(answer)
        if off:
            self.act(lambda: moderating.hide_answer(self.person(4), number, "No."))
        else:
            self.act(lambda: moderating.restore_answer(self.person(4), number))

    @rule(question=QUESTIONS, off=st.booleans())
    def hide_question(self, question: int, off: bool) -> None:
        number = self.questions[question]
        if off:
            self.act(lambda: moderating.hide_question(self.person(4), number, "No."))
        else:
            self.act(lambda: moderating.restore_question(self.person(4), number))

    @rule(answer=ANSWERS, person=PEOPLE)
    def delete(self, answer: int, person: int) -> None:
        number = self.answer_of(answer)
        if self.act(lambda: answering.delete(self.person(person), number)):
            self.answers.remove(number)

    @rule(question=QUESTIONS, into=QUESTIONS)
    def merge(self, question: int, into: int) -> None:
        self.act(lambda: merging.merge(self.person(4), self.questions[question], self.questions[into]))

    @rule(question=QUESTIONS)
    def unmerge(self, question: int) -> None:
        self.act(lambda: merging.unmerge(self.person(4), self.questions[question]))

    @invariant()
    def the_points_that_stand_are_those_of_the_history(self) -> None:
        with self.app.app_context():
            history = History()
            wanted = {one for one in history.entries() if one[3] in self.people}
            columns: list[Any] = [Point.kind, Point.ref, Point.by_id, Point.person_id]
            rows = db.session.execute(sa.select(*columns).where(Point.cancelled_at.is_(None)))
            assert {tuple(row) for row in rows if row[3] in self.people} == wanted
            assert recounting.point_drifts() == [] and recounting.helper_drifts() == []
            self.check_figures(history, wanted)

    def check_figures(self, history: History, wanted: set[tuple[str, int, int, int]]) -> None:
        found = figures_of(self.people)
        helpers = {helper.person_id: helper for helper in db.session.scalars(sa.select(Helper))}
        for person in self.people:
            solved = [ref for kind, ref, _by, to in wanted if kind == "accepted" and to == person]
            helped = {history.asked[history.given[ref][2]][1] for ref in solved}
            assert (found[person].accepted, found[person].helped) == (len(solved), len(helped))
            assert (helpers[person].accepted if person in helpers else 0) == len(solved)


def test_points_are_what_the_history_gives_whatever_happens(app: Flask, make: Factory) -> None:
    machine = type("OnThisPortal", (Machine,), {"app": app, "make": make})
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=12, stateful_step_count=25, deadline=None, derandomize=True, phases=SEARCH),
    )
