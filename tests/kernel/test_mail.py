from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
import time_machine
from aiosmtpd.controller import Controller
from flask import Flask
from structlog.testing import capture_logs

from portal.kernel import mail
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.mailing import delivery, transport
from portal.kernel.mailing.models import Mail
from portal.notifications.rulebook import Shown
from tests.kernel.mail_server import ANN, Inbox, free_port, inbox, mail_url, no_pause, post, send

__all__ = ["inbox", "mail_url", "no_pause", "post", "send"]


@pytest.fixture(autouse=True)
def forgetful(no_pause: None) -> None:
    """Every test here may take the server away."""


def files(app: Flask) -> list[Path]:
    return sorted((app.extensions["settings"].data_dir / "mail").glob("*.eml"))


@pytest.fixture
def no_files(app: Flask) -> None:
    for path in files(app):
        path.unlink()


def test_a_mail_has_text_and_html_and_says_that_a_machine_wrote_it(inbox, post, send):
    post()
    assert send() == 1
    [message] = inbox.messages
    assert message["To"] == "ann@company.example"
    assert message["Subject"] == "Hello: A detail <b>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] is None
    assert message["Message-ID"] and message["Date"] and "<portal@127.0.0.1>" in message["From"]
    assert message["List-Unsubscribe"] is None
    assert message.get_content_type() == "multipart/alternative"
    assert "A detail <b>" in message.get_body(("plain",)).get_content()
    html = message.get_body(("html",)).get_content()
    assert "A detail &lt;b&gt;" in html
    assert "<img" not in html


def test_a_mail_that_can_be_stopped_carries_the_one_click_headers(inbox, post, send, make):
    person = make.person()
    post(mail.To(person.email, "en", "UTC", person.id), kind="content")
    send()
    [message] = inbox.messages
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message["List-Unsubscribe"].strip("<>")
    assert address.startswith("http://127.0.0.1:8000/unsubscribe/")
    assert address in message.get_body(("plain",)).get_content().replace("=\n", "")


def test_a_kind_needs_somebody_who_can_switch_it_off(app, post):
    with pytest.raises(ValueError, match="content"):
        post(kind="content")


def test_japanese_arrives_whole(inbox, post, send):
    post(mail.To("taro@company.example", "ja", "Asia/Tokyo", name="山田"), title="現場写真の一括送信" * 6)
    send()
    [message] = inbox.messages
    assert inbox.contents[0].isascii()
    assert message["Subject"].startswith("現場写真の一括送信現場")
    assert "現場写真の一括送信" in message.get_body(("plain",)).get_content()
    assert '<html lang="ja">' in message.get_body(("html",)).get_content()


def test_nothing_typed_becomes_a_header(inbox, post, send, rows):
    post(title="Hello\r\nBcc: victim@company.example\r\n\r\nbody")
    assert send() == 1
    [message] = inbox.messages
    assert message["Bcc"] is None
    assert message["Subject"].startswith("Hello Bcc: victim@company.example body")


