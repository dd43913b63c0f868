"""Finishing an item: one row for a person and item, earned by the stated rule or marked by oneself."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import time_machine

from portal.accounts.models import Person, Role
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.learning import policy
from portal.learning.models import Completion, Item
from tests.learning import acts

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def stamp_on(page: str) -> str:
    found = re.search(r'name="stamp" value="([^"]+)"', page)
    assert found, "the page offers no reading form"
    return found[1]


@pytest.fixture
def article(content):
    content.write("en/onboarding/first.md", minutes=5)
    content.sync()
    return "/learn/first"


def test_marking_done_is_self_and_happens_once(article, client_of, make, rows, event_names):
    person = make.person()
    browser = client_of(person)
    for _again in range(2):
        answer = browser.post(f"{article}/done", data={"how": "self"})
        assert (answer.status_code, answer.location) == (303, f"{article}#done")
    (completion,) = rows(Completion)
    assert (completion.kind, completion.version, completion.organization_id) == ("self", 1, person.organization_id)
    assert event_names().count("item.completed") == 1
    assert "Marked by you" in browser.get(article).text


def test_reading_to_the_end_earns_the_item_after_a_tenth_of_its_minutes(article, client_of, make, rows):
    with time_machine.travel(NOON, tick=False) as clock:
        browser = client_of(make.person())
        stamp = stamp_on(browser.get(article).text)
        clock.shift(29)
        browser.post(f"{article}/done", data={"how": "read", "stamp": stamp})
        assert rows(Completion) == []
        clock.shift(1)
        browser.post(f"{article}/done", data={"how": "read", "stamp": stamp})
        assert "Earned: read to the end" in browser.get(article).text
    assert [completion.kind for completion in rows(Completion)] == ["earned"]


def test_who_reads_while_a_change_that_matters_comes_has_read_the_version_before(
    article, content, client_of, make, rows, event_names
):
    """Else nobody would ever tell them of it."""
    with time_machine.travel(NOON, tick=False) as clock:
        browser = client_of(make.person())
        stamp = stamp_on(browser.get(article).text)
        content.write("en/onboarding/first.md", "Other words.\n", minutes=5, material_change="2026-11-22")
        content.sync()
        clock.shift(60)
        browser.post(f"{article}/done", data={"how": "read", "stamp": stamp})
    [completion] = rows(Completion)
    assert (completion.kind, completion.version, rows(Item)[0].material_version) == ("earned", 1, 2)
    assert f"{article}/changes" in browser.get(article).text
    assert "Other" in browser.get(f"{article}/changes").text


def test_short_articles_take_fifteen_seconds_at_least(app, content):
    content.write("en/onboarding/short.md", minutes=1)
    content.write("en/onboarding/film.md", minutes=1, format="video")
    content.sync()
    with app.app_context():
        film, short = db.session.query(Item).order_by(Item.slug)
        assert (policy.seconds_to_read(film), policy.seconds_to_read(short)) == (None, 15)


def test_a_stamp_of_somebody_else_another_item_or_nobody_earns_nothing(article, content, client_of, make, rows):
    content.write("en/onboarding/second.md")
    content.sync()
    with time_machine.travel(NOON, tick=False) as clock:
        ann, ben = client_of(make.person()), client_of(make.person())
        of_ben, of_second = stamp_on(ben.get(article).text), stamp_on(ann.get("/learn/second").text)
        mine = stamp_on(ann.get(article).text)
        clock.shift(timedelta(hours=1))
        for stamp in (of_ben, of_second, mine[:-2] + "xx", "", "e30.x", "WzEsMSwxXQ"):
            ann.post(f"{article}/done", data={"how": "read", "stamp": stamp})
            assert rows(Completion) == [], stamp
        ann.post(f"{article}/done", data={"how": "read", "stamp": mine})
    assert len(rows(Completion)) == 1


def test_earned_lifts_self_and_is_never_lowered(article, make, done, rows):
    person = make.person()
    assert done(person, "first", "self")
    assert done(person, "first", "earned")
    assert not done(person, "first", "self")
    assert not done(person, "first", "earned")
    assert [completion.kind for completion in rows(Completion)] == ["earned"]


def test_only_articles_are_earned_by_reading(content, client_of, make, rows):
    content.write("en/onboarding/film.md", format="video")
    content.sync()
    person = make.person()
    browser = client_of(person)
    page = browser.get("/learn/film").text
    assert "data-read-form" not in page and "Mark as done" in page
    with content.app.app_context():
        item = db.session.query(Item).one()
        stamp = policy.reading_stamp(person, item)
        with time_machine.travel(now() + timedelta(hours=2)):
            browser.post("/learn/film/done", data={"how": "read", "stamp": stamp})
    assert rows(Completion) == []


@pytest.mark.parametrize("kind", ["self", "earned"])
def test_undo_opens_the_item_again(article, client_of, make, done, rows, event_names, kind):
    person = make.person()
    done(person, "first", kind)
    browser = client_of(person)
    assert browser.post(f"{article}/undo").status_code == 303
    assert rows(Completion) == []
    browser.post(f"{article}/undo")
    assert event_names().count("item.reopened") == 1
    assert "Mark as done" in browser.get(article).text


def test_eight_at_once_leave_one_row_and_one_event(article, app, make, rows, event_names):
    person = make.person()
    gate = Barrier(8)

    def finish(number: int) -> bool:
        gate.wait()
        return acts.mark(app, person, "first", "self")

    with ThreadPoolExecutor(8) as threads:
        changed = list(threads.map(finish, range(8)))
    assert changed.count(True) == 1
    assert len(rows(Completion)) == 1
    assert event_names().count("item.completed") == 1


def test_earned_and_self_at_once_end_earned(article, app, make, rows):
    person = make.person()
    gate = Barrier(8)

    def finish(number: int) -> bool:
        gate.wait()
        return acts.mark(app, person, "first", "earned" if number == 3 else "self")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(finish, range(8)))
    assert [completion.kind for completion in rows(Completion)] == ["earned"]


def test_htmx_gets_the_section_alone_with_the_new_state(article, client_of, make):
    browser = client_of(make.person())
    answer = browser.post(f"{article}/done", data={"how": "self"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and answer.text.lstrip().startswith("<section")
    assert "Undo" in answer.text and "Marked as done." in answer.text and "<html" not in answer.text


def test_guests_and_suspended_people_finish_nothing(article, client, client_of, make, rows):
    suspended = make.person(suspended_at=now())
    assert "/sign-in" in client.post(f"{article}/done", data={"how": "self"}).location
    assert client_of(suspended).post(f"{article}/done", data={"how": "self"}).status_code == 403
    page = client_of(suspended).get(article).text
    assert "Mark as done" not in page and "suspended" in page
    assert rows(Completion) == []


def test_what_is_not_on_ones_menu_cannot_be_finished(content, client_of, make, rows):
    content.write("en/onboarding/dear.md", audience="[high]")
    content.write("en/presales/inside.md")
    content.sync()
    low = client_of(make.person(organization=make.organization(tier="low")))
    for slug in ("dear", "inside", "nothing"):
        for act in ("done", "undo"):
            assert low.post(f"/learn/{slug}/{act}", data={"how": "self"}).status_code == 404
    high = client_of(make.person(organization=make.organization(tier="high")))
    assert high.post("/learn/dear/done", data={"how": "self"}).status_code == 303
    assert len(rows(Completion)) == 1


def test_looking_never_finishes(article, client_of, make, rows):
    browser = client_of(make.person())
    for act in ("done", "undo"):
        assert browser.get(f"{article}/{act}").status_code == 405
        assert browser.head(f"{article}/{act}").status_code == 405
    browser.head(article)
    assert rows(Completion) == []


def test_progress_made_for_one_company_names_it(article, app, make, done, rows):
    person = make.person(roles=Role.MEMBER | Role.KEYPERSON)
    done(person, "first")
    other = make.organization()
    with app.app_context():
        db.session.get_one(Person, person.id).organization_id = other.id
        db.session.commit()
    assert not done(person, "first")
    assert rows(Completion)[0].organization_id == person.organization_id
