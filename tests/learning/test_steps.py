"""My next step: one an item, one's own, and one reminder on the morning of its day where one is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from portal.accounts.models import Person
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.learning.commands import steps
from portal.learning.models import NextStep
from portal.learning.queries.steps import morning_of, open_steps
from portal.notifications.models import Notification

PAGE = "/learn/first"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def article(content):
    content.write("en/onboarding/first.md", title="First steps")
    content.sync()


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as found:
        yield found


def decide(browser, text="Show the dispatchers the short form", due="2026-11-26", **headers):
    return browser.post(f"{PAGE}/step", data={"text": text, "due": due}, headers=headers)


def test_a_step_is_noted_changed_done_and_begun_anew(article, clock, client_of, make, rows):
    browser = client_of(make.person())
    assert decide(browser).location == f"{PAGE}#step"
    decide(browser, "Show it to Kim  \n too", "2026-11-27")
    [step] = rows(NextStep)
    assert (step.text, step.due, step.done_at) == ("Show it to Kim too", date(2026, 11, 27), None)
    page = browser.get(PAGE).text
    assert "Show it to Kim too" in page and "By 27 November 2026" in page
    browser.post(f"{PAGE}/step/done")
    assert rows(NextStep)[0].done_at == NOON and "Done on 22 November 2026" in browser.get(PAGE).text
    decide(browser, "Another one", "2026-12-01")
    assert [(row.text, row.done_at) for row in rows(NextStep)] == [("Another one", None)]


def test_a_step_is_dropped(article, clock, client_of, make, rows):
    browser = client_of(make.person())
    decide(browser)
    assert browser.post(f"{PAGE}/step/drop").status_code == 303
    assert rows(NextStep) == []
    assert browser.post(f"{PAGE}/step/drop").status_code == browser.post(f"{PAGE}/step/done").status_code == 404


@pytest.mark.parametrize(
    ("text", "due", "message"),
    [
        ("", "2026-11-26", "Write what you will do"),
        ("x" * 301, "2026-11-26", "it has 301"),
        ("Do it", "", "Choose the day"),
        ("Do it", "soon", "Choose the day"),
        ("Do it", "2026-11-21", "This day has passed"),
    ],
)
def test_what_cannot_be_taken_is_kept_with_the_reason(article, clock, client_of, make, rows, text, due, message):
    browser = client_of(make.person())
    for headers in ({}, {"HX-Request": "true"}):
        answer = decide(browser, text, due, **headers)
        assert answer.status_code == 422 and message in answer.text
        assert text in answer.text and ("<html" in answer.text) is not bool(headers)
    assert rows(NextStep) == []


def test_today_is_the_persons_own(article, clock, client_of, make):
    early, late = make.person(time_zone="Pacific/Kiritimati"), make.person(time_zone="America/Adak")
    assert decide(client_of(early), due="2026-11-22").status_code == 422  # there it is the 23rd
    with time_machine.travel(datetime(2026, 11, 23, 5, tzinfo=UTC)):
        assert decide(client_of(late), due="2026-11-22").status_code == 303  # there it is still the 22nd


def test_a_step_is_ones_own_and_stays_when_its_item_leaves_the_menu(content, app, clock, client_of, make, rows):
    content.write("en/onboarding/first.md", title="First steps")
    content.sync()
    ann, ben = make.person(), make.person()
    decide(client_of(ann))
    assert "dispatchers" not in client_of(ben).get(PAGE).text
    content.remove("en/onboarding/first.md")
    content.sync()
    with app.app_context():
        [step] = open_steps(db.session.get_one(Person, ann.id))
        assert (step.text, step.title, step.today, step.late) == (
            "Show the dispatchers the short form",
            "",
            False,
            False,
        )
        assert open_steps(db.session.get_one(Person, ben.id)) == []
    assert client_of(ben).post(f"{PAGE}/step/done").status_code == 404
    assert client_of(ann).post(f"{PAGE}/step/done", data={"next": "/tray"}).location == "/tray"
    assert rows(NextStep)[0].done_at


def remind(app, times=1):
    with app.app_context():
        for _time in range(times):
            steps.remind()


@pytest.fixture
def reminded(rows):
    return lambda: [row.person_id for row in rows(Notification) if row.kind == "steps"]


def test_the_reminder_comes_once_on_the_morning_where_one_is(
    article, app, clock, client_of, make, drain, reminded, outgoing
):
    tokyo, berlin = make.person(time_zone="Asia/Tokyo"), make.person(time_zone="Europe/Berlin")
    for person in (tokyo, berlin):
        decide(client_of(person))
    for moment, wanted in (
        (datetime(2026, 11, 25, 22, 59, tzinfo=UTC), []),
        (datetime(2026, 11, 25, 23, 0, tzinfo=UTC), [tokyo.id]),
        (datetime(2026, 11, 26, 6, 59, tzinfo=UTC), [tokyo.id]),
        (datetime(2026, 11, 26, 7, 0, tzinfo=UTC), [tokyo.id, berlin.id]),
        (datetime(2026, 11, 28, 7, 0, tzinfo=UTC), [tokyo.id, berlin.id]),
    ):
        clock.move_to(moment)
        remind(app, 2)
        drain()
        assert reminded() == wanted, moment
    mails = [mail for mail in outgoing() if mail.kind == "steps"]
    assert [mail.subject for mail in mails] == ["Your next step is for today: Show the dispatchers the short form"] * 2


@pytest.mark.parametrize(
    ("day", "zone", "hour"),
    [
        (date(2027, 3, 28), "Europe/Berlin", 6),  # summer time began that night
        (date(2026, 10, 25), "Europe/Berlin", 7),  # and ended
        (date(2027, 3, 14), "America/New_York", 12),
        (date(2026, 11, 1), "America/New_York", 13),
        (date(2026, 11, 26), "No/Such_Zone", 8),
    ],
)
def test_eight_is_eight_on_the_wall_whatever_the_clocks_did(day, zone, hour):
    assert morning_of(day, zone) == datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_what_is_done_dropped_or_of_a_suspended_person_is_not_reminded(
    article, app, clock, client_of, make, drain, reminded
):
    done, dropped, gone = (make.person() for _number in range(3))
    for person in (done, dropped, gone):
        decide(client_of(person))
    client_of(done).post(f"{PAGE}/step/done")
    client_of(dropped).post(f"{PAGE}/step/drop")
    with app.app_context():
        db.session.merge(gone).suspended_at = now()
        db.session.commit()
    clock.move_to(datetime(2026, 11, 26, 9, tzinfo=UTC))
    remind(app)
    drain()
    assert reminded() == []


def test_another_day_brings_another_reminder_and_the_same_morning_none(
    article, app, clock, client_of, make, drain, reminded
):
    person = make.person(time_zone="UTC")
    browser = client_of(person)
    decide(browser, due="2026-11-22")  # at noon: today's morning has passed
    remind(app)
    decide(browser, due="2026-11-23")
    clock.shift(timedelta(days=1))
    remind(app)
    drain()
    assert reminded() == [person.id]
    decide(browser, due="2026-11-25")
    clock.shift(timedelta(days=2))
    remind(app)
    drain()
    assert reminded() == [person.id, person.id]


def test_guests_and_suspended_people_decide_nothing(article, clock, client, client_of, make, rows):
    assert "/sign-in" in decide(client).location
    assert decide(client_of(make.person(suspended_at=now()))).status_code == 403
    assert rows(NextStep) == []
