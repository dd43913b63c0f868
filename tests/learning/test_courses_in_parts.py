"""A changed course moves many people: in parts, and all of them."""

from __future__ import annotations

from portal.learning.commands import courses
from portal.learning.models import Completion, Item


def test_however_many_people_a_changed_course_moves_it_is_told_of_all(content, make, done, rows, monkeypatch):
    """They come in parts, and what is written for one part does not disturb the next."""
    monkeypatch.setattr(courses, "CHUNK", 2)
    monkeypatch.setattr(courses, "STREAMED", 3)
    for slug in ("one", "two", "three"):
        content.write(f"en/onboarding/{slug}.md")
    content.write("en/onboarding/course.md", format="course", lessons="[one, two, three]")
    content.sync()
    people = [make.person() for _number in range(7)]
    for person in people:
        for slug in ("one", "two")[: 1 if person is people[3] else 2]:
            done(person, slug, "earned")
    content.remove("en/onboarding/three.md")
    content.sync()
    [course] = rows(Item, slug="course")
    earned = [(row.person_id, row.kind) for row in rows(Completion, item_id=course.id)]
    assert earned == [(person.id, "earned") for person in people if person is not people[3]]
