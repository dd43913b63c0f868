"""What an item's page says about courses: what the item is made of, what it is part of, and the next step in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.learning.policy import EARNED
from portal.learning.queries import courses
from portal.learning.queries.plans import passed_by

if TYPE_CHECKING:
    from portal.accounts.models import Person
    from portal.learning.models import Completion, Item
    from portal.learning.queries.menu import Menu


def around(person: Person | None, menu: Menu, item: Item, completion: Completion | None) -> dict[str, Any]:
    """`course`, if it is one, whether its quiz is `passed`, the next `step` in it; courses it is `part_of`."""
    course = courses.course_of(menu, item.id)
    passed = bool(person and course and course.quiz and passed_by(person.id, [item.id]))
    earned = completion is not None and completion.kind == EARNED
    return {
        "course": course,
        "passed": passed,
        "step": None if course is None or earned else course.step(passed),
        "part_of": courses.places_of(menu, item.id),
    }
