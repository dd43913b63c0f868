"""Mails that come back: each leaves with a signed return address, and only that address says whose mail it was."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from portal.accounts import returned_mail
from portal.kernel import mail
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.kernel.mail import BouncedAddress
from portal.kernel.mailing import bounces, verp
from portal.kernel.mailing.arrivals import Outcome, take
from portal.kernel.mailing.delivery import BOUNCED
from portal.kernel.mailing.verp import return_address
from tests.kernel import bounce_samples as samples
from tests.kernel.mail_server import inbox, mail_url, no_pause, post, send

__all__ = ["inbox", "mail_url", "no_pause", "post", "send"]

BOUNCES = "bounces@portal.example"
SOFT = "5.2.2", "552 5.2.2 mailbox full"


@pytest.fixture
def bounce_address(app: Flask) -> Iterator[str]:
    """Mails come back to an address of ours."""
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, mail_bounces=BOUNCES)
    yield BOUNCES
    app.extensions["settings"] = before


@pytest.fixture
def sent(app: Flask, bounce_address: str, post: Any) -> Callable[..., str]:
    """The return address of a mail that went out; of a person's notification when one is given."""

    def make_one(person: Any = None, at: datetime | None = None, kind: str | None = None) -> str:
        to = mail.To(person.email, "en", "UTC", person.id) if person else mail.To("ann@company.example", "en")
        with time_machine.travel(at or datetime.now(UTC), tick=False):
            number = post(to, kind=kind)
            with app.app_context():
                done = sa.update(mail.Mail).where(mail.Mail.id == number)
                db.session.execute(done.values(state="sent", due_at=None, sent_at=now()))
                db.session.commit()
        with app.app_context():
            return return_address(number) or ""

    return make_one


@pytest.fixture
def arrives(app: Flask) -> Callable[..., Outcome]:
    """A message came to the address for bounces."""

    def read(raw: bytes, to: str | None = None) -> Outcome:
        with app.app_context():
            outcome = take(raw, to)
            db.session.commit()
            return outcome

    return read


@pytest.fixture
def held(app: Flask) -> Callable[[str], bool]:
    """Whether mails to this address are held back."""

    def look(email: str) -> bool:
        with app.app_context():
            where = sa.select(BouncedAddress.id).where(BouncedAddress.email == email, BouncedAddress.since.is_not(None))
            return db.session.scalar(where) is not None

    return look


@pytest.fixture
def bounced(app: Flask) -> Callable[[str], None]:
    """Mails to this address come back from now on."""

    def note(email: str, at: datetime | None = None) -> None:
        with app.app_context():
            bounces.note(email, 1, at or now(), "550 5.1.1 gone", permanent=True)
            db.session.commit()

    return note


@pytest.fixture
def tried(app: Flask) -> Callable[[str], bool]:
    """Somebody wants the address tried again."""

    def clear(email: str) -> bool:
        with app.app_context():
            done = mail.try_again(email)
            db.session.commit()
            return done

    return clear


def test_each_mail_leaves_with_a_return_address_of_its_own_and_its_from_stays(inbox, bounce_address, post, send):
    post()
    post()
    assert send() == 2
    assert len(set(inbox.senders)) == 2
    for sender in inbox.senders:
        local, _at, domain = sender.partition("@")
        assert re.fullmatch(r"bounces\+b-[0-9]+-[a-z0-9]{16}", local) and domain == "portal.example"
        assert len(local) <= 64
    assert all("<portal@127.0.0.1>" in message["From"] for message in inbox.messages)
    assert all(message["Return-Path"] is None for message in inbox.messages)


def test_without_the_setting_mails_leave_as_they_always_did(inbox, post, send):
    post()
    assert send() == 1
    assert inbox.senders == ["portal@127.0.0.1"]


