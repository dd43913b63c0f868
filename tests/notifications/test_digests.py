"""Digests: at eight where the reader is, once a day or week, of what is new to them and wanted, and never twice."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from portal.accounts.commands import account, people
from portal.accounts.models import Person, Role
from portal.kernel import outbox
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.mail import Mail, unsubscribe_url
from portal.kernel.mailing import delivery
from portal.notifications import commands, digests
from portal.notifications.models import Digest, Notification, Preference, Way
from portal.notifications.rulebook import RULES

HOUR = timedelta(hours=1)


def local(zone, *when):
    return datetime(*when, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.fixture
def reader(make):
    """Somebody who hears of colleagues in the digest."""

    def made(every="daily", zone="Europe/Berlin", **values):
        person = make.person(Role.MEMBER | Role.KEYPERSON, time_zone=zone, **values)
        make.add(Preference(person_id=person.id, kind="colleagues", mail=False, digest=True))
        make.add(Digest(person_id=person.id, every=every))
        return person

    return made


@pytest.fixture
def at(app):
    """What the worker writes at that moment; nothing is sent, so that the texts can be read."""

    def work(moment):
        with time_machine.travel(moment, tick=False), app.app_context():
            outbox.drain()
            while sum(writer() for writer in delivery.WRITERS):
                pass

    return work


@pytest.fixture
def news(app, make, joins, at):
    """A colleague of the reader's joins at that moment."""

    def happen(person, moment, name="Nia"):
        with app.app_context():
            company = db.session.get_one(Person, person.id).organization
        newcomer = make.person(organization=company, display_name=name)
        with time_machine.travel(moment, tick=False):
            joins(newcomer)
        at(moment)
        return newcomer

    return happen


@pytest.fixture
def act(app):
    """A command of the person's at that moment."""

    def acted(moment, command, person, *args):
        with time_machine.travel(moment, tick=False), app.app_context():
            command(db.session.get_one(Person, person.id), *args)
            db.session.commit()

    return acted


@pytest.fixture
def sent(rows):
    """The digests of a person so far."""

    def of(person):
        return rows(Mail, person_id=person.id, template="digest")

    return of


@pytest.fixture
def came(sent):
    """When, on the clocks of a zone."""

    def on(person, zone):
        return [mail.created_at.astimezone(ZoneInfo(zone)).strftime("%a %d %H:%M") for mail in sent(person)]

    return on


CHANGES = [
    ("Europe/Berlin", date(2027, 3, 26)),  # clocks go forward in the night to Sunday the 28th
    ("Europe/Berlin", date(2027, 10, 29)),  # and back in the night to Sunday the 31st
    ("Asia/Tokyo", date(2027, 3, 26)),
    ("America/New_York", date(2027, 3, 12)),
    ("Asia/Kathmandu", date(2027, 10, 29)),
]


@pytest.mark.parametrize(("zone", "friday"), CHANGES)
def test_a_daily_one_comes_each_day_at_eight_whatever_the_clocks_do(reader, news, at, came, sent, zone, friday):
    person = reader(zone=zone)
    days = 4
    for number in range(days):
        day = friday + timedelta(days=number)
        looks = [(0, 0), (2, 30), (6, 59), (7, 0), (7, 59), (8, 0), (8, 1), (9, 0), (13, 15), (23, 0)]
        for hour, minute in looks:
            moment = local(zone, day.year, day.month, day.day, hour, minute)
            (at if hour != 13 else partial(news, person, name=f"N{number}"))(moment)
    expected = [(friday + timedelta(days=number)).strftime("%a %d 08:00") for number in range(1, days)]
    assert came(person, zone) == expected
    assert [re.findall(r"N\d", mail.subject) for mail in sent(person)] == [[f"N{n}"] for n in range(days - 1)]


