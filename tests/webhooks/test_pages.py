"""The pages of admins: what they show, what they refuse, and what they keep of what was typed."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal.accounts.models import Person, Role
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import record
from portal.kernel.hooks import WEBHOOK_TYPES
from portal.notifications.models import Notification
from portal.notifications.queries import in_words
from portal.webhooks.calling import signing
from portal.webhooks.commands import leasing
from portal.webhooks.models import WebhookDelivery, WebhookEndpoint


@pytest.fixture
def browser(client_of, admin):
    """An admin's."""
    return client_of(admin)


def form_key(page):
    return re.search(r'name="form_key" value="([^"]+)"', page)[1]


def test_a_webhook_is_added_once_and_its_secret_shown_this_once(app, browser, rows, event_names):
    key = form_key(browser.get("/console/settings/webhooks/new").text)
    typed = {"url": "https://crm.example/in", "description": "CRM", "types": ["idea.posted"], "form_key": key}
    answer = browser.post("/console/settings/webhooks/new", data=typed)
    [made] = rows(WebhookEndpoint)
    assert (made.url, made.description, made.types) == ("https://crm.example/in", "CRM", ["idea.posted"])
    with app.app_context():
        secret = signing.secret_of(made.salt)
    assert answer.status_code == 200 and secret in answer.text and answer.headers["cache-control"] == "no-store"
    again = browser.post("/console/settings/webhooks/new", data=typed)
    assert again.status_code == 303 and again.location == f"/console/settings/webhooks/{made.id}"
    assert len(rows(WebhookEndpoint)) == 1 and event_names().count("webhook.added") == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"url": ""}, "Write the whole address"),
        ({"url": "crm.example"}, "Write the whole address"),
        ({"url": "https://10.0.0.1/"}, "inside a network"),
        ({"url": "https://crm.example/", "description": "x" * 201}, "Up to 200 characters"),
        ({"url": "https://crm.example/", "types": ["idea.eaten"]}, "idea.eaten"),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_typed_is_lost(typed, said, browser, rows):
    typed = {"description": "Our CRM"} | typed
    answer = browser.post("/console/settings/webhooks/new", data=typed)
    assert answer.status_code == 422 and said in answer.text and typed["description"] in answer.text
    assert f'value="{typed["url"]}"' in answer.text and rows(WebhookEndpoint) == []


def test_a_save_over_a_newer_save_shows_both(browser, connect, rows):
    endpoint = connect("https://crm.example/", "idea.posted")
    path = f"/console/settings/webhooks/{endpoint.id}/edit"
    first = {"url": "https://crm.example/a", "version": "1"}
    assert browser.post(path, data=first).status_code == 303
    answer = browser.post(path, data={"url": "https://crm.example/b", "types": ["idea.merged"], "version": "1"})
    assert answer.status_code == 409
    for words in ("https://crm.example/a", "https://crm.example/b", "Everything", "idea.merged"):
        assert words in answer.text
    assert rows(WebhookEndpoint)[0].url == "https://crm.example/a"
    version = re.search(r'name="version"[^>]*value="(\d+)"', answer.text)[1]
    assert browser.post(path, data={"url": "https://crm.example/b", "version": version}).status_code == 303
    assert browser.post(path, data={"url": "https://crm.example/c", "version": "?"}).status_code == 422


def test_the_log_shows_what_came_of_each_and_is_narrowed(browser, connect, happen, work, receiver):
    endpoint = connect(receiver.url)
    happen()
    work()
    receiver.status, receiver.body = 500, b"<b>The queue is full</b>"
    happen()
    work(1)
    path = f"/console/settings/webhooks/{endpoint.id}"
    page = browser.get(path).text
    assert page.count("person.left ·") == 2 and "Answered 204" in page and "Answered 500" in page
    for query, number in (
        ("state=delivered", 1),
        ("state=failed", 0),
        ("type=idea.posted", 0),
        ("type=person.left", 2),
    ):
        assert browser.get(f"{path}?{query}").text.count("person.left ·") == number, query
    link = re.findall(rf'href="({path}/messages/\d+)"', browser.get(f"{path}?state=waiting").text)[0]
    page = browser.get(link).text
    assert (
        "The queue is full" in page and "<b>The queue" not in page and "&#34;type&#34;: &#34;person.left&#34;" in page
    )


def test_a_message_of_another_endpoint_is_not_found(browser, connect, happen, rows):
    mine, other = connect("https://a.example/"), connect("https://b.example/", "idea.posted")
    happen()
    [delivery] = rows(WebhookDelivery)
    assert browser.get(f"/console/settings/webhooks/{mine.id}/messages/{delivery.id}").status_code == 200
    assert browser.get(f"/console/settings/webhooks/{other.id}/messages/{delivery.id}").status_code == 404
    browser.post(f"/console/settings/webhooks/{other.id}/messages/{delivery.id}/replay")
    assert rows(WebhookDelivery)[0].next_at == delivery.next_at


