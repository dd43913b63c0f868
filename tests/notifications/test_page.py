from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.accounts.models import Person, Role
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.notifications.models import Notification


@pytest.fixture
def many(app, make, joins, drain, key_person, company):
    def happen(number: int) -> None:
        for n in range(number):
            joins(make.person(organization=company, display_name=f"Colleague {n}"))
        drain()

    return happen


def titles(page):
    return re.findall(r"(Colleague \d+) joined Company \d+", page.text)


def test_the_newest_stand_first_under_their_day(client_of, many, make, joins, drain, key_person, company):
    with time_machine.travel(datetime.now(UTC) - timedelta(days=1)):
        joins(make.person(organization=company, display_name="Yuki"))
        drain()
    many(1)
    text = client_of(key_person).get("/notifications").text
    assert text.index("Today") < text.index("Colleague 0") < text.index("Yesterday") < text.index("Yuki joined")


def test_the_list_pages_by_key_both_ways(client_of, many, key_person):
    many(45)
    browser = client_of(key_person)
    first = browser.get("/notifications")
    assert titles(first) == [f"Colleague {n}" for n in range(44, 24, -1)]
    assert 'rel="prev"' not in first.text

    def follow(page, rel):
        return browser.get(re.search(f'rel="{rel}" href="([^"]+)"', page.text)[1].replace("&amp;", "&"))

    second = follow(first, "next")
    third = follow(second, "next")
    assert titles(second)[0] == "Colleague 24" and titles(third) == [f"Colleague {n}" for n in range(4, -1, -1)]
    assert 'rel="next"' not in third.text
    assert titles(follow(third, "prev")) == titles(second)


def test_a_page_costs_the_same_for_any_number_of_rows(client_of, many, key_person, count_queries):
    many(1)
    browser = client_of(key_person)
    browser.get("/notifications")
    with count_queries() as few:
        browser.get("/notifications")
        small = few()
    many(30)
    browser.get("/notifications")  # the site's name is read anew every two seconds
    with count_queries() as number:
        browser.get("/notifications")
        assert number() == small
    assert small <= 5


def test_opening_marks_it_as_read_and_leads_to_the_thing(client_of, many, told, key_person):
    many(1)
    [notification] = told(key_person)
    browser = client_of(key_person)
    assert browser.get(f"/notifications/{notification.id}/open").status_code == 405
    answer = browser.post(f"/notifications/{notification.id}/open")
    assert (answer.status_code, answer.location) == (303, "/account/company")
    [notification] = told(key_person)
    first = notification.read_at
    assert first is not None
    browser.post(f"/notifications/{notification.id}/open")
    assert told(key_person)[0].read_at == first


def test_looking_at_the_list_marks_nothing_as_read(client_of, many, told, key_person):
    many(1)
    browser = client_of(key_person)
    browser.get("/notifications")
    browser.head("/notifications")
    assert told(key_person)[0].read_at is None


def test_the_thing_gone_the_row_says_so(client_of, many, rows, change, told, key_person):
    many(1)
    browser = client_of(key_person)
    [newcomer] = rows(Person, display_name="Colleague 0")
    change(newcomer, erased_at=now())
    assert "no longer there" in browser.get("/notifications").text
    answer = browser.post(f"/notifications/{told(key_person)[0].id}/open")
    assert answer.location == "/notifications"


def test_unread_ones_have_a_word_a_tab_and_a_number_at_the_bell(client_of, many, told, key_person):
    many(3)
    browser = client_of(key_person)
    page = browser.get("/notifications")
    assert "Notifications, 3 unread" in page.text and page.text.count("Unread: ") == 3
    browser.post(f"/notifications/{told(key_person)[0].id}/open")
    unread = browser.get("/notifications?tab=unread")
    assert titles(unread) == ["Colleague 2", "Colleague 1"]
    assert "Notifications, 2 unread" in unread.text


def test_more_than_99_are_counted_no_further(app, client_of, many, rows, key_person):
    many(1)
    with app.app_context():
        event = rows(Event, name="person.joined")[0]
        for _n in range(120):
            copy = Event(
                name=event.name, subject=event.subject, data={}, at=event.at, organization_id=event.organization_id
            )
            db.session.add(copy)
            db.session.flush()
            db.session.add(Notification(event_id=copy.id, person_id=key_person.id, kind="colleagues"))
        db.session.commit()
    assert "Notifications, 99+ unread" in client_of(key_person).get("/notifications").text


def test_mark_all_spares_what_came_after_the_page(client_of, many, told, key_person):
    many(2)
    browser = client_of(key_person)
    shown = re.search(r'name="up_to" value="(\d+)"', browser.get("/notifications").text)[1]
    many(1)
    assert browser.post("/notifications/read", data={"up_to": shown}).status_code == 303
    assert [notification.read_at is None for notification in told(key_person)] == [False, False, True]


def test_other_peoples_notifications_do_not_exist(client_of, many, make, told, key_person):
    many(1)
    [notification] = told(key_person)
    browser = client_of(make.person(Role.MEMBER | Role.KEYPERSON))
    assert browser.post(f"/notifications/{notification.id}/open").status_code == 404
    browser.post("/notifications/read", data={"up_to": notification.id})
    assert told(key_person)[0].read_at is None
    assert "Colleague" not in browser.get("/notifications").text


def test_guests_are_asked_to_sign_in(client):
    for path in ("/notifications", "/notifications/choices"):
        assert client.get(path).status_code == 302
    for path in ("/notifications/read", "/notifications/1/open", "/notifications/choices"):
        assert client.post(path).status_code == 302


def test_with_nothing_to_tell_the_page_says_what_will_come(client_of, make):
    browser = client_of(make.person())
    assert "No notifications yet" in browser.get("/notifications").text
    assert "Nothing unread" in browser.get("/notifications?tab=unread").text


def test_a_changed_cursor_is_refused(client_of, make):
    assert client_of(make.person()).get("/notifications?after=nonsense").status_code == 422


def test_an_undeclared_number_marks_nothing(client_of, many, told, key_person):
    many(1)
    client_of(key_person).post("/notifications/read", data={"up_to": "9e9"})
    assert told(key_person)[0].read_at is None
