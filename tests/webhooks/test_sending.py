"""What goes over the wire, when it is tried again, and who stops it."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from portal.accounts.models import Role
from portal.kernel import jobs, outbox
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Forbidden
from portal.kernel.events import Event
from portal.notifications.models import Notification
from portal.webhooks.calling import signing
from portal.webhooks.commands import leasing, noting
from portal.webhooks.commands.noting import WAITS
from portal.webhooks.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from portal.webhooks.sender import Sender
from tests.conftest import leave_out
from tests.webhooks.receiver import Receiver, closed_port

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def secret(app):
    """The secret of an endpoint, as its owner was shown it."""

    def told(endpoint):
        with app.app_context():
            return signing.secret_of(endpoint.salt)

    return told


def test_a_message_has_the_three_headers_and_the_envelope_of_the_specification(
    app, make, connect, happen, work, receiver, rows
):
    person = make.person(display_name="Ann 花子", email="ann@aoba.example")
    connect(receiver.url)
    event = rows(Event, id=happen(person=person))[0]
    assert work() == 1
    [came], [delivery] = receiver.came, rows(WebhookDelivery)
    body = json.loads(came.body)
    assert body["type"] == "person.left"
    assert datetime.fromisoformat(body["timestamp"]) == event.at.replace(
        microsecond=event.at.microsecond // 1000 * 1000
    )
    assert body["data"]["person"] == {
        "id": person.id,
        "name": "Ann 花子",
        "email": "ann@aoba.example",
        "url": f"http://127.0.0.1:8000/people/{person.public_id}",
    }
    assert came.headers["webhook-id"] == delivery.message_id and "." not in delivery.message_id
    assert abs(int(came.headers["webhook-timestamp"]) - now().timestamp()) < 60
    assert came.headers["content-type"] == "application/json"
    assert came.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert (delivery.state, delivery.tries, delivery.next_at) == ("delivered", 1, None)
    [attempt] = rows(WebhookAttempt)
    assert (attempt.status, attempt.error) == (204, "")


def test_the_python_library_takes_the_signature_and_refuses_a_changed_body(connect, happen, work, receiver, secret):
    endpoint = connect(receiver.url)
    happen()
    work()
    [came] = receiver.came
    assert Webhook(secret(endpoint)).verify(came.body, came.headers)["type"] == "person.left"
    with pytest.raises(WebhookVerificationError):
        Webhook(secret(endpoint)).verify(came.body.replace(b"left", b"lost"), came.headers)


def test_the_javascript_library_takes_the_signature_too(connect, happen, work, receiver, secret):
    node = shutil.which("node")
    if node is None or not (ROOT / "node_modules" / "standardwebhooks").exists():
        leave_out("node or its package standardwebhooks is missing: the signature was not checked with it")
    endpoint = connect(receiver.url)
    happen()
    work()
    [came] = receiver.came
    for body, verdict in ((came.body, "person.left"), (came.body + b" ", "No matching signature found")):
        told = {"secret": secret(endpoint), "body": body.decode(), "headers": came.headers}
        done = subprocess.run(
            [node, str(Path(__file__).parent / "verify.mjs")], input=json.dumps(told), capture_output=True, text=True
        )
        assert done.stdout.strip() == verdict, done.stderr


def test_the_vector_of_the_specification_comes_out(app, monkeypatch):
    monkeypatch.setattr(signing, "secret_of", lambda _salt: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1614265330, UTC)
    found = signing.headers(["any"], "msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}')
    assert found == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_secrets_have_32_random_bytes_and_differ(app):
    with app.app_context():
        found = {signing.secret_of(signing.new_salt()) for _n in range(20)}
    assert len(found) == 20 and all(one.startswith("whsec_") and len(one) == 6 + 44 for one in found)


def test_an_event_is_owed_once_to_each_endpoint_that_wants_it(app, connect, happen, receiver, rows):
    for types in ((), ("person.left", "idea.posted"), ("idea.posted",)):
        connect(receiver.url, *types)
    happen()
    with app.app_context():
        outbox._handle("webhooks", db.session.query(Event).filter_by(name="person.left").all())
        db.session.commit()
    wanting = [one.id for one in rows(WebhookEndpoint)][:2]
    assert [one.endpoint_id for one in rows(WebhookDelivery)] == wanting


def test_without_endpoints_nothing_is_written(happen, work, rows):
    happen()
    assert work() == 0 and rows(WebhookDelivery) == []


def test_a_receiver_that_is_down_for_a_day_gets_everything_under_the_same_number(connect, happen, work, receiver, rows):
    connect(receiver.url)
    receiver.status = 503
    began = now()
    with time_machine.travel(began, tick=True):
        happen(times=3)
        work()
    for hour in range(1, 25):
        with time_machine.travel(began + timedelta(hours=hour), tick=True):
            work()
    tried = [came.headers["webhook-id"] for came in receiver.came]
    assert {one.state for one in rows(WebhookDelivery)} == {"waiting"}
    assert len(set(tried)) == 3 and all(5 <= tried.count(one) <= 8 for one in tried)
    receiver.status = 200
    with time_machine.travel(began + timedelta(hours=48), tick=True):
        assert work() == 3
    assert {came.headers["webhook-id"] for came in receiver.came[-3:]} == set(tried)
    assert {one.state for one in rows(WebhookDelivery)} == {"delivered"}
    stamps = [int(came.headers["webhook-timestamp"]) for came in receiver.came]
    assert stamps[-1] - stamps[0] >= 24 * 3600, "the time of each try is its own"


def test_the_waits_are_those_of_the_specification(app, connect, happen, work, receiver, rows, monkeypatch):
    monkeypatch.setattr(random, "uniform", lambda _low, _high: 1.0)
    monkeypatch.setattr(noting, "TOO_LONG", timedelta(days=30))
    connect(receiver.url)
    receiver.status = 500
    happen()
    moment, times = now(), []
    while rows(WebhookDelivery)[0].state == "waiting":
        with time_machine.travel(moment, tick=False):
            assert work() == 1 and work() == 0
        times.append(moment)
        moment = rows(WebhookDelivery)[0].next_at
    gaps = [late - early for early, late in zip(times, times[1:], strict=False)]
    assert gaps == WAITS and len(times) == 10
    assert times[-1] - times[0] == timedelta(hours=75, minutes=35, seconds=5)
    assert rows(WebhookDelivery)[0].state == "failed" and len(rows(WebhookAttempt)) == 10


def test_waits_are_spread_by_a_tenth():
    found = {noting._jittered(timedelta(hours=10)) for _n in range(50)}
    assert len(found) > 40 and timedelta(hours=9) <= min(found) <= max(found) <= timedelta(hours=11)


def test_a_redirect_is_a_failure_and_never_followed(connect, happen, work, receiver, rows):
    with Receiver() as elsewhere:
        receiver.status, receiver.headers = 302, {"location": elsewhere.url}
        connect(receiver.url)
        happen()
        work(1)
        assert elsewhere.came == [] and len(receiver.came) == 1
    [attempt] = rows(WebhookAttempt)
    assert attempt.status == 302 and rows(WebhookDelivery)[0].state == "waiting"


def test_a_410_switches_the_endpoint_off_at_once_and_its_owner_is_told(
    app, admin, connect, happen, work, receiver, rows, outgoing, drain, event_names
):
    connect(receiver.url, description="CRM")
    happen(times=3)
    receiver.status = 410
    work(1)
    [endpoint] = rows(WebhookEndpoint)
    assert (endpoint.state, endpoint.why_off) == ("off", "gone")
    assert {one.state for one in rows(WebhookDelivery)} == {"failed"} and "webhook.switched_off" in event_names()
    count = len(receiver.came)
    happen()
    assert work() == 0 and len(receiver.came) == count
    assert [one.state for one in rows(WebhookDelivery)] == ["failed"] * 4, "what came since can be sent again"
    drain()
    assert [(one.person_id, one.kind) for one in rows(Notification, kind="webhooks")] == [(admin.id, "webhooks")]
    [letter] = [one for one in outgoing() if one.kind == "webhooks"]
    assert letter.to_email == admin.email and "CRM" in letter.subject and receiver.url not in letter.text


def test_after_days_of_failures_the_endpoint_is_off_the_owner_told_and_all_can_be_sent_again(
    connect, client_of, admin, happen, work, receiver, rows, drain
):
    endpoint = connect(receiver.url)
    receiver.status = 500
    began = now()
    happen(times=2)
    for hour in range(0, 100, 2):
        with time_machine.travel(began + timedelta(hours=hour), tick=True):
            work()
    with time_machine.travel(began + timedelta(hours=100), tick=True):
        drain()
        assert [one.state for one in rows(WebhookEndpoint)] == ["off"]
        assert len(rows(Notification, kind="webhooks")) == 1
        receiver.status, browser = 200, client_of(admin)
        page = browser.get(f"/console/settings/webhooks/{endpoint.id}").text
        assert "It failed for days" in page and "Send again" in page
        refused = browser.post(f"/console/settings/webhooks/{endpoint.id}/replay", data={"since": "7"})
        assert refused.status_code == 409 and "Switch it on first" in refused.text
        browser.post(f"/console/settings/webhooks/{endpoint.id}/state", data={"act": "resume"})
        tried = {came.headers["webhook-id"] for came in receiver.came}
        browser.post(f"/console/settings/webhooks/{endpoint.id}/replay", data={"since": "7"})
        assert work() == 2
    assert {came.headers["webhook-id"] for came in receiver.came[-2:]} == tried
    assert {one.state for one in rows(WebhookDelivery)} == {"delivered"}


def test_a_message_given_up_while_others_arrive_is_told_once_a_day(connect, happen, work, receiver, rows, drain, app):
    connect(receiver.url)
    happen(times=3)
    receiver.status = 400
    with app.app_context():
        db.session.query(WebhookDelivery).update({"tries": 9})
        db.session.commit()
    work()
    drain()
    assert [one.state for one in rows(WebhookEndpoint)] == ["active"]
    assert {one.state for one in rows(WebhookDelivery)} == {"failed"}
    assert len(rows(Notification, kind="webhooks")) == 1


@pytest.mark.parametrize("status", [429, 502, 504])
def test_a_busy_receiver_is_left_alone(status, connect, happen, work, receiver, rows):
    connect(receiver.url)
    happen(times=10)
    receiver.status = status
    assert work() <= 4, "those under way at the same time, and no more"
    began = now()
    with time_machine.travel(began + timedelta(seconds=30), tick=True):
        assert work() == 0
    receiver.status = 200
    with time_machine.travel(began + timedelta(minutes=10), tick=True):
        assert work() == 10


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [("120", 119, 121), ("999999999", 6 * 3600 - 1, 6 * 3600 + 1), ("-5", None, None), ("soon", None, None)],
)
def test_a_retry_after_is_kept_within_six_hours(said, low, high, connect, happen, work, receiver, rows):
    connect(receiver.url)
    receiver.status, receiver.headers = 503, {"retry-after": said}
    happen()
    work(1)
    [endpoint], [delivery] = rows(WebhookEndpoint), rows(WebhookDelivery)
    if low is None:
        assert endpoint.rest_until is None
        return
    assert low <= (endpoint.rest_until - now()).total_seconds() <= high
    assert low <= (delivery.next_at - now()).total_seconds() <= high


def test_a_retry_after_may_be_a_date(connect, happen, work, receiver, rows):
    connect(receiver.url)
    when = now() + timedelta(minutes=10)
    receiver.status, receiver.headers = 503, {"retry-after": when.strftime("%a, %d %b %Y %H:%M:%S GMT")}
    happen()
    work(1)
    assert 590 < (rows(WebhookEndpoint)[0].rest_until - now()).total_seconds() <= 600


def test_after_a_rotation_both_secrets_are_good_for_a_day(
    app, admin, connect, client_of, happen, work, receiver, secret, rows
):
    before = connect(receiver.url)
    answer = client_of(admin).post(f"/console/settings/webhooks/{before.id}/secret")
    [after] = rows(WebhookEndpoint)
    assert secret(after) in answer.text and secret(after) != secret(before)
    assert answer.headers["cache-control"] == "no-store"
    happen()
    work()
    for endpoint in (before, after):
        assert Webhook(secret(endpoint)).verify(receiver.came[-1].body, receiver.came[-1].headers)
    with time_machine.travel(now() + timedelta(hours=25), tick=True):
        happen()
        work()
        Webhook(secret(after)).verify(receiver.came[-1].body, receiver.came[-1].headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(secret(before)).verify(receiver.came[-1].body, receiver.came[-1].headers)


def test_no_page_nor_row_holds_the_secret_afterwards(app, admin, connect, client_of, receiver, secret, rows):
    endpoint = connect(receiver.url)
    for path in ("", f"/{endpoint.id}", f"/{endpoint.id}/edit"):
        assert secret(endpoint) not in client_of(admin).get(f"/console/settings/webhooks{path}").text
    [row] = rows(WebhookEndpoint)
    assert secret(endpoint) not in repr({c.name: getattr(row, c.name) for c in row.__table__.columns})


def test_another_key_of_the_portal_is_seen_and_said(app, connect, happen, work, receiver, rows, monkeypatch):
    connect(receiver.url)
    happen()
    other = app.extensions["settings"].__class__(
        **{**vars(app.extensions["settings"]), "secret_key": "another key, long enough to be taken"}
    )
    monkeypatch.setitem(app.extensions, "settings", other)
    work(1)
    assert receiver.came == [] and rows(WebhookAttempt)[0].error == "secret"


def test_a_lease_that_was_lost_writes_nothing(app, connect, happen, receiver, rows):
    connect(receiver.url)
    happen()
    [endpoint] = rows(WebhookEndpoint)
    with app.app_context():
        [first] = leasing.take(endpoint.id, 5)
        assert leasing.take(endpoint.id, 5) == [], "in hand already"
    with time_machine.travel(now() + leasing.LEASE, tick=True), app.app_context():
        [second] = leasing.take(endpoint.id, 5)
        assert second.token != first.token
        for answer in (noting.Answer(5, status=200), noting.Answer(5, status=500)):
            noting.note(endpoint.id, first, answer)
    assert rows(WebhookAttempt) == [] and rows(WebhookDelivery)[0].lease == second.token


def test_one_endpoint_gets_four_calls_at_a_time_and_one_in_trouble_a_single_one(connect, happen, work, receiver, rows):
    connect(receiver.url)
    receiver.seconds = 0.05
    happen(times=12)
    assert work() == 12 and receiver.most_at_once == 4
    receiver.status, receiver.most_at_once = 500, 0
    happen(times=12)
    work(1)
    receiver.most_at_once = 0
    work()
    assert receiver.most_at_once == 1


def test_a_slow_endpoint_holds_up_no_other(app, connect, happen, receiver):
    gate, sender = threading.Event(), Sender(app)
    with Receiver(raw=lambda _handler: gate.wait(60)) as slow:
        connect(slow.url)
        connect(receiver.url)
        happen(times=30)
        with app.app_context():
            began = time.monotonic()
            while len(receiver.came) < 30 and time.monotonic() - began < 50:
                sender.look()
        assert len(receiver.came) == 30 and len(slow.came) == 4
        gate.set()
        sender.stop()


def test_a_removed_endpoint_takes_what_waits_with_it_also_under_way(app, admin, connect, happen, client_of, rows):
    endpoint = connect(f"http://127.0.0.1:{closed_port()}")
    happen()
    with app.app_context():
        [lease] = leasing.take(endpoint.id, 1)
    client_of(admin).post(f"/console/settings/webhooks/{endpoint.id}/remove")
    with app.app_context():
        noting.note(endpoint.id, lease, noting.Answer(5, status=500))
        noting.note(endpoint.id, lease, noting.Answer(5, status=200))
    assert rows(WebhookDelivery) == rows(WebhookAttempt) == rows(WebhookEndpoint) == []


def test_a_paused_endpoint_keeps_what_comes_and_sends_it_afterwards(admin, connect, client_of, happen, work, receiver):
    endpoint, browser = connect(receiver.url), client_of(admin)
    browser.post(f"/console/settings/webhooks/{endpoint.id}/state", data={"act": "pause"})
    happen(times=2)
    assert work() == 0
    browser.post(f"/console/settings/webhooks/{endpoint.id}/state", data={"act": "resume"})
    assert work() == 2 == len(receiver.came)


def test_what_was_sent_is_forgotten_after_the_days_of_the_settings(app, connect, happen, work, receiver, rows):
    connect(receiver.url)
    happen()
    work()
    for days, left in ((89, 1), (91, 0)):
        with time_machine.travel(now() + timedelta(days=days)), app.app_context():
            jobs.JOBS["webhooks.forget"].run()
        assert len(rows(WebhookDelivery)) == len(rows(WebhookAttempt)) == left


@pytest.mark.parametrize("roles", [Role.CS, Role.PRODUCT])
def test_commands_refuse_everybody_but_admins(roles, make, connect, receiver):
    with pytest.raises(Forbidden):
        connect(receiver.url, by=make.staff(roles))
