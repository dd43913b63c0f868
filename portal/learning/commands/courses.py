"""Courses follow their lessons: who has earned all of them, and passed the quiz, has earned the course.

Progress of one person is changed by one transaction at a time (`learners.hold`). Who finishes a lesson shares its
courses with others who do; who changes courses has them alone (`Standing`). Courses are locked in order of id, after
the person and before anything is written, so that neither waits for the other in a circle, and the one who comes second
sees what the first has done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import groupby, islice
from operator import itemgetter

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.accounts.policy import access_tokens
from portal.kernel.calendar import now
from portal.kernel.db import begin_write, db, loading
from portal.learning.commands.completions import complete
from portal.learning.models import Completion, Item, QuizAttempt
from portal.learning.policy import EARNED
from portal.learning.queries.plans import HAS_LESSONS, Plan, holding, kinds_of, passed_by, plans

CHUNK = 500  # people reckoned at a time
STREAMED = 10_000  # rows fetched at a time
PASSED = "passed"  # beside the kinds of completions


def share(item: Item, *, itself: bool = False) -> list[int]:
    """The courses that finishing the item may move, and with `itself` the item; nobody changes them until commit."""
    found = sorted({*holding(item), *([item.id] if itself else [])})
    if found:
        _lock(found, read=True)
    return found


def move(person: Person, item: Item, shared: Collection[int]) -> None:
    """Reckon these courses, which hold the item just finished, or hold what is earned by it."""
    _earn(person, shared, {item.id})


def reckon(person: Person, course: Item) -> bool:
    """Reckon one course itself, of which no lesson need have changed, and what follows; whether it was earned."""
    return course in _earn(person, share(course, itself=True), {course.id}, itself=True)


def _earn(person: Person, course_ids: Collection[int], news: set[int], *, itself: bool = False) -> list[Item]:
    """Those earned; `news`: what changed. A course of which nothing changed stays as the person left it."""
    if not course_ids:
        return []
    found = plans(course_ids)
    kinds = kinds_of(person.id, {*found, *(lesson for plan in found.values() for lesson in plan.lessons)})
    passed = passed_by(person.id, found)
    tokens, earned = access_tokens(person), list[Item]()
    while news:
        touched = [plan for plan in found.values() if (itself and plan.course_id in news) or news & plan.lessons.keys()]
        news, itself = set(), False
        for plan in touched:
            if kinds.get(plan.course_id) == EARNED or not _met(plan, tokens, kinds, passed):
                continue
            course = db.session.get_one(Item, plan.course_id, populate_existing=True)
            complete(person, course, EARNED)
            kinds[course.id] = EARNED
            news.add(course.id)
            earned.append(course)
    return earned


def _met(plan: Plan, tokens: frozenset[str], kinds: Mapping[int, str], passed: Collection[int]) -> bool:
    return plan.met(tokens, kinds, plan.course_id in passed)


def _lock(course_ids: Collection[int] | None, *, read: bool) -> None:
    """Share these courses, or have all of them alone."""
    wanted = HAS_LESSONS if course_ids is None else Item.id.in_(course_ids)
    found = sa.select(Item.id).where(wanted).order_by(Item.id)
    db.session.execute(found.with_for_update(read=read, key_share=not read))


class Standing:
    """The courses before a change of the menu. `settle` afterwards, in the same transaction."""

    def __init__(self) -> None:
        begin_write()
        _lock(None, read=False)
        self.before = plans()

    def settle(self) -> None:
        """Note which lessons joined, and let those have a course who have done all that is left of it.

        Who had all of it before and took it back stays as they wished. Nobody loses anything.
        """
        db.session.flush()
        after = plans()
        changed = {course_id: plan for course_id, plan in after.items() if plan != self.before.get(course_id)}
        for plan in changed.values():
            self._note(plan)
        if changed:
            known = [plan for course_id, plan in self.before.items() if course_id in changed]
            for person, kinds, passed in _learners([*changed.values(), *known]):
                self._award(person, changed, kinds, passed)

    def _note(self, plan: Plan) -> None:
        """Keep when lessons joined the course and, with a minus before their number, when they left it."""
        known = self.before.get(plan.course_id)
        if known is None or known.lessons.keys() == plan.lessons.keys():
            return
        joined, left = plan.lessons.keys() - known.lessons.keys(), known.lessons.keys() - plan.lessons.keys()
        course = db.session.get_one(Item, plan.course_id)
        moments = {at: moment for at, moment in course.lessons_at.items() if abs(int(at)) not in joined | left}
        changes = [*sorted(joined), *(-lesson for lesson in sorted(left))]
        course.lessons_at = moments | {str(change): now().isoformat() for change in changes}

    def _award(self, person: Person, changed: Mapping[int, Plan], kinds: dict[int, str], passed: set[int]) -> None:
        tokens = access_tokens(person)
        for plan in changed.values():
            before = self.before.get(plan.course_id)
            if kinds.get(plan.course_id) == EARNED or (before and _met(before, tokens, kinds, passed)):
                continue
            if _met(plan, tokens, kinds, passed):
                course = db.session.get_one(Item, plan.course_id)
                complete(person, course, EARNED)
                move(person, course, holding(course))  # ours alone already


def _learners(either: Collection[Plan]) -> Iterator[tuple[Person, dict[int, str], set[int]]]:
    """People who have done something of these courses, how they finished what, and which quizzes they passed.

    What they did comes in a stream, some people at a time: a popular lesson has been finished by everybody.
    """
    rows = groupby(db.session.execute(_deeds(either)), key=itemgetter(0))
    deeds = ((person_id, [(item_id, kind) for _person, item_id, kind in own]) for person_id, own in rows)
    while some := dict(islice(deeds, CHUNK)):
        people = loading(sa.select(Person), Person.organization).where(Person.id.in_(some), Person.erased_at.is_(None))
        for person in db.session.scalars(people.order_by(Person.id)).all():
            kinds = {item_id: kind for item_id, kind in some[person.id] if kind != PASSED}
            yield person, kinds, {item_id for item_id, kind in some[person.id] if kind == PASSED}


def _deeds(either: Collection[Plan]) -> sa.CompoundSelect[int, int, str]:
    """Person, item, and how it was finished or that its quiz was passed, by person."""
    courses = {plan.course_id for plan in either}
    items = courses | {lesson for plan in either for lesson in plan.lessons}
    finished = sa.select(Completion.person_id, Completion.item_id, Completion.kind).where(Completion.item_id.in_(items))
    passed = sa.select(QuizAttempt.person_id, QuizAttempt.item_id, sa.literal(PASSED)).where(
        QuizAttempt.item_id.in_(courses), QuizAttempt.passed.is_(True)
    )
    return sa.union_all(finished, passed).order_by("person_id").execution_options(yield_per=STREAMED)
