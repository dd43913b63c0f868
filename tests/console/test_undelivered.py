"""What was not delivered is seen while it is tried again too, and admins settle it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.cli import doctor
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import AFTER, Event, Outbox, after, record
from portal.kernel.mail import Mail

AT = "/console/settings/undelivered"
WORDS = {"template": "x", "language": "en", "subject": "Lost letter", "text": "T", "html": "H", "headers": {"A": "b"}}


@pytest.fixture
def broken(app, make):
    """Work that fails while `broken["why"]` says so; the debt's number after a first failed try."""
    state = {"why": "disk full", "seen": []}

    @after("frail", "person.suspended")
    def handle(events):
        if state["why"]:
            raise RuntimeError(state["why"])
        state["seen"] += [event.id for event in events]

    subject = make.person()
    with app.app_context():
        record("person.suspended", subject)
        db.session.commit()
    yield state
    del AFTER["frail"]


@pytest.fixture
def debt(broken, drain, rows):
    drain()
    [row] = rows(Outbox, consumer="frail")
    return row


@pytest.fixture
def lost(make):
    """A mail that a server refused."""
    return make.add(Mail(to_email="a@b.example", state="failed", due_at=None, tries=1, error="550 nobody", **WORDS))


def settle(browser, kind, row, act):
    return browser.post(f"{AT}/{kind}/{row.id}", data={"act": act})


def worker_is_fine(app):
    """Whether `portal doctor` has nothing to say about the worker's debts."""
    with app.app_context():
        return doctor._worker().fine


def test_work_that_is_tried_again_is_seen_with_its_tries_and_its_error(admin, debt):
    assert debt.tries == 1 and debt.due_at
    for page in (admin.get("/console").text, admin.get(f"{AT}?of=work").text):
        assert "frail: event person.suspended" in page and "RuntimeError: disk full" in page
        assert '<td class="num" data-label="Tries">1</td>' in page and "Given up" not in page
    assert "Something was not delivered" not in admin.get("/console").text


def test_trying_again_does_the_work_at_once_and_the_audit_names_who_asked(app, admin, broken, debt, drain, rows):
    with app.app_context():
        db.session.get_one(Outbox, debt.id).due_at = None
        db.session.commit()
    assert not worker_is_fine(app) and "Something was not delivered" in admin.get("/console").text
    broken["why"] = ""
    assert settle(admin, "work", debt, "retry").location == f"{AT}?of=work"
    drain()
    assert broken["seen"] == [debt.event_id] and rows(Outbox, consumer="frail") == []
    assert worker_is_fine(app)
    [event] = rows(Event, name="event.work_retried")
    assert (event.subject, event.data) == (f"event:{debt.event_id}", {"consumer": "frail"})
    assert f"frail: event number {debt.event_id}" in admin.get("/console/settings/audit").text


def test_dismissed_work_is_gone_for_good_and_nothing_is_bad_any_more(app, admin, debt, rows):
    with app.app_context():
        db.session.get_one(Outbox, debt.id).due_at = None
        db.session.commit()
    assert settle(admin, "work", debt, "dismiss").status_code == 303
    assert rows(Outbox, consumer="frail") == [] and worker_is_fine(app)
    assert "frail" not in admin.get("/console").text
    assert "dismissed work" in admin.get("/console/settings/audit").text
    assert settle(admin, "work", debt, "dismiss").status_code == 303  # pressed twice
    assert len(rows(Event, name="event.work_dismissed")) == 1


def test_a_failed_mail_is_sent_after_all(admin, lost, drain, rows):
    assert "Lost letter" in admin.get(AT).text
    assert settle(admin, "mails", lost, "retry").location == AT
    drain()
    [row] = rows(Mail, id=lost.id)
    assert (row.state, row.error, row.text) == ("sent", None, "")
    assert len(rows(Event, name="mail.retried")) == 1 and "Lost letter" not in admin.get(AT).text


def test_a_dismissed_mail_is_never_sent_and_keeps_no_link(admin, lost, drain, rows):
    settle(admin, "mails", lost, "dismiss")
    drain()
    [row] = rows(Mail, id=lost.id)
    assert (row.state, row.error, row.text, row.html, row.headers) == ("dismissed", None, "", "", {})
    assert "Lost letter" not in admin.get("/console").text + admin.get(AT).text
    assert len(rows(Event, name="mail.dismissed")) == 1


def test_a_mail_without_its_text_can_only_be_dismissed(admin, make, rows):
    words = WORDS | {"text": "", "html": ""}
    bare = make.add(Mail(to_email="a@b.example", state="failed", due_at=None, tries=1, error="550", **words))
    page = admin.get(AT).text
    assert 'value="retry"' not in page and 'value="dismiss"' in page and "no longer kept" in page
    settle(admin, "mails", bare, "retry")
    assert rows(Mail)[0].state == "failed" and rows(Event) == []


def test_a_mail_that_waits_for_its_next_try_is_seen_and_one_in_a_workers_hand_is_left_alone(admin, make, rows):
    later = now() + timedelta(hours=1)
    make.add(Mail(to_email="a@b.example", due_at=later, tries=3, error="451 come back later", **WORDS))
    busy = make.add(Mail(to_email="c@d.example", state="sending", due_at=later, tries=3, error="451", **WORDS))
    assert "451 come back later" in admin.get(AT).text
    settle(admin, "mails", busy, "dismiss")
    assert rows(Mail, id=busy.id)[0].state == "sending" and rows(Event) == []


def test_nothing_undelivered_says_so(admin):
    assert "Every mail went out" in admin.get(AT).text
    assert "All work is done" in admin.get(f"{AT}?of=work").text


def test_an_unknown_act_is_refused(admin, lost):
    assert settle(admin, "mails", lost, "burn").status_code == 422


def test_what_was_not_delivered_is_for_admins(cs, lost):
    assert cs.get(AT).status_code == 403 and settle(cs, "mails", lost, "retry").status_code == 403
