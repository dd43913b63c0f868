"""The world of the big drill, small: it is what it says, and its pages open; changes reach everybody."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from benchmarks.cafeteria import PAGES, Size, companies, fill
from portal.accounts.models import Membership, Organization, Person
from portal.kernel.db import db
from portal.learning.commands import courses
from portal.learning.models import Completion, Item, ItemAudience, ItemText, ItemVersion, Stage

FILLED = (Stage, Organization, Person, Membership, Item, ItemText, ItemVersion, ItemAudience, Completion)
SIZE = Size(items=60, people=120, completions=600)


@pytest.fixture
def big(app):
    with app.app_context():
        for model in FILLED:  # COPY is no statement that tests see, so say that these tables are written
            db.session.execute(sa.delete(model).where(sa.false()))
        fill(SIZE)
        db.session.remove()


def test_it_holds_as_many_of_each_as_was_asked_for(big, app):
    with app.app_context():
        numbers = [
            db.session.scalar(sa.select(sa.func.count()).select_from(model))
            for model in (Item, Person, Completion, Organization)
        ]
        leads = db.session.scalar(sa.select(sa.func.count()).where(Membership.key_person))
    assert numbers == [*SIZE, companies(SIZE)] and leads == companies(SIZE)


def test_its_pages_open_for_their_readers(big, app, client, client_of):
    with app.app_context():
        member, lead = db.session.get_one(Person, 2), db.session.get_one(Person, 1)
        db.session.expunge_all()
    browsers = {"guest": client, "member": client_of(member), "lead": client_of(lead)}
    for page in PAGES:
        for turn in range(3):
            assert browsers[page.reader].get(page.path(turn)).status_code == 200, page.name
    assert "item-000" in browsers["member"].get("/learn").text


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