@pytest.mark.parametrize(("zone", "friday"), CHANGES[:3])
def test_a_weekly_one_comes_on_mondays_at_eight(reader, news, at, came, zone, friday):
    person = reader("weekly", zone)
    for number in range(11):
        day = friday + timedelta(days=number)
        for hour, minute in ((7, 59), (8, 0), (20, 0)):
            at(local(zone, day.year, day.month, day.day, hour, minute))
        news(person, local(zone, day.year, day.month, day.day, 21))
    mondays = [friday + timedelta(days=3 + 7 * number) for number in range(2)]
    assert came(person, zone) == [monday.strftime("%a %d 08:00") for monday in mondays]


def test_who_chose_nothing_gets_a_weekly_one_of_kinds_that_are_not_mailed(make, monkeypatch, news, at, came, outgoing):
    rule = RULES["person.joined"]
    kind = type(rule.kind)("colleagues", rule.kind.label, rule.kind.why, mail=False)
    monkeypatch.setitem(digests.KINDS, "colleagues", kind)
    person = make.person(Role.MEMBER | Role.KEYPERSON, time_zone="Asia/Tokyo")
    news(person, local("Asia/Tokyo", 2027, 3, 24, 12))
    assert outgoing() == []
    at(local("Asia/Tokyo", 2027, 3, 29, 7, 59))
    assert outgoing() == []
    at(local("Asia/Tokyo", 2027, 3, 29, 8))
    assert came(person, "Asia/Tokyo") == ["Mon 29 08:00"]


def test_no_entry_comes_twice_and_none_that_was_mailed_at_once(app, reader, news, at, sent, outgoing):
    person, noon = reader(), local("Europe/Berlin", 2027, 6, 1, 12)
    news(person, noon, "First")
    at(noon + 20 * HOUR)
    with app.app_context():
        commands.choose_mail(person.id, {"colleagues": Way.NOW})
        db.session.commit()
    news(person, noon + 21 * HOUR, "Second")
    with app.app_context():
        commands.choose_mail(person.id, {"colleagues": Way.DIGEST})
        db.session.commit()
    news(person, noon + 22 * HOUR, "Third")
    for day in range(2, 6):
        at(noon + (day * 24 - 4) * HOUR)
    assert [mail.template for mail in outgoing()] == ["digest", "notification", "digest"]
    assert [mail.subject.split()[0] for mail in outgoing()] == ["First", "Second", "Third"]


def test_with_nothing_new_there_is_no_mail(reader, news, at, sent, client_of, told, rows):
    person, noon = reader(), local("Europe/Berlin", 2027, 6, 1, 12)
    news(person, noon)
    with time_machine.travel(noon + HOUR, tick=False):
        client_of(person).post(f"/notifications/{told(person)[0].id}/open")
    at(noon + 20 * HOUR)
    assert sent(person) == []
    assert [(one.day, one.next_at) for one in rows(Digest)] == [(None, None)]
    assert [one.digest_due for one in told(person)] == [False]


def test_what_is_gone_by_then_is_left_out(reader, news, at, sent, change):
    person, noon = reader(), local("Europe/Berlin", 2027, 6, 1, 12)
    gone = news(person, noon, "Gone")
    change(gone, erased_at=now())
    at(noon + 20 * HOUR)
    assert sent(person) == []
    gone = news(person, noon + 24 * HOUR, "Gone")
    news(person, noon + 24 * HOUR, "Here")
    change(gone, erased_at=now())
    at(noon + 44 * HOUR)
    [mail] = sent(person)
    assert "Here joined" in mail.text and "Gone" not in mail.text + mail.html and "more" not in mail.subject