def test_a_test_message_is_sent_once_also_while_paused(browser, connect, work, receiver, rows):
    endpoint = connect(receiver.url, "idea.posted")
    browser.post(f"/console/settings/webhooks/{endpoint.id}/state", data={"act": "pause"})
    receiver.status = 500
    answer = browser.post(f"/console/settings/webhooks/{endpoint.id}/test")
    assert work() == 1 and b'"type":"webhook.test"' in receiver.came[0].body
    [delivery] = rows(WebhookDelivery)
    assert delivery.state == "failed" and f"/messages/{delivery.id}" in answer.location
    with time_machine.travel(now() + timedelta(days=1), tick=True):
        assert work() == 0


def test_one_message_is_sent_again_under_its_number(browser, connect, happen, work, receiver, rows, event_names):
    endpoint = connect(receiver.url)
    happen()
    work()
    [delivery] = rows(WebhookDelivery)
    path = f"/console/settings/webhooks/{endpoint.id}/messages/{delivery.id}/replay"
    assert browser.post(path).status_code == 303
    assert work() == 1
    assert [came.headers["webhook-id"] for came in receiver.came] == [delivery.message_id] * 2
    assert event_names().count("webhook.replayed") == 1


def test_an_endpoint_hears_nothing_of_what_was_before(app, make, connect, happen, receiver, rows):
    person = make.person()
    with app.app_context():
        record("person.left", db.session.merge(person), organization_id=person.organization_id)
        db.session.commit()
    connect(receiver.url)
    happen()
    assert len(rows(WebhookDelivery)) == 1


def test_two_workers_never_take_the_same_message(app, connect, happen, receiver, rows):
    endpoint = connect(receiver.url)
    happen(times=60)
    taken, barrier, until = [], threading.Barrier(4), time.monotonic() + 60

    def take():
        barrier.wait()
        with app.app_context():
            while len(taken) < 60 and time.monotonic() < until:  # on SQLite who comes second goes away empty-handed
                taken.extend(leasing.take(endpoint.id, 3))

    threads = [threading.Thread(target=take) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = [lease.delivery_id for lease in taken]
    assert len(numbers) == len(set(numbers)) == 60
    held = {one.id: one.lease for one in rows(WebhookDelivery)}
    assert {lease.delivery_id: lease.token for lease in taken} == held


def test_the_pages_speak_japanese(make, client_of, connect):
    endpoint, browser = connect("https://crm.example/"), client_of(make.staff(Role.ADMIN, language="ja"))
    for path, words in (("", "まだ何も届けていません"), ("/new", "知らせる内容"), (f"/{endpoint.id}", "送信の記録")):
        assert words in browser.get(f"/console/settings/webhooks{path}").text


def test_what_was_given_up_today_is_sent_again_however_long_it_was_tried(app, browser, connect, happen, rows):
    endpoint = connect("https://crm.example/")
    happen(times=2)
    ends = ({"at": now() - timedelta(days=4), "done_at": now()}, {"done_at": now() - timedelta(days=2)})
    with app.app_context():
        for delivery, values in zip(rows(WebhookDelivery), ends, strict=True):
            of_it = sa.update(WebhookDelivery).where(WebhookDelivery.id == delivery.id)
            db.session.execute(of_it.values(state="failed", next_at=None, **values))
        db.session.commit()
    answer = browser.post(f"/console/settings/webhooks/{endpoint.id}/replay", data={"since": "1"})
    assert answer.status_code == 303 and [one.state for one in rows(WebhookDelivery)] == ["waiting", "failed"]


def test_after_an_act_that_was_refused_the_log_leads_on(app, browser, connect, happen):
    endpoint = connect("https://crm.example/")
    happen(times=40)
    with app.app_context():
        db.session.execute(sa.update(WebhookEndpoint).values(state="off", why_off="failing"))
        db.session.commit()
    answer = browser.post(f"/console/settings/webhooks/{endpoint.id}/replay", data={"since": "7"})
    [link] = re.findall(r'href="([^"]*[?&;]after=[^"]*)"', answer.text)
    assert answer.status_code == 409 and browser.get(link).status_code == 200


def test_a_message_that_cannot_be_made_says_so_on_its_page(browser, connect, happen, rows, monkeypatch):
    endpoint = connect("https://crm.example/")
    happen()
    [delivery] = rows(WebhookDelivery)

    def broken(_events):
        raise KeyError("term_id")

    monkeypatch.setitem(WEBHOOK_TYPES, "person.left", replace(WEBHOOK_TYPES["person.left"], build=broken))
    answer = browser.get(f"/console/settings/webhooks/{endpoint.id}/messages/{delivery.id}")
    assert answer.status_code == 200 and "could not make the message" in answer.text


def test_who_is_no_admin_any_more_reads_nothing_of_a_webhook_in_trouble(app, admin, make, connect, rows, drain):
    other, endpoint = make.staff(Role.ADMIN), connect("https://crm.example/", description="CRM")
    with app.app_context():
        record("webhook.given_up", db.session.get_one(WebhookEndpoint, endpoint.id))
        db.session.commit()
    drain()
    with app.app_context():
        told = db.session.scalars(sa.select(Notification).where(Notification.person_id == admin.id)).all()
        assert len(in_words(told)) == len(told) == 1 and rows(Notification, person_id=other.id) == []
        db.session.execute(sa.update(Person).where(Person.id == admin.id).values(roles=Role.CS))
        assert in_words(told) == {}