def test_the_longest_address_that_is_taken_leaves_room_for_the_mark(app):
    app_settings = app.extensions["settings"]
    app.extensions["settings"] = replace(app_settings, mail_bounces="a" * 32 + "@portal.example")
    try:
        with app.app_context():
            assert len((return_address(2**31 - 1) or "").partition("@")[0]) <= 64
    finally:
        app.extensions["settings"] = app_settings


@pytest.mark.parametrize("shape", [samples.postfix, samples.exim, samples.exchange, samples.japanese])
def test_a_report_of_a_bad_address_stops_it_at_once(sent, arrives, held, make, rows, shape):
    ann = make.person()
    assert arrives(shape(sent(ann))) is Outcome.PERMANENT
    assert held(ann.email)
    [row] = rows(BouncedAddress)
    assert row.email == ann.email and row.reason.startswith("550 5.") and row.mail_id
    [event] = rows(Event, name="person.address_bounced")
    assert (event.subject, event.data, event.actor_id) == (f"person:{ann.id}", {}, None)
    assert event.organization_id == ann.organization_id


def test_the_envelope_decides_where_the_mail_server_gives_it(sent, arrives, held, make):
    ann, bea = make.person(), make.person()
    of_ann, of_bea = sent(ann), sent(bea)
    assert arrives(samples.postfix(of_ann), to=of_bea) is Outcome.PERMANENT
    assert held(bea.email) and not held(ann.email)
    assert arrives(samples.postfix(of_ann), to="postmaster@portal.example") is Outcome.FOREIGN
    assert not held(ann.email)


def test_servers_that_write_addresses_large_are_understood(sent, arrives, held, make):
    ann = make.person()
    assert arrives(samples.postfix(sent(ann).upper())) is Outcome.PERMANENT
    assert held(ann.email)


def test_a_forged_or_altered_address_changes_nothing(sent, arrives, rows, make):
    ann, bea = make.person(), make.person()
    real, other = sent(ann), sent(bea)
    number = re.search(r"\+b-(\d+)-", other)[1]
    altered = [
        re.sub(r"\+b-\d+-", f"+b-{number}-", real),
        real[: real.index("@") - 1] + ("a" if real[real.index("@") - 1] != "a" else "b") + "@portal.example",
        f"bounces+b-{number}-@portal.example",
        f"bounces+b-{number}-aaaaaaaaaaaaaaaa@portal.example",
        "bounces+b-99999999999999999999-aaaaaaaaaaaaaaaa@portal.example",
    ]
    assert {arrives(samples.postfix(to)) for to in altered} == {Outcome.FORGED}
    assert arrives(samples.postfix(real.replace("portal.example", "portal.example.evil.example"))) is Outcome.FOREIGN
    assert arrives(samples.postfix("ann@company.example")) is Outcome.FOREIGN
    assert rows(BouncedAddress) == [] and rows(Event, name="person.address_bounced") == []


def test_an_address_signed_with_another_key_is_forged(app, sent, arrives, make, rows):
    to = sent(make.person())
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, secret_key="another key, long enough to be taken too")
    try:
        assert arrives(samples.postfix(to)) is Outcome.FORGED
    finally:
        app.extensions["settings"] = before
    assert rows(BouncedAddress) == []


def test_a_mail_that_is_no_longer_known_is_not_ours(sent, arrives, app, rows):
    to = sent()
    with app.app_context():
        db.session.execute(sa.delete(mail.Mail))
        db.session.commit()
    assert arrives(samples.postfix(to)) is Outcome.FOREIGN
    assert rows(BouncedAddress) == []


@pytest.mark.parametrize("shape", [samples.vacation, samples.receipt])
def test_notices_and_receipts_never_count(sent, arrives, rows, shape):
    assert arrives(shape(sent())) is Outcome.NO_REPORT
    assert rows(BouncedAddress) == []


