"""Courses as one reader finds them: from the menu in memory and what the reader has done, without a statement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from portal.learning.policy import counts_as_lesson, rule_of
from portal.learning.queries.catalogue import Line
from portal.learning.queries.menu import Menu


class LessonLine(NamedTuple):
    """A lesson in its course: number from 1, what earns it, whether it counts, and when it joined, if it did later."""

    number: int
    line: Line
    rule: str
    counts: bool
    added_at: datetime | None


class Step(NamedTuple):
    """The next thing to do in a course: take a `lesson`, the `quiz`, or a marked lesson `again`, to earn it."""

    kind: str
    lesson: LessonLine | None = None


class Course(NamedTuple):
    """A course with its lessons on this reader's menu, in order."""

    line: Line
    lessons: tuple[LessonLine, ...]
    quiz: bool
    left_at: datetime | None = None  # when a lesson that the reader has finished left the course, the last time

    @property
    def done(self) -> int:
        """Lessons the reader has finished in either way."""
        return sum(lesson.line.done is not None for lesson in self.lessons)

    @property
    def counted(self) -> int:
        """Lessons that count for earning the course."""
        return sum(lesson.counts for lesson in self.lessons)

    @property
    def any_unearnable(self) -> bool:
        """Whether some lesson can only be marked."""
        return any(not lesson.rule for lesson in self.lessons)

    @property
    def begun_at(self) -> datetime | None:
        """When the reader finished the first of its lessons."""
        return min((lesson.line.done_at for lesson in self.lessons if lesson.line.done_at), default=None)

    def step(self, passed: bool) -> Step | None:
        """What to do next: the first lesson not done, the quiz unless `passed`, the first that does not count."""
        for lesson in self.lessons:
            if not lesson.line.done:
                return Step("lesson", lesson)
        if self.quiz and not passed:
            return Step("quiz")
        return next((Step("again", lesson) for lesson in self.lessons if not lesson.counts), None)

    @property
    def added(self) -> list[LessonLine]:
        """Lessons not done that joined after the reader had begun, or had finished the course."""
        begun = min((at for at in (self.begun_at, self.line.done_at) if at), default=None)
        return [
            lesson
            for lesson in self.lessons
            if not lesson.line.done and begun and lesson.added_at and lesson.added_at > begun
        ]


class Place(NamedTuple):
    """Where a lesson stands in one of the courses that hold it."""

    course: Line
    number: int
    of: int
    previous: Line | None
    next: Line | None


class NextLesson(NamedTuple):
    """A course the reader is in the middle of, and its first lesson not done."""

    course: Line
    lesson: Line
    number: int
    of: int


def course_of(menu: Menu, item_id: int) -> Course | None:
    """The course of this number; None when it is none, or not on this menu."""
    lessons = menu.shelf.courses.get(item_id)
    if lessons is None:
        return None
    row, by_id = menu.shelf.items[item_id], _lines(menu, (item_id, *lessons))
    return Course(
        by_id[item_id],
        tuple(
            LessonLine(
                number,
                by_id[lesson],
                rule := rule_of(menu.shelf.items[lesson]),
                counts_as_lesson(by_id[lesson].done, rule),
                datetime.fromisoformat(joined) if (joined := row.lessons_at.get(str(lesson))) else None,
            )
            for number, lesson in enumerate(lessons, 1)
        ),
        row.quiz is not None,
        max(
            (
                datetime.fromisoformat(at)
                for lesson, at in row.lessons_at.items()
                if lesson[0] == "-" and -int(lesson) in menu.done
            ),
            default=None,
        ),
    )


def places_of(menu: Menu, item_id: int) -> list[Place]:
    """The courses on this menu that hold the item, with what stands before and after it."""
    found = []
    for course_id, lessons in menu.shelf.courses.items():
        if item_id in lessons:
            by_id, at = _lines(menu, (course_id, *lessons)), lessons.index(item_id)
            before = by_id[lessons[at - 1]] if at else None
            after = by_id[lessons[at + 1]] if at + 1 < len(lessons) else None
            found.append(Place(by_id[course_id], at + 1, len(lessons), before, after))
    return found


def next_lesson(menu: Menu) -> NextLesson | None:
    """The next lesson of the course the reader finished a lesson of last; None when no course is in the middle."""
    middle = [
        (max(menu.done[lesson].at for lesson in lessons if lesson in menu.done), course_id)
        for course_id, lessons in menu.shelf.courses.items()
        if course_id not in menu.done and 0 < sum(lesson in menu.done for lesson in lessons) < len(lessons)
    ]
    if not middle:
        return None
    course_id = max(middle)[1]
    lessons = menu.shelf.courses[course_id]
    number, lesson = next(pair for pair in enumerate(lessons, 1) if pair[1] not in menu.done)
    by_id = _lines(menu, (course_id, lesson))
    return NextLesson(by_id[course_id], by_id[lesson], number, len(lessons))


def _lines(menu: Menu, item_ids: Iterable[int]) -> dict[int, Line]:
    return {line.item_id: line for line in menu.mine(menu.shelf.by_id[item_id] for item_id in item_ids)}
