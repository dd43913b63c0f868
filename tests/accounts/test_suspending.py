"""Suspended people read and write nothing until the instant that was set, and know until when and why."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.dialects import postgresql

from portal.accounts.commands import roles, suspending
from portal.accounts.models import Person, Role
from portal.accounts.suspensions import Suspension
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Refused
from portal.kernel.events import Event
from portal.notifications.models import Notification

FORM = {"end": "week", "why": "rude", "known": "0"}
ROOT = Path(__file__).parents[2] / "portal"


@pytest.fixture
def cora(make):
    return make.staff(display_name="Cora")


@pytest.fixture
def cs(client_of, cora):
    return client_of(cora)


@pytest.fixture
def ann(make):
    return make.person(display_name="Ann", time_zone="Asia/Tokyo", language="en")


@pytest.fixture
def stored(rows):
    return lambda person: rows(Person, id=person.id)[0]


@pytest.fixture
def suspend(app):
    """`suspend(by, person, ends_in, reason, known)` in a transaction of its own."""

    def do(by, person, ends_in=None, reason="No more.", known=None):
        with app.app_context():
            until = now() + ends_in if ends_in else None
            suspending.suspend(db.session.get_one(Person, by.id), person.id, until, reason, known)
            db.session.commit()

    return do


def at(person, rest=""):
    return f"/console/people/{person.public_id}/suspension{rest}"


def name_change(browser, person, name):
    version = re.search(r'name="version" type="hidden" value="(\d+)"', browser.get("/account").text)
    number = version[1] if version else person.version
    data = {"display_name": name, "job": "", "department": "", "title": "", "version": number}
    return browser.post("/account/profile", data=data).status_code


@pytest.mark.parametrize(("end", "days"), [("day", 1), ("week", 7), ("month", 30), ("never", None)])
def test_how_long_is_chosen_and_counts_from_now(end, days, cs, ann, stored, rows):
    with time_machine.travel(now(), tick=False):
        assert cs.post(at(ann), data=FORM | {"end": end}).status_code == 303
        until = None if days is None else now() + timedelta(days=days)
    assert (stored(ann).suspended_until, stored(ann).suspended) == (until, True)
    assert [(row.person_id, row.until, row.lifted_at) for row in rows(Suspension)] == [(ann.id, until, None)]


def test_a_day_begins_where_the_person_is(cs, ann, stored):
    day = (now() + timedelta(days=40)).date()
    assert cs.post(at(ann), data=FORM | {"end": "date", "day": day.isoformat()}).status_code == 303
    until = stored(ann).suspended_until
    assert until.isoformat() == f"{day - timedelta(days=1)}T15:00:00+00:00"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"end": ""}, "Choose how long."),
        ({"end": "date"}, "Write the day"),
        ({"end": "date", "day": "tomorrow"}, "year-month-day"),
        ({"end": "date", "day": "2020-01-31"}, "in the future"),
        ({"end": "date", "day": "9999-12-31"}, "Five years at most"),
        ({"why": "", "words": " "}, "the person reads it"),
        ({"words": "My words stay. " * 90}, "Up to 1000 characters"),
        ({"known": ""}, "incomplete"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(wrong, told, cs, ann, stored, event_names):
    answer = cs.post(at(ann), data=FORM | {"words": "My words stay."} | wrong)
    page = unescape(answer.text)
    assert answer.status_code == 422 and told in page
    assert wrong.get("words", "My words stay.").strip() in page and wrong.get("day", "") in page
    assert not stored(ann).suspended and event_names() == []


def test_it_ends_by_itself_at_that_instant(ann, cora, suspend, client_of, stored, app):
    suspend(cora, ann, timedelta(days=2))
    end, browser = stored(ann).suspended_until, client_of(ann)
    writing = sa.select(Person.id).where(Person.may_write, Person.id == ann.id)
    held = sa.select(Person.id).where(Person.suspended, Person.id == ann.id)
    for moment, writes in ((end - timedelta(microseconds=1), False), (end, True)):
        with time_machine.travel(moment, tick=False), app.app_context():
            assert (db.session.scalar(writing), db.session.scalar(held)) == (
                (ann.id, None) if writes else (None, ann.id)
            )
            person = db.session.get_one(Person, ann.id)
            assert (person.may_write, person.suspended) == (writes, not writes)
            assert name_change(browser, ann, "Ann B") == (303 if writes else 403)
    assert stored(ann).display_name == "Ann B"


def test_the_database_and_the_code_agree_about_who_may_write(app, make):
    early, late = now() - timedelta(days=1), now() + timedelta(days=1)
    for erased in (None, early):
        for begun in (None, early):
            for end in (None, early, late):
                make.person(erased_at=erased, suspended_at=begun, suspended_until=end)
    with app.app_context():
        for person, writes, held in db.session.execute(sa.select(Person, Person.may_write, Person.suspended)):
            assert (bool(writes), bool(held)) == (person.may_write, person.suspended)
        refused = db.session.scalar(sa.select(sa.func.count()).where(sa.not_(Person.may_write)))
        written = db.session.scalar(sa.select(sa.func.count()).where(Person.may_write))
        assert refused + written == 12


def test_nobody_asks_when_a_suspension_began_to_learn_whether_it_lasts():
    """Whoever wants to know asks `suspended` or `may_write`."""
    asks = re.compile(r"suspended_at\b(?!:)(\.is_|\s+is\b|\s*[=!]=\s)")
    files = [path for path in ROOT.rglob("*.*") if path.suffix in (".py", ".html") and path.name != "writing.py"]
    assert [str(path) for path in files if asks.search(path.read_text())] == []
    shown = [path.name for path in files if path.suffix == ".html" and "if subject.suspended_at" in path.read_text()]
    assert shown == []


def test_the_person_hears_why_and_until_when_also_by_mail(make, cs, client_of, drain, outgoing):
    ann = make.person(language="ja")
    cs.post(at(ann), data=FORM | {"words": "次回からご注意ください。"})
    drain()
    [mail] = outgoing()
    assert (mail.to_email, mail.language) == (ann.email, "ja")
    page = client_of(ann).get("/notifications").text
    assert "ほかの人を傷つける" in page and "次回からご注意ください。" in page and "まで、閲覧はできますが" in page
    assert "Cora" not in page and "Cora" not in mail.subject


def test_where_they_would_write_a_line_says_until_when_and_why(ann, cora, suspend, client_of):
    suspend(cora, ann, timedelta(days=3), "Too many <advertisements>.")
    browser = client_of(ann)
    for path in ("/ideas", "/community", "/account", "/"):
        page = unescape(browser.get(path).text)
        assert "You can read, but not write, until" in page and "Too many <advertisements>." in page, path
    refused = browser.get("/ideas/new")
    assert refused.status_code == 403 and unescape(refused.text).count("Too many <advertisements>.") == 1
    with time_machine.travel(now() + timedelta(days=4)):
        assert "not write" not in browser.get("/ideas").text


def test_lifted_early_they_write_again_and_hear_so(ann, cora, cs, suspend, client_of, drain, rows, stored, outgoing):
    suspend(cora, ann, timedelta(days=3))
    until = stored(ann).suspended_until
    assert cs.post(at(ann, "/end")).status_code == 303
    assert cs.post(at(ann, "/end")).status_code == 303
    assert name_change(client_of(ann), ann, "Ann B") == 303
    [row] = rows(Suspension)
    assert (row.lifted_by_id, row.lifted_at is not None, row.stands) == (cora.id, True, False)
    events = [(event.name, event.data) for event in rows(Event) if event.name.startswith("person.")][:2]
    figures = {"suspension_id": row.id, "until": until.isoformat()}
    assert events == [("person.suspended", figures), ("person.restored", figures)]
    drain()
    assert len(rows(Notification, person_id=ann.id)) == len(outgoing()) == 2
    assert "You can write again" in client_of(ann).get("/notifications").text


def test_the_audit_log_says_until_when(ann, cora, make, suspend, client_of):
    suspend(cora, ann, timedelta(days=3))
    suspend(cora, ann)
    log = client_of(make.staff(Role.ADMIN)).get("/console/settings/audit").text
    assert "until " in log and "without end" in log and log.count("suspended the person") == 2


def test_another_one_takes_the_place_of_the_one_that_stands(ann, cora, make, suspend, rows, stored):
    suspend(cora, ann, timedelta(days=3), "First.")
    bo = make.staff(Role.ADMIN)
    suspend(bo, ann, timedelta(days=9), "Second.")
    first, second = rows(Suspension)
    assert (first.lifted_by_id, second.stands, stored(ann).suspended_reason) == (bo.id, True, "Second.")
    assert stored(ann).suspended_until == second.until


def test_a_form_sent_twice_suspends_once(ann, cs, event_names, rows):
    key = re.search(r'name="form_key" value="([^"]+)"', cs.get(at(ann)).text)[1]
    for _turn in range(2):
        answer = cs.post(at(ann), data=FORM | {"form_key": key})
        assert (answer.status_code, answer.location) == (303, f"/console/people/{ann.public_id}")
    assert len(rows(Suspension)) == 1 and event_names() == ["person.suspended"]


def test_the_second_of_two_staff_reads_who_was_first_and_keeps_the_words(ann, cs, make, client_of, rows):
    late = client_of(make.staff(Role.ADMIN))
    assert cs.post(at(ann), data=FORM).status_code == 303
    answer = late.post(at(ann), data=FORM | {"words": "Mine, still here."})
    page = unescape(answer.text)
    assert answer.status_code == 409 and "Cora suspended this person" in page and "Mine, still here." in page
    assert [row.until is None for row in rows(Suspension)] == [False]


def test_of_two_staff_at_once_one_suspends(ann, make, suspend, rows):
    pair, start, refused = [make.staff(), make.staff(Role.ADMIN)], threading.Barrier(2), []

    def at_once(by: Any) -> None:
        start.wait()
        try:
            suspend(by, ann, timedelta(days=3), "No more.", 0)
        except Refused as error:
            refused.append(error)

    threads = [threading.Thread(target=at_once, args=(by,)) for by in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rows(Suspension)) == len(refused) == 1


@pytest.mark.parametrize(
    ("role", "target"),
    [
        (Role.PRODUCT, Role.MEMBER),
        (Role.PRODUCT, Role.CS),
        (Role.CS, Role.CS),
        (Role.CS, Role.PRODUCT),
        (Role.CS, Role.ADMIN),
        (Role.MEMBER | Role.KEYPERSON | Role.CHAMPION, Role.MEMBER),
    ],
)
def test_who_may_not_suspend_is_refused_by_page_and_command(role, target, make, client_of, app, stored, event_names):
    make.staff(Role.ADMIN)
    by, person = make.person(role), make.person(target)
    browser, door = client_of(by), 403 if by.is_staff else 404
    answers = [browser.get(at(person)), browser.post(at(person), data=FORM), browser.post(at(person, "/end"))]
    assert [answer.status_code for answer in answers] == [door] * 3
    with app.app_context():
        actor = db.session.get_one(Person, by.id)
        for act in (
            lambda: suspending.suspend(actor, person.id, None, "No."),
            lambda: suspending.lift(actor, person.id),
        ):
            with pytest.raises(Forbidden):
                act()
    assert not stored(person).suspended and event_names() == []


def test_nobody_lifts_their_own_and_admins_suspend_admins_but_the_last(make, app, suspend, stored, client_of):
    ada, bea = make.staff(Role.ADMIN), make.staff(Role.ADMIN)
    suspend(ada, bea, timedelta(days=3))
    with pytest.raises(Forbidden):
        suspend(bea, ada)
    assert client_of(bea).post(at(bea, "/end")).status_code == 403
    with pytest.raises(Refused):
        suspend(ada, ada)
    cleo = make.staff(Role.ADMIN)
    suspend(cleo, ada)
    assert stored(bea).suspended and stored(ada).suspended and not stored(cleo).suspended


def test_a_suspended_champion_or_colleague_counts_again_when_it_is_over(ann, cora, cs, suspend, stored):
    suspend(cora, ann, timedelta(days=2))
    assert "Ann" in cs.get("/console/people?suspended=1").text
    with time_machine.travel(stored(ann).suspended_until + timedelta(seconds=1)):
        assert ">Ann<" not in cs.get("/console/people?suspended=1").text
        assert "Suspend…" in cs.get(f"/console/people/{ann.public_id}").text


def test_who_holds_all_admins_lets_one_of_them_note_what_they_did(monkeypatch):
    """Of two admins who act on one person at once, the one who has the person's row writes their own number."""
    asked: list[sa.Select[Any]] = []
    session = SimpleNamespace(scalars=lambda wanted: asked.append(wanted) or [])
    monkeypatch.setattr(roles, "db", SimpleNamespace(session=session))
    monkeypatch.setattr(roles, "begin_write", lambda: None)
    roles.locked_admins()
    assert str(asked[0].compile(dialect=postgresql.dialect())).endswith("FOR NO KEY UPDATE")