def test_failures_for_a_while_count_on_the_third_day_of_mails(sent, arrives, held, make, rows):
    ann = make.person()
    start = datetime.now(UTC) - timedelta(days=10)
    first, same_day = sent(ann, start), sent(ann, start + timedelta(seconds=1))
    for to in (first, first, same_day):
        assert arrives(samples.postfix(to, *SOFT)) is Outcome.TEMPORARY
    assert not held(ann.email) and len(rows(BouncedAddress)[0].soft_days) == len({start.date()})
    arrives(samples.postfix(sent(ann, start + timedelta(days=3)), *SOFT))
    assert not held(ann.email)
    arrives(samples.postfix(sent(ann, start + timedelta(days=6)), *SOFT))
    assert held(ann.email)
    assert rows(BouncedAddress)[0].reason == SOFT[1]
    assert len(rows(Event, name="person.address_bounced")) == 1


def test_failures_spread_over_more_than_thirty_days_do_not_count(sent, arrives, held, make):
    ann = make.person()
    start = datetime.now(UTC)
    for days in (0, 16, 32, 48):
        moment = start + timedelta(days=days)
        with time_machine.travel(moment):
            arrives(samples.postfix(sent(ann, moment), *SOFT))
    assert not held(ann.email)


def test_a_report_read_again_on_other_days_counts_once(sent, arrives, held, make):
    ann = make.person()
    raw = samples.postfix(sent(ann), *SOFT)
    for days in range(5):
        with time_machine.travel(datetime.now(UTC) + timedelta(days=days)):
            arrives(raw)
    assert not held(ann.email)


def test_the_same_report_twice_changes_nothing(sent, arrives, make, rows):
    raw = samples.postfix(sent(make.person()))
    arrives(raw)
    before = [(row.since, row.reason, row.noted_at) for row in rows(BouncedAddress)]
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1)):
        assert arrives(raw) is Outcome.PERMANENT
    assert [(row.since, row.reason, row.noted_at) for row in rows(BouncedAddress)] == before
    assert len(rows(Event, name="person.address_bounced")) == 1


def test_a_server_that_refuses_the_address_stops_it_too(inbox, post, send, make, rows, outgoing):
    gone = make.person(email="gone@company.example")
    post(mail.To(gone.email, "en", "UTC", gone.id), kind="content")
    send()
    assert outgoing()[0].state == "failed"
    [row] = rows(BouncedAddress)
    assert (row.email, row.reason, row.mail_id) == (gone.email, "550 5.1.1 no such person", outgoing()[0].id)
    assert row.since and [event.subject for event in rows(Event, name="person.address_bounced")] == [
        f"person:{gone.id}"
    ]


@pytest.mark.parametrize(
    "answer",
    ["550 5.7.1 policy", "552 5.2.2 mailbox full", "450 4.1.1 greylisted", "550 relay not permitted", "554 no"],
)
def test_another_refusal_stops_no_address(inbox, post, send, rows, answer):
    inbox.answers["odd"] = answer
    post(mail.To("odd@company.example", "en"))
    send()
    assert rows(BouncedAddress) == []


def test_a_refusal_of_the_words_stops_no_address(inbox, post, send, rows, outgoing):
    post(title="spam")
    send()
    assert outgoing()[0].state == "failed" and rows(BouncedAddress) == []


def test_what_waits_for_a_bounced_address_is_held_and_account_mails_go_out(
    inbox, post, send, make, outgoing, bounced, held
):
    ann, bea = make.person(), make.person()
    bounced(ann.email)
    for person, kind in ((ann, "content"), (ann, None), (bea, "content")):
        post(mail.To(person.email, "en", "UTC", person.id), title=f"to {person.id} {kind}", kind=kind)
    assert send() == 2
    news, account, other = outgoing()
    assert (news.state, news.error, bool(news.text)) == ("failed", BOUNCED, True)
    assert (account.state, other.state) == ("sent", "sent")
    assert {message["To"] for message in inbox.messages} == {ann.email, bea.email}
    assert held(ann.email), "an account mail that got through lifts nothing"


