"""Who is sent mails that come back sees it on the account page, and has the address tried again once a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.kernel.mail import BouncedAddress

SEEN = "Mails to ann@company.example come back."
PRESS = "Try this address again"
AT = "/account/email/try-again"


@pytest.fixture
def ann(make):
    """Somebody whose mails come back."""
    person = make.person(email="ann@company.example")
    make.add(BouncedAddress(email=person.email, since=now(), reason="550 5.1.1 xqserver", soft_days=[]))
    return person


def bounce_again(app, rows):
    with app.app_context():
        db.session.get_one(BouncedAddress, rows(BouncedAddress)[0].id).since = now()
        db.session.commit()


def test_the_account_page_says_so_to_the_person_alone(client_of, make, ann):
    page = client_of(ann).get("/account").text
    assert SEEN in page and PRESS in page
    assert '<details class="fold" id="change-email" open>' in page
    assert "come back" not in client_of(make.person(organization=None)).get("/account").text


def test_in_japanese_it_is_japanese(app, client_of, ann):
    with app.app_context():
        db.session.get_one(type(ann), ann.id).language = "ja"
        db.session.commit()
    page = client_of(ann).get("/account").text
    assert "ann@company.example にメールが届いていません。" in page and "このアドレスに再び送る" in page


def test_the_person_has_it_tried_again(client_of, ann, rows):
    browser = client_of(ann)
    assert browser.post(AT).location == "/account#mail"
    assert rows(BouncedAddress)[0].since is None
    [event] = rows(Event, name="person.address_tried")
    assert (event.actor_id, event.subject) == (ann.id, f"person:{ann.id}")
    page = browser.get("/account").text
    assert SEEN not in page and "From now on mails go to your address again." in page


def test_once_a_day_only(app, client_of, ann, rows):
    browser = client_of(ann)
    browser.post(AT)
    bounce_again(app, rows)
    page = browser.get("/account").text
    assert SEEN in page and PRESS not in page and "try again tomorrow" in page
    assert browser.post(AT).status_code == 409
    assert rows(BouncedAddress)[0].since
    with time_machine.travel(now() + timedelta(days=1, minutes=1)):
        assert PRESS in browser.get("/account").text
        assert browser.post(AT).status_code == 303
    assert rows(BouncedAddress)[0].since is None


def test_where_nothing_is_held_back_it_changes_nothing(client_of, make, rows):
    assert client_of(make.person()).post(AT).status_code == 303
    assert rows(Event, name="person.address_tried") == [] and rows(BouncedAddress) == []


def test_a_guest_tries_nothing(client, ann, rows):
    assert client.post(AT).status_code in (302, 303, 401)
    assert rows(BouncedAddress)[0].since