@pytest.mark.parametrize("switch", ["kind", "digest", "digest by mail", "kind by mail", "suspended", "erased"])
def test_a_switch_counts_at_the_moment_of_sending(app, reader, news, at, sent, client, change, told, switch):
    person, noon = reader(), local("Europe/Berlin", 2027, 6, 1, 12)
    news(person, noon)
    with app.app_context():
        if switch == "kind":
            commands.choose_mail(person.id, {"colleagues": Way.PORTAL})
        elif switch == "digest":
            commands.choose_digest(db.session.get_one(Person, person.id), "none")
        db.session.commit()
        stop = unsubscribe_url(person.id, "colleagues" if switch == "kind by mail" else "digest")
    if switch.endswith("by mail"):
        assert client.post(stop.removeprefix("http://127.0.0.1:8000"), data={"List-Unsubscribe": "One-Click"}).status_code == 200  # fmt: skip
    if switch in ("suspended", "erased"):
        change(person, **{f"{switch}_at": now()})
    for day in range(1, 9):
        at(noon + (day * 24 - 4) * HOUR)
    assert sent(person) == []
    assert [(one.digest_due, one.mail_due) for one in told(person)] == [(False, False)]


def test_what_waited_while_there_was_no_digest_does_not_come_with_the_next(app, reader, news, at, act, sent):
    person, noon = reader("none"), local("Europe/Berlin", 2027, 6, 1, 12)
    news(person, noon, "Before")
    act(noon + HOUR, commands.choose_digest, person, "daily")
    news(person, noon + 2 * HOUR, "After")
    at(noon + 20 * HOUR)
    [mail] = sent(person)
    assert "After joined" in mail.text and "Before" not in mail.text


