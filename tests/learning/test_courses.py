"""A course follows its lessons: earned when all of them are, and its quiz is passed; what was earned stays."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
import time_machine

from portal.accounts.models import Person
from portal.kernel.db import db
from portal.learning import commands
from portal.learning.models import Completion, Item
from portal.learning.queries import courses
from portal.learning.queries.menu import menu_of
from tests.learning import acts
from tests.learning.quizzes import QUIZ, take


@pytest.fixture
def course(content):
    """A course of three articles, and another that holds it and one more."""
    for slug in ("one", "two", "three", "four"):
        content.write(f"en/onboarding/{slug}.md", title=f"Lesson {slug}")
    content.write("en/onboarding/course.md", title="The course", format="course", lessons="[one, two, three]")
    content.write("en/onboarding/path.md", title="The path", format="course", lessons="[course, four]")
    content.sync()
    return "/learn/course"


@pytest.fixture
def kinds(app):
    """`kinds(person)`: how the person finished what, by slug."""

    def read(person):
        with app.app_context():
            found = sa.select(Item.slug, Completion.kind).join(Completion, Completion.item_id == Item.id)
            return dict(db.session.execute(found.where(Completion.person_id == person.id)).all())

    return read


@pytest.fixture
def undo(app):
    def act(person, slug):
        with app.app_context():
            item = db.session.scalars(sa.select(Item).where(Item.slug == slug)).one()
            commands.undo(db.session.get_one(Person, person.id), item)
            db.session.commit()

    return act


def finish(done, person, *slugs, kind="earned"):
    for slug in slugs:
        done(person, slug, kind)


def test_the_last_lesson_earns_the_course_and_what_holds_it(course, make, done, kinds, event_names):
    person = make.person()
    finish(done, person, "three", "one", "four")
    assert "course" not in kinds(person)
    finish(done, person, "two")
    assert kinds(person)["course"] == kinds(person)["path"] == "earned"
    assert event_names().count("item.completed") == 6


def test_a_marked_lesson_does_not_count_until_it_is_earned(course, make, done, kinds):
    person = make.person()
    finish(done, person, "one", "two", kind="self")
    finish(done, person, "three")
    finish(done, person, "two")
    assert "course" not in kinds(person)
    finish(done, person, "one")
    assert kinds(person)["course"] == "earned"


def test_a_lesson_that_nothing_can_earn_counts_once_it_is_marked(content, make, done, kinds):
    content.write("en/onboarding/one.md")
    content.write("en/onboarding/sheet.md", format="template")
    content.write("en/onboarding/course.md", format="course", lessons="[one, sheet]")
    content.sync()
    person = make.person()
    finish(done, person, "one")
    finish(done, person, "sheet", kind="self")
    assert kinds(person)["course"] == "earned"


def test_the_quiz_is_asked_too_and_may_come_first(content, client_of, make, done, kinds):
    content.write("en/onboarding/one.md")
    content.write("en/onboarding/course.md", format="course", lessons="[one]", quiz=QUIZ)
    content.sync()
    first, last = make.person(), make.person()
    take(client_of(first), slug="course")
    assert kinds(first) == {}
    finish(done, first, "one")
    finish(done, last, "one")
    assert kinds(last) == {"one": "earned"}
    take(client_of(last), slug="course")
    assert kinds(first) == kinds(last) == {"one": "earned", "course": "earned"}


def test_a_marked_course_is_lifted_and_an_earned_one_stays_when_a_lesson_is_opened_again(
    course, client_of, make, done, undo, kinds
):
    person = make.person()
    finish(done, person, "course", kind="self")
    finish(done, person, "one", "two", "three")
    assert kinds(person)["course"] == "earned"
    undo(person, "two")
    assert kinds(person)["course"] == "earned"
    page = client_of(person).get(course).text
    assert "A finished course stays finished when a lesson is added or opened again." in page
    assert "2 of 3 lessons done" in page


def test_who_took_the_course_back_has_it_again_by_marking_it(course, client_of, make, done, undo, kinds):
    person = make.person()
    finish(done, person, "one", "two", "three")
    undo(person, "course")
    assert "course" not in kinds(person)
    answer = client_of(person).post(f"{course}/done", data={"how": "self"}, follow_redirects=True)
    assert "All that this course asks for counts: earned." in answer.text
    assert kinds(person)["course"] == "earned"


def test_a_lesson_off_the_menu_no_longer_counts_and_those_who_have_the_rest_earn_the_course(
    course, content, make, done, undo, kinds
):
    nearly, took_back, half = make.person(), make.person(), make.person()
    finish(done, nearly, "one", "two")
    finish(done, took_back, "one", "two", "three")
    undo(took_back, "course")
    finish(done, half, "one")
    content.remove("en/onboarding/three.md")
    content.sync()
    assert kinds(nearly)["course"] == "earned"
    assert "course" not in kinds(half)
    assert "course" not in kinds(took_back)  # as they wished; nothing changed for them
    finish(done, half, "two")
    assert kinds(half)["course"] == "earned"


def test_a_lesson_added_later_takes_nothing_away_and_is_told_of(course, content, client_of, make, done, kinds):
    finished, middle, fresh = make.person(), make.person(), make.person()
    finish(done, finished, "one", "two", "three")
    finish(done, middle, "one", "two")
    content.write("en/onboarding/course.md", title="The course", format="course", lessons="[one, two, four, three]")
    content.sync()
    assert kinds(finished)["course"] == "earned"
    assert "A lesson was added on" in client_of(finished).get(course).text
    assert "The course stays finished." in client_of(finished).get(course).text
    page = client_of(middle).get(course).text
    assert "“Lesson four”. It counts for the course." in page and "Go on with lesson 3" in page
    assert "A lesson was added" not in client_of(fresh).get(course).text
    finish(done, middle, "three")
    assert "course" not in kinds(middle)
    finish(done, middle, "four")
    assert kinds(middle)["course"] == "earned"
    assert "A lesson was added" not in client_of(middle).get(course).text


def test_a_lesson_brought_back_counts_again_for_those_who_have_not_finished(course, content, make, done, kinds):
    early, late = make.person(), make.person()
    content.move("en/onboarding/three.md", "three.kept")
    content.sync()
    finish(done, early, "one", "two")
    finish(done, late, "one")
    content.move("three.kept", "en/onboarding/three.md")
    content.sync()
    finish(done, late, "two")
    assert kinds(early)["course"] == "earned" and "course" not in kinds(late)


def test_a_lesson_under_another_address_is_still_the_lesson(course, content, client_of, make, done, kinds):
    person = make.person()
    finish(done, person, "one")
    content.move("en/onboarding/one.md", "en/onboarding/uno.md")
    content.write("en/onboarding/uno.md", title="Lesson uno", supersedes="[one]")
    content.sync()
    assert "Lesson uno" in client_of(person).get(course).text
    finish(done, person, "two", "three")
    assert kinds(person)["course"] == "earned"


def test_lessons_a_reader_may_not_open_do_not_count_for_them(content, make, done, kinds, client_of):
    content.write("en/onboarding/one.md")
    content.write("en/onboarding/dear.md", title="Dear lesson", audience="[high]")
    content.write("en/onboarding/course.md", format="course", lessons="[one, dear]")
    content.sync()
    low, high = (make.person(organization=make.organization(tier=tier)) for tier in ("low", "high"))
    for person in (low, high):
        finish(done, person, "one")
    assert kinds(low)["course"] == "earned" and "course" not in kinds(high)
    assert "Dear lesson" not in client_of(low).get("/learn/course").text
    assert "Dear lesson" in client_of(high).get("/learn/course").text


def test_courses_in_a_circle_are_never_earned_by_themselves(content, make, done, kinds):
    content.write("en/onboarding/one.md")
    content.write("en/onboarding/a.md", format="course", lessons="[b, one, a]")
    content.write("en/onboarding/b.md", format="course", lessons="[a]")
    content.sync()
    person = make.person()
    finish(done, person, "one")
    assert kinds(person) == {"one": "earned"}
    finish(done, person, "a", kind="self")
    assert kinds(person) == {"one": "earned", "a": "self"}


def test_a_course_without_lessons_on_the_menu_can_only_be_marked(content, client_of, make, done, kinds):
    content.write("en/onboarding/course.md", format="course", lessons="[nothing]")
    content.sync()
    person = make.person()
    assert "it can only be marked as done" in client_of(person).get("/learn/course").text
    finish(done, person, "course", kind="self")
    assert kinds(person) == {"course": "self"}


def test_the_page_numbers_the_lessons_and_offers_the_next_one(course, client, client_of, make, done):
    person = make.person()
    browser = client_of(person)
    page = browser.get(course).text
    told = "You earn this course by earning all of its 3 lessons."
    assert page.index(told) < page.index('id="lessons"') < page.index('<div class="prose">')
    assert "Start with lesson 1" in page and "0 of 3 lessons done" in page
    finish(done, person, "one")
    finish(done, person, "two", kind="self")
    page = browser.get(course).text
    assert "Go on with lesson 3" in page and "2 of 3 lessons done" in page and "1 counts for the course" in page
    assert re.search(r'<progress[^>]* value="2" max="3"', page)
    finish(done, person, "three")
    assert "Earn lesson 2" in browser.get(course).text
    assert page.count('class="btn primary"') == 1
    assert "Start with lesson 1" in client.get(course).text and "lessons done" not in client.get(course).text


def test_a_lesson_says_what_it_is_part_of(course, client):
    page = client.get("/learn/two").text
    assert "Part of “The course”" in page and "Lesson 2 of 3" in page
    assert 'rel="prev" href="/learn/one"' in page and 'rel="next" href="/learn/three"' in page
    page = client.get(course).text
    assert "Part of “The path”" in page and "Lesson 1 of 2" in page
    assert "Part of" not in client.get("/learn/path").text


def test_a_course_in_the_middle_offers_its_next_lesson(course, app, make, done):
    person = make.person()

    def offered():
        with app.test_request_context():
            found = courses.next_lesson(menu_of(db.session.get_one(Person, person.id)))
            return found and (found.course.slug, found.lesson.slug, found.number, found.of)

    assert offered() is None
    with time_machine.travel(datetime.now(UTC) - timedelta(hours=1)):
        finish(done, person, "one")
    assert offered() == ("course", "two", 2, 3)
    finish(done, person, "four")
    assert offered() == ("path", "course", 1, 2)
    finish(done, person, "two", "three")
    assert offered() is None


@pytest.mark.parametrize("number", [3, 40])
def test_a_course_page_asks_the_database_the_same_however_many_lessons(
    content, client_of, make, done, count_queries, number
):
    for n in range(number):
        content.write(f"en/onboarding/l{n}.md")
    lessons = ", ".join(f"l{n}" for n in range(number))
    content.write("en/onboarding/course.md", format="course", lessons=f"[{lessons}]", quiz=QUIZ)
    content.sync()
    person = make.person()
    finish(done, person, "l0", "l1")
    browser = client_of(person)
    browser.get("/learn/course")
    with count_queries() as sent:
        browser.get("/learn/course")
    assert sent() <= 8


def test_eight_who_finish_lessons_of_one_course_at_once_all_count(content, app, make, kinds, event_names):
    slugs = [f"l{n}" for n in range(8)]
    for slug in slugs:
        content.write(f"en/onboarding/{slug}.md")
    for name in ("a", "b"):
        content.write(f"en/onboarding/{name}.md", format="course", lessons=f"[{', '.join(slugs)}]")
    content.sync()
    person, other, gate = make.person(), make.person(), Barrier(8)

    def work(number: int) -> None:
        gate.wait()
        for who in (person, other) if number % 2 else (other, person):
            acts.mark(app, who, slugs[number], "earned")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    for who in (person, other):
        assert kinds(who) == dict.fromkeys([*slugs, "a", "b"], "earned")
    assert event_names().count("item.completed") == 20


def test_finishing_and_undoing_at_once_leaves_the_course_as_the_rule_says(content, app, make, kinds, undo):
    """Each thread ends with its lesson earned, so in whatever order they came, the course is earned."""
    slugs = [f"l{n}" for n in range(8)]
    for slug in slugs:
        content.write(f"en/onboarding/{slug}.md")
    content.write("en/onboarding/course.md", format="course", lessons=f"[{', '.join(slugs)}]")
    content.sync()
    person, gate = make.person(), Barrier(8)

    def work(number: int) -> None:
        gate.wait()
        for _time in range(3):
            acts.mark(app, person, slugs[number], "earned" if number % 3 else "self")
            undo(person, slugs[number])
        acts.mark(app, person, slugs[number], "earned")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    assert kinds(person) == dict.fromkeys([*slugs, "course"], "earned")


def test_a_sync_that_takes_a_lesson_off_at_the_same_time_forgets_nobody(content, app, make, kinds):
    """Whichever comes first, the other sees it: who has all that is left has the course."""
    for slug in ("one", "two", "three"):
        content.write(f"en/onboarding/{slug}.md")
    content.write("en/onboarding/course.md", format="course", lessons="[one, two, three]")
    content.sync()
    people = [make.person() for _number in range(7)]
    for person in people:
        acts.mark(app, person, "one", "earned")
    content.remove("en/onboarding/three.md")
    gate = Barrier(8)

    def work(number: int) -> None:
        gate.wait()
        if number == 7:
            content.sync()
        else:
            acts.mark(app, people[number], "two", "earned")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    assert [kinds(person).get("course") for person in people] == ["earned"] * 7