def test_after_a_try_mails_go_out_again_and_old_reports_no_longer_count(
    inbox, post, send, make, sent, arrives, held, tried, outgoing
):
    ann = make.person()
    old = samples.postfix(sent(ann, datetime.now(UTC) - timedelta(hours=1)))
    arrives(old)
    assert tried(ann.email) and not tried(ann.email)
    assert arrives(old) is Outcome.PERMANENT
    assert not held(ann.email)
    post(mail.To(ann.email, "en", "UTC", ann.id), kind="content")
    assert send() == 1
    arrives(samples.postfix(sent(ann, datetime.now(UTC) + timedelta(seconds=2))))
    assert held(ann.email)


def test_failures_before_a_try_do_not_count_after_it(sent, arrives, held, tried, make, bounced):
    ann = make.person()
    start = datetime.now(UTC) - timedelta(days=8)
    for days in (0, 1, 2):
        arrives(samples.postfix(sent(ann, start + timedelta(days=days)), *SOFT))
    assert held(ann.email) and tried(ann.email)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1)):
        arrives(samples.postfix(sent(ann, datetime.now(UTC)), *SOFT))
    assert not held(ann.email)


def test_another_address_starts_clean(app, make, bounced, held):
    ann = make.person()
    bounced(ann.email)
    with app.app_context():
        db.session.get_one(type(ann), ann.id).email = "new@company.example"
        db.session.commit()
        person = type(ann)
        assert db.session.scalar(sa.select(mail.bounced(person.email)).where(person.id == ann.id)) is False
    assert held(ann.email)


def test_failures_for_a_while_are_forgotten_after_thirty_days_and_bounces_stay(app, sent, arrives, make, rows, bounced):
    ann, bea = make.person(), make.person()
    arrives(samples.postfix(sent(ann), *SOFT))
    bounced(bea.email)
    for days, left in ((29, [ann.email, bea.email]), (31, [bea.email])):
        with time_machine.travel(datetime.now(UTC) + timedelta(days=days)), app.app_context():
            bounces.forget_soft()
        assert [row.email for row in rows(BouncedAddress)] == left


def test_a_try_is_remembered_as_long_as_old_mails_may_come_back(app, make, rows, bounced, tried):
    ann = make.person()
    bounced(ann.email)
    tried(ann.email)
    for days, left in ((89, 1), (91, 0)):
        with time_machine.travel(datetime.now(UTC) + timedelta(days=days)), app.app_context():
            bounces.forget_soft()
        assert len(rows(BouncedAddress)) == left


def test_a_bounced_address_that_nobody_has_is_forgotten_after_half_a_year(app, make, rows, bounced):
    ann = make.person()
    bounced(ann.email)
    bounced("nobody@company.example")
    for days, left in ((179, 2), (181, 1)):
        with time_machine.travel(datetime.now(UTC) + timedelta(days=days)), app.app_context():
            returned_mail.forget_nobodys()
        assert len(rows(BouncedAddress)) == left
    assert rows(BouncedAddress)[0].email == ann.email


def test_a_long_reason_with_odd_characters_is_one_short_line(sent, arrives, make, rows):
    arrives(samples.postfix(sent(make.person()), said="550 5.1.1 " + "ab\x00\x07\x1b" * 200))
    [row] = rows(BouncedAddress)
    assert len(row.reason) == 300 and row.reason.isprintable()


def test_looking_for_held_mails_costs_no_statement_more(app, inbox, post, send, make, count_queries, bounced):
    for _number in range(3):
        post()
    with count_queries() as plain:
        send()
    ann = make.person()
    for number in range(20):
        bounced(f"gone{number}@company.example")
    for _number in range(3):
        post(mail.To(ann.email, "en", "UTC", ann.id), kind="content")
    with count_queries() as beside_bounces:
        send()
    assert beside_bounces() == plain()


def test_a_header_full_of_almost_addresses_costs_little_time(app, bounce_address):
    with app.app_context():
        began = time.process_time()
        for text in ("bounces+b-" * 200_000, "bounces+b-1-a@" * 100_000, "İ" * 1_000_000):
            assert verp.mail_named(text) is None
        assert time.process_time() - began < 2