@pytest.mark.parametrize(
    "address", ["a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "nobody", "<a@b.example>"]
)
def test_what_is_no_single_address_is_refused_and_holds_up_nothing(inbox, post, send, outgoing, address):
    post(mail.To(address, "en"))
    post()
    assert send() == 1
    assert [row.state for row in outgoing()] == ["failed", "sent"]
    assert len(inbox.contents) == 1


def test_a_key_is_written_once(post, outgoing):
    assert post(key="a") is not None
    assert post(key="a") is None
    assert post(key=None) and post(key=None)
    assert len(outgoing()) == 3


def test_what_was_sent_keeps_no_link(inbox, post, send, outgoing):
    post()
    assert "127.0.0.1:8000/account" in outgoing()[0].text
    send()
    [row] = outgoing()
    assert (row.text, row.html, row.headers, row.state, row.due_at) == ("", "", {}, "sent", None)
    assert row.sent_at and row.tries == 1 and row.subject


def test_a_deed_that_fails_sends_no_mail(app, outgoing):
    with app.app_context():
        mail.post("notification", to=ANN, shown=Shown("a", "", "/", "b"), why="c", link="d")
        db.session.rollback()
    assert outgoing() == []


def test_a_refused_address_is_noted_and_the_rest_goes_out(inbox, post, send, outgoing):
    for name in ("gone", "busy", "ann"):
        post(mail.To(f"{name}@company.example", "en"))
    post(title="spam")
    assert send() == 1
    gone, busy, ann, spam = outgoing()
    assert (gone.state, spam.state, ann.state) == ("failed", "failed", "sent")
    assert "no such person" in gone.error and "5.7.1 spam" in spam.error
    assert (busy.state, busy.tries) == ("pending", 1)
    assert "come back later" in busy.error and busy.text


def test_a_refusal_for_now_is_tried_for_two_days(inbox, post, send, outgoing):
    post(mail.To("busy@company.example", "en"))
    start = datetime.now(UTC)
    for hours in (0, 2, 24, 47):
        with time_machine.travel(start + timedelta(hours=hours)):
            send()
        assert outgoing()[0].state == "pending"
    with time_machine.travel(start + timedelta(hours=50)):
        send()
    [row] = outgoing()
    assert row.state == "failed" and "2 days" in row.error


def test_a_failed_mail_can_be_sent_after_all_for_two_weeks_and_then_keeps_no_link(app, inbox, post, send, outgoing):
    post(mail.To("gone@company.example", "en"))
    send()
    assert outgoing()[0].state == "failed" and outgoing()[0].text
    for days, kept in ((13, True), (15, False)):
        with time_machine.travel(datetime.now(UTC) + timedelta(days=days)), app.app_context():
            delivery.forget_sent()
        [row] = outgoing()
        assert bool(row.text) == bool(row.html) == bool(row.headers) == kept


def test_a_server_that_is_away_loses_nothing_and_says_so_once(app, mail_url, post, send, outgoing):
    port = free_port()
    mail_url(f"smtp://user:very-secret@127.0.0.1:{port}")
    start = datetime.now(UTC)
    for _number in range(60):
        post()
    with capture_logs() as said:
        for minutes in (0, 1, 10, 90):
            with time_machine.travel(start + timedelta(minutes=minutes)):
                assert send() == 0
    assert [entry["event"] for entry in said] == ["mail.unreachable"]
    assert f"127.0.0.1:{port}" in said[0]["reason"] and "very-secret" not in str(said)
    assert {(row.state, row.tries) for row in outgoing()} == {("pending", 0)}
    inbox = Inbox(port)
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        mail_url(f"smtp://127.0.0.1:{port}")
        with capture_logs() as said, time_machine.travel(start + timedelta(minutes=95)):
            assert send() == 60
    finally:
        controller.stop()
    assert [entry["event"] for entry in said] == ["mail.recovered"]


def test_a_clock_that_ran_ahead_holds_up_no_mail_once_it_is_set_back(mail_url, post, send, outgoing):
    port, tomorrow = free_port(), now() + timedelta(days=1)
    mail_url(f"smtp://127.0.0.1:{port}")
    with time_machine.travel(tomorrow):
        post()
        assert send() == 0  # the server is away, and is to be asked again in a moment
    controller = Controller(Inbox(port), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        assert send() == 1
    finally:
        controller.stop()
    assert [row.state for row in outgoing()] == ["sent"]


def test_without_a_server_mails_are_whole_files_for_their_owner_only(app, no_files, post, send):
    post()
    assert send() == 1
    [path] = files(app)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert message_from_bytes(path.read_bytes(), policy=default)["Subject"] == "Hello: A detail <b>"
    assert [path.name for path in path.parent.iterdir()] == [path.name]


def test_a_full_disk_leaves_no_half_file_and_the_mail_waits(app, no_files, post, send, outgoing, monkeypatch):
    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    post()
    post()
    with monkeypatch.context() as patch, capture_logs() as said:
        patch.setattr(transport.os, "fsync", full)
        assert send() == 0
    assert list((app.extensions["settings"].data_dir / "mail").iterdir()) == []
    assert {row.state for row in outgoing()} == {"pending"}
    assert len(said) == 1
    assert "No space left on device" in said[0]["reason"] and "/mail" in said[0]["reason"]
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
        assert send() == 2


def test_a_claimed_mail_comes_back_after_five_minutes(app, no_files, post, send):
    post()
    with app.app_context():
        assert len(delivery._claim()) == 1
    assert send() == 0
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=4)):
        assert send() == 0
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6)):
        assert send() == 1