def test_the_header_of_a_real_digest_stops_digests_alone(reader, news, drain, client, rows, mail_files):
    person, noon = reader(), local("Europe/Berlin", 2027, 6, 1, 12)
    news(person, noon)
    with time_machine.travel(noon + 20 * HOUR, tick=False):
        drain()
    [message] = mail_files()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = message.get_body(("plain",)).get_content()
    assert "http://127.0.0.1:8000/notifications/choices" in text
    path = message["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    assert "Digest of what is new" in client.get(path).text
    assert [one.every for one in rows(Digest)] == ["daily"]
    answer = client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert [one.every for one in rows(Digest)] == ["none"]
    again = re.search(r'name="mail" value="(\w+)"', answer.text)[1]
    client.post(path, data={"mail": again})
    assert [one.every for one in rows(Digest)] == ["daily"]
    assert [one.way for one in rows(Preference)] == ["digest"]


def test_a_worker_that_was_down_sends_one_late_the_same_day(reader, news, at, came):
    person, noon = reader(), local("Europe/Berlin", 2027, 6, 1, 12)
    news(person, noon)
    at(local("Europe/Berlin", 2027, 6, 2, 17, 30))
    news(person, local("Europe/Berlin", 2027, 6, 2, 18))
    for hour in range(19, 40):
        at(local("Europe/Berlin", 2027, 6, 2) + hour * HOUR)
    assert came(person, "Europe/Berlin") == ["Wed 02 17:30", "Thu 03 08:00"]


@pytest.mark.parametrize("every", ["daily", "weekly"])
def test_after_days_without_a_worker_one_comes_for_all_and_not_at_night(reader, news, at, came, sent, every):
    person = reader(every)
    for number in range(2):
        news(person, local("Europe/Berlin", 2027, 5, 30, 12 + number), f"N{number}")
    at(local("Europe/Berlin", 2027, 6, 3, 2))
    assert sent(person) == []
    for hour in range(7, 32):
        at(local("Europe/Berlin", 2027, 6, 3) + hour * HOUR)
    assert came(person, "Europe/Berlin") == ["Thu 03 08:00"]
    assert "N0" in sent(person)[0].text and "N1" in sent(person)[0].text


@pytest.mark.parametrize("by", ["self", "staff"])
def test_who_moves_east_gets_it_at_eight_there(reader, news, at, came, act, make, by, app):
    person, noon = reader(), local("Europe/Berlin", 2027, 6, 1, 12)
    news(person, noon)
    if by == "self":
        act(noon + HOUR, account.save_language, person, "en", "Asia/Tokyo", "")
    else:
        facts = people.PersonFacts(person.display_name, time_zone="Asia/Tokyo")
        act(
            noon + HOUR,
            lambda staff, *rest: people.change_person(staff, *rest),
            make.staff(Role.ADMIN),
            person.id,
            facts,
        )
    for hour in range(2, 24):
        at(noon + hour * HOUR)
    assert came(person, "Asia/Tokyo") == ["Wed 02 08:00"]


@pytest.mark.parametrize("every", ["daily", "weekly"])
def test_who_moves_west_gets_no_second_one_on_the_day_that_begins_again(reader, news, at, came, act, every):
    person = reader(every, "Asia/Tokyo")
    news(person, local("Asia/Tokyo", 2027, 6, 6, 12))
    at(local("Asia/Tokyo", 2027, 6, 7, 8))
    act(local("Asia/Tokyo", 2027, 6, 7, 9), account.save_language, person, "en", "Pacific/Honolulu", "")
    news(person, local("Asia/Tokyo", 2027, 6, 7, 10))
    for day in range(7, 16):
        for hour in (0, 7, 8, 9):
            at(local("Pacific/Honolulu", 2027, 6, day, hour))
    second = "Tue 08 08:00" if every == "daily" else "Mon 14 08:00"
    assert came(person, "Pacific/Honolulu") == ["Sun 06 13:00", second]


def test_a_monday_that_has_passed_in_the_new_zone_is_made_up_for_at_once(reader, news, at, came, act):
    person = reader("weekly")
    news(person, local("Europe/Berlin", 2027, 6, 3, 12))
    act(local("Europe/Berlin", 2027, 6, 7, 7), account.save_language, person, "en", "Asia/Tokyo", "")
    for minutes in range(0, 180, 10):
        at(local("Europe/Berlin", 2027, 6, 7, 7) + timedelta(minutes=minutes))
    assert came(person, "Asia/Tokyo") == ["Mon 07 14:00"]


def test_another_rhythm_counts_from_the_next_morning(reader, news, at, came, act):
    person, zone = reader("weekly"), "Europe/Berlin"
    news(person, local(zone, 2027, 6, 1, 12))
    act(local(zone, 2027, 6, 1, 13), commands.choose_digest, person, "daily")
    at(local(zone, 2027, 6, 2, 8))
    news(person, local(zone, 2027, 6, 2, 12))
    act(local(zone, 2027, 6, 2, 13), commands.choose_digest, person, "weekly")
    for day in range(3, 10):
        for hour in (7, 8, 9):
            at(local(zone, 2027, 6, day, hour))
    assert came(person, zone) == ["Wed 02 08:00", "Mon 07 08:00"]


def test_it_is_in_the_language_chosen_by_then(reader, news, at, sent, act):
    person, noon = reader(zone="Asia/Tokyo"), local("Asia/Tokyo", 2027, 6, 1, 12)
    news(person, noon)
    act(noon + HOUR, account.save_language, person, "ja", "Asia/Tokyo", "")
    at(noon + 20 * HOUR)
    [mail] = sent(person)
    assert mail.language == "ja" and '<html lang="ja">' in mail.html
    assert "■ " in mail.text and "Niaさん" in mail.subject


def test_the_subject_says_the_first_thing_and_how_many_more(reader, news, at, sent):
    person, noon = reader(), local("Europe/Berlin", 2027, 6, 1, 12)
    for number in range(8):
        news(person, noon, f"N{number}")
    at(noon + 20 * HOUR)
    [mail] = sent(person)
    assert re.fullmatch(r"N7 joined Company \d+, and 7 more", mail.subject)
    assert re.findall(r"- (N\d) joined", mail.text) == ["N7", "N6", "N5", "N4", "N3"]
    assert "3 more:\nhttp://127.0.0.1:8000/notifications" in mail.text and "and 3 more" in mail.html


def test_of_very_many_the_newest_are_looked_at_and_all_are_dealt_with(
    app, reader, news, at, sent, told, rows, monkeypatch
):
    monkeypatch.setattr(digests, "CONSIDERED", 3)
    person, noon = reader(), local("Europe/Berlin", 2027, 6, 1, 12)
    for number in range(5):
        news(person, noon, f"N{number}")
    at(noon + 20 * HOUR)
    assert "and 4 more" in sent(person)[0].subject and "2 more:" in sent(person)[0].text
    assert {one.digest_due for one in told(person)} == {False}


def test_two_workers_write_each_once(app, make, reader, news, at, drain, rows, monkeypatch):
    monkeypatch.setattr(digests, "PAGE", 3)
    house, noon = make.organization(), local("Europe/Berlin", 2027, 6, 1, 12)
    readers = [reader(organization=house) for _number in range(10)]
    news(readers[0], noon)
    with time_machine.travel(noon + 20 * HOUR, tick=False):
        workers = [threading.Thread(target=drain) for _number in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        drain()
    assert sorted(mail.person_id for mail in rows(Mail)) == sorted(person.id for person in readers)
    assert {one.digest_due for one in rows(Notification)} == {False}
    assert {one.last_day for one in rows(Digest)} == {date(2027, 6, 2)}


KILLED = """
import os, signal, sys
from datetime import datetime
from portal.app import create_app
from portal.kernel.calendar import pretend
from portal.notifications import digests
app = create_app(NO_NUDGES=True)
settle = digests._settle
def killed(*args):
    settle(*args)
    os.kill(os.getpid(), signal.SIGKILL)
digests._settle = killed
with app.app_context(), pretend(datetime.fromisoformat(sys.argv[1])):
    digests.write_due()
"""


def test_a_worker_killed_in_between_leaves_it_to_the_next(app, reader, news, at, sent):
    person, noon = reader(), local("Europe/Berlin", 2027, 6, 1, 12)
    news(person, noon)
    found, eight = app.extensions["settings"], noon + 20 * HOUR
    environ = {
        "PORTAL_SECRET_KEY": found.secret_key,
        "PORTAL_DATABASE_URL": found.database_url,
        "PORTAL_DATA_DIR": str(found.data_dir),
    }
    line = [sys.executable, "-c", KILLED, eight.isoformat()]
    run = subprocess.run(line, env=os.environ | environ, cwd=Path(__file__).parents[2], check=False)
    assert run.returncode == -signal.SIGKILL and sent(person) == []
    for minutes in range(3):
        at(eight + timedelta(minutes=minutes))
    assert len(sent(person)) == 1


def test_one_that_cannot_be_put_into_words_holds_up_no_other(app, make, reader, news, at, sent, monkeypatch, told):
    one, other, noon = reader(), reader(), local("Europe/Berlin", 2027, 6, 1, 12)
    news(one, noon)
    news(other, noon)
    rule = RULES["person.joined"]

    def broken(notifications):
        if any(notification.person_id == one.id for notification in notifications):
            raise LookupError("no words")
        return rule.present(notifications)

    monkeypatch.setitem(RULES, "person.joined", type(rule)(rule.event, rule.kind, rule.icon, rule.audience, broken))
    at(noon + 20 * HOUR)
    at(noon + 21 * HOUR)
    assert (len(sent(one)), len(sent(other))) == (0, 1)
    assert [notification.digest_due for notification in told(one)] == [False]


def test_a_page_of_people_costs_the_same_for_any_number(app, make, reader, news, count_queries, rows):
    noon = local("Europe/Berlin", 2027, 6, 1, 12)
    costs = []
    for number in (1, 2, 20):  # the name of the site is read once
        house = make.organization()
        readers = [reader(organization=house) for _number in range(number)]
        news(readers[0], noon)
        with time_machine.travel(noon + 20 * HOUR, tick=False), app.app_context(), count_queries() as counted:
            assert digests.write_due() == number
            costs.append(counted())
    assert costs[1] == costs[2] <= 7
    assert len(rows(Mail)) == 23


def test_who_has_nothing_waiting_is_not_looked_at(app, reader, rows):
    reader()
    assert [one.next_at for one in rows(Digest)] == [None]
    with time_machine.travel(local("Europe/Berlin", 2027, 6, 2, 8), tick=False), app.app_context():
        assert digests.write_due() == 0
