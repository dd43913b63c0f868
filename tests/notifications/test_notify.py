from __future__ import annotations

import time_machine

from portal.accounts.models import Membership, Person, Role
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event, Outbox
from portal.notifications import commands, mails
from portal.notifications.models import Notification, Way
from portal.notifications.rulebook import RULES


def test_key_persons_hear_of_a_new_colleague(make, joins, drain, told, key_person, company, mail_files):
    other_company, plain = make.person(Role.MEMBER | Role.KEYPERSON), make.person(organization=company)
    newcomer = make.person(organization=company, display_name="Nia New")
    joins(newcomer)
    drain()
    assert [notification.kind for notification in told(key_person)] == ["colleagues"]
    assert [told(person) for person in (other_company, plain, newcomer)] == [[], [], []]
    [message] = mail_files()
    assert message["To"] == key_person.email
    assert message["Subject"] == f"Nia New joined {company.name}"
    text = message.get_body(("plain",)).get_content()
    assert "http://127.0.0.1:8000/account/company" in text
    assert "because you are a key person" in text


def test_nobody_is_told_of_their_own_deed(make, joins, roles_change, drain, told, company):
    newcomer = make.person(Role.MEMBER | Role.KEYPERSON, organization=company)
    joins(newcomer)
    roles_change(newcomer, actor=newcomer)
    drain()
    assert told(newcomer) == []


def test_suspended_and_erased_people_are_told_nothing(make, joins, drain, told, change, key_person, company):
    erased = make.person(Role.MEMBER | Role.KEYPERSON, organization=company)
    change(key_person, suspended_at=now())
    change(erased, erased_at=now())
    joins(make.person(organization=company))
    drain()
    assert told(key_person) == told(erased) == []


def test_a_key_person_hears_of_newcomers_of_the_companies_they_lead_and_of_no_other(
    make, joins, drain, told, key_person, company
):
    """Whichever they act for: a company whose only key person is away would hear of nobody."""
    led, other = make.organization(name="Led"), make.organization()
    make.membership(key_person, led, key_person=True)
    make.membership(key_person, other)
    joins(make.person(organization=other))
    drain()
    assert told(key_person) == []
    joins(make.person(organization=led))
    drain()
    assert [notification.kind for notification in told(key_person)] == ["colleagues"]


def test_running_twice_tells_and_mails_once(app, make, joins, drain, told, outgoing, rows, key_person, company):
    joins(make.person(organization=company))
    with app.app_context():
        for _time in range(2):
            commands.notify([db.session.get_one(Event, event.id) for event in rows(Event, name="person.joined")])
            db.session.commit()
    drain()
    with app.app_context():
        db.session.query(Notification).update({"mail_due": True})
        db.session.commit()
    drain()
    assert len(told(key_person)) == 1
    assert len(outgoing()) == 1
    assert rows(Outbox, consumer="notifications") == []


def test_who_switched_a_kind_off_is_told_in_the_portal_only(
    app, make, joins, drain, told, outgoing, key_person, company
):
    with app.app_context():
        commands.choose_mail(key_person.id, {"colleagues": Way.PORTAL})
        db.session.commit()
    joins(make.person(organization=company))
    drain()
    assert len(told(key_person)) == 1
    assert outgoing() == []
    with app.app_context():
        commands.choose_mail(key_person.id, {"colleagues": Way.NOW})
        db.session.commit()
    drain()
    assert outgoing() == []  # what was passed over is not sent late


def test_messages_about_ones_access_are_always_mailed(app, make, roles_change, drain, told, mail_files, key_person):
    admin = make.staff(Role.ADMIN)
    with app.app_context():
        commands.choose_mail(key_person.id, {"access": Way.PORTAL})
        db.session.commit()
    roles_change(key_person, actor=admin)
    drain()
    [message] = mail_files()
    assert message["List-Unsubscribe"] is None
    assert "Key person" in message.get_body(("plain",)).get_content()
    assert [notification.kind for notification in told(key_person)] == ["access"]
    assert told(admin) == []


def test_each_reads_it_in_their_own_language(make, joins, drain, mail_files, company, key_person):
    taro = make.person(
        Role.MEMBER | Role.KEYPERSON, organization=company, language="ja", time_zone="Asia/Tokyo", display_name="太郎"
    )
    joins(make.person(organization=company, display_name="Nia"))
    drain()
    by_address = {message["To"]: message for message in mail_files()}
    assert f"joined {company.name}" in by_address[key_person.email]["Subject"]
    assert '<html lang="ja">' in by_address[taro.email].get_body(("html",)).get_content()


def test_an_erased_newcomer_is_mailed_to_nobody(make, joins, drain, told, outgoing, change, key_person, company):
    newcomer = make.person(organization=company)
    joins(newcomer)
    change(newcomer, erased_at=now())
    drain()
    assert len(told(key_person)) == 1
    assert outgoing() == []


def test_one_that_cannot_be_put_into_words_holds_up_no_other(
    app, make, joins, roles_change, drain, outgoing, told, key_person, company, monkeypatch
):
    def broken(_notifications):
        raise LookupError("no words")

    rule = RULES["person.joined"]
    monkeypatch.setitem(RULES, "person.joined", type(rule)(rule.event, rule.kind, rule.icon, rule.audience, broken))
    joins(make.person(organization=company))
    roles_change(key_person)
    drain()
    assert len(told(key_person)) == 2
    assert [row.kind for row in outgoing()] == [None]
    assert [notification.mail_due for notification in told(key_person)] == [False, False]


def test_a_large_audience_costs_one_statement_and_its_mails_come_by_pages(
    app, make, joins, count_queries, rows, outgoing, company, monkeypatch
):
    with app.app_context():
        people = [
            Person(email=f"k{n}@company.example", display_name=f"K {n}", organization_id=company.id) for n in range(450)
        ]
        db.session.add_all(people)
        db.session.flush()
        keys = [{"person_id": person.id, "organization_id": company.id} for person in people]
        db.session.add_all(Membership(**key, key_person=True) for key in keys)
        db.session.commit()
    joins(make.person(organization=company))
    with app.app_context():
        events = [db.session.get_one(Event, event.id) for event in rows(Event, name="person.joined")]
        with count_queries() as number:
            commands.notify(events)
            assert number() <= 2
        db.session.commit()
        with count_queries() as number:
            assert mails.write_owed() == 200
            assert number() <= 5
        assert len(outgoing()) == 200
        assert [mails.write_owed() for _page in range(3)] == [200, 51, 0]  # 450 and the company's first key person
    assert len(outgoing()) == 451


def test_many_events_cost_as_many_statements_as_one(app, make, joins, count_queries, rows, key_person, company):
    joins(make.person(organization=company))
    with app.app_context(), count_queries() as one:
        commands.notify([db.session.get_one(Event, event.id) for event in rows(Event, name="person.joined")])
        first = one()
    for _number in range(9):
        joins(make.person(organization=company))
    with app.app_context():
        events = [db.session.get_one(Event, event.id) for event in rows(Event, name="person.joined")]
        with count_queries() as number:
            commands.notify(events)
            assert number() <= first
        db.session.commit()
    assert len(rows(Notification, person_id=key_person.id)) == 10


def test_a_notification_carries_the_time_it_was_written(make, joins, drain, told, key_person, company):
    with time_machine.travel("2026-11-22T10:00:00Z", tick=False):
        joins(make.person(organization=company))
        drain()
    assert told(key_person)[0].created_at.isoformat() == "2026-11-22T10:00:00+00:00"