def test_a_kill_repeats_one_mail_at_most_and_loses_none(app, inbox, post, send, outgoing):
    found = app.extensions["settings"]
    for number in range(5):
        post(title=f"Number {number}")
    environ = {
        "PORTAL_SECRET_KEY": found.secret_key,
        "PORTAL_DATABASE_URL": found.database_url,
        "PORTAL_DATA_DIR": str(found.data_dir),
        "PORTAL_MAIL_URL": found.mail_url,
    }
    program = "from portal.app import create_app; from portal.kernel import mail; app = create_app(NO_NUDGES=True)\nwith app.app_context(): mail.send_due()"
    worker = subprocess.Popen([sys.executable, "-c", program], env=os.environ | environ, cwd=Path(__file__).parents[2])
    inbox.on_mail = lambda number: os.kill(worker.pid, signal.SIGKILL) if number == 3 else None
    assert worker.wait(timeout=60) == -signal.SIGKILL
    assert len(inbox.contents) == 3
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6)):
        send()
    subjects = [message["Subject"] for message in inbox.messages]
    assert len(set(subjects)) == 5 and len(subjects) <= 6
    twice = [message["Message-ID"] for message in inbox.messages if subjects.count(message["Subject"]) == 2]
    assert len(set(twice)) <= 1
    assert {row.state for row in outgoing()} == {"sent"}


def test_two_workers_send_each_mail_once(app, no_files, post, send, outgoing):
    for _number in range(70):
        post()
    workers = [threading.Thread(target=send) for _number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(files(app)) == 70
    assert {row.state for row in outgoing()} == {"sent"}


def test_a_sign_in_link_passes_a_notification_to_many(app, inbox, post, send, make, monkeypatch):
    person = make.person()
    for _number in range(3):
        post(mail.To(person.email, "en", "UTC", person.id), title="many", kind="content")
    post(title="account")
    monkeypatch.setattr(delivery, "BATCH", 1)
    send()
    assert inbox.messages[0]["Subject"].startswith("account")


def test_an_idle_look_costs_a_few_reads(app, send, count_queries):
    with count_queries() as number:
        assert send() == 0
    assert number() <= 5


def test_many_letters_are_written_by_one_statement(app, count_queries, outgoing):
    context = {"shown": Shown("a", "", "/", "b"), "why": "c", "link": "d"}
    letters = [mail.Letter("notification", ANN, key=f"key {number % 50}", context=context) for number in range(100)]
    with app.app_context():
        mail.address("health.healthz")
        with count_queries() as number:
            mail.post_all(letters)
            assert number() <= 2
        db.session.commit()
    assert len(outgoing()) == 50


def test_addresses_in_mails_come_from_the_setting(app):
    with app.test_request_context("/", base_url="https://evil.example"):
        assert mail.address("health.healthz") == "http://127.0.0.1:8000/healthz"


def test_rows_of_mails_sent_long_ago_are_forgotten(app, no_files, post, send, outgoing):
    post()
    send()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=60)):
        post()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=91)), app.app_context():
        delivery.forget_sent()
    assert [row.state for row in outgoing()] == ["pending"]
    assert isinstance(outgoing()[0], Mail)
