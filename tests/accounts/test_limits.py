"""How often one account or one address may try."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine

from portal.accounts import browser, throttle, tidy
from portal.accounts.models import Link, Role, SignIn, Throttle
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import TooMany
from tests.accounts.conftest import PASSWORD

NOON = "2026-11-22T12:00:00+00:00"


def test_one_account_gets_ten_wrong_passwords_in_a_quarter_of_an_hour(app, make, give_password):
    ann = make.person()
    give_password(ann)
    with time_machine.travel(NOON, tick=False):
        for number in range(10):
            browser = app.test_client()
            wrong = {"email": ann.email, "password": f"wrong {number}"}
            assert (
                browser.post("/sign-in", data=wrong, environ_base={"REMOTE_ADDR": f"10.0.0.{number}"}).status_code
                == 422
            )
        right = {"email": ann.email, "password": PASSWORD}
        answer = app.test_client().post("/sign-in", data=right)
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "900"
        assert "That was tried too often. Try again in 15 minutes." in answer.text
        assert f'value="{ann.email}"' in answer.text and PASSWORD not in answer.text
    with time_machine.travel("2026-11-22T12:15:01+00:00", tick=False):
        assert app.test_client().post("/sign-in", data=right).status_code == 303


def test_one_address_gets_fifty(app, client):
    with time_machine.travel(NOON, tick=False):
        for number in range(50):
            data = {"email": f"person{number}@company.example", "password": "wrong"}
            assert client.post("/sign-in", data=data).status_code == 422
        assert client.post("/sign-in", data=data | {"email": "other@company.example"}).status_code == 429
        elsewhere = {"REMOTE_ADDR": "10.9.9.9"}
        assert client.post("/sign-in", data=data, environ_base=elsewhere).status_code == 422


def test_whoever_gets_in_was_not_guessing(client, make, give_password):
    ann = make.person()
    give_password(ann)
    with time_machine.travel(NOON, tick=False):
        for _time in range(12):
            assert client.post("/sign-in", data={"email": ann.email, "password": PASSWORD}).status_code == 303
            client.post("/sign-out")


@pytest.mark.parametrize("form", ["/sign-in/link", "/reset", "/sign-up"])
def test_one_account_gets_five_mails_an_hour_from_wherever_they_are_asked_for(
    form, client, make, outgoing, open_sign_up
):
    ann = make.person()
    with time_machine.travel(NOON, tick=False):
        for number in range(6):
            answer = client.post(
                form,
                data={"email": ann.email, "display_name": "Ann"},
                environ_base={"REMOTE_ADDR": f"10.0.0.{number}"},
            )
            assert answer.status_code == (200 if number < 5 else 429)
    assert len(outgoing()) == 5
    assert answer.headers["Retry-After"] == "3600"
    assert "That was tried too often. Try again in 60 minutes." in answer.text
    assert f'value="{ann.email}"' in answer.text and f'action="{form}"' in answer.text
    assert 'value="Ann"' in answer.text or form != "/sign-up"


def test_where_one_wanted_to_go_is_kept_over_a_limit(client, make):
    ann = make.person()
    with time_machine.travel(NOON, tick=False):
        for _number in range(6):
            answer = client.post("/sign-in/link", data={"email": ann.email, "next": "/learn/open"})
    assert answer.status_code == 429 and 'name="next" type="hidden" value="/learn/open"' in answer.text


def test_one_address_asks_for_fifty_mails_an_hour_whoever_they_are_for(client, open_sign_up):
    with time_machine.travel(NOON, tick=False):
        for number in range(51):
            form = ("/sign-in/link", "/reset", "/sign-up")[number % 3]
            answer = client.post(form, data={"email": f"p{number}@company.example", "display_name": "P"})
            assert answer.status_code == (200 if number < 50 else 429)


@pytest.mark.parametrize("form", ["/account/password", "/account/email"])
def test_the_present_password_is_not_guessed_in_a_borrowed_browser(form, client_of, make, give_password, rows):
    ann = make.person()
    give_password(ann)
    with time_machine.travel(NOON, tick=False):
        browser = client_of(ann)
        for number in range(12):
            typed = PASSWORD if number == 11 else f"wrong {number}"
            data = {"current_password": typed, "new_password": "nine loud magpies", "email": f"e{number}@evil.example"}
            assert browser.post(form, data=data).status_code == (422 if number < 10 else 429)
    assert rows(Link) == []


def test_a_key_person_sends_sixty_invitations_an_hour(client_of, make, outgoing):
    with time_machine.travel(NOON, tick=False):
        browser = client_of(make.person(Role.MEMBER | Role.KEYPERSON))
        for number in range(61):
            data = {"email": f"p{number}@company.example", "display_name": "P", "language": "en"}
            answer = browser.post("/account/company/invite", data=data)
            assert answer.status_code == (303 if number < 60 else 429)
    assert len(outgoing()) == 60


def test_one_address_gets_five_mails_an_hour_whoever_sends_them(client_of, make, outgoing, rows):
    lead, company = make.person(Role.MEMBER | Role.KEYPERSON), make.organization(name="Kestrel")
    form = {"email": "new@x.example", "display_name": "New", "language": "en", "roles": "1"}
    with time_machine.travel(NOON, tick=False):
        key_person, staff, mates = client_of(lead), client_of(make.staff()), client_of(make.staff())
        assert key_person.post("/account/company/invite", data=form).status_code == 303
        own = rows(Link)[-1].id
        assert key_person.post("/account/company/resend", data={"invitation": own}).status_code == 303
        assert staff.post("/console/people/invite", data=form | {"organization": "Kestrel"}).status_code == 303
        for _time in range(2):
            [theirs] = rows(Link, organization_id=company.id)
            again = mates.post(f"/console/people/invitations/{theirs.id}", data={"act": "resend"})
            assert again.status_code == 303
        [theirs], [own] = rows(Link, organization_id=company.id), rows(Link, organization_id=lead.organization_id)
        resend = f"/console/people/invitations/{theirs.id}"
        refused = [
            staff.post("/console/people/invite", data=form | {"organization": "Kestrel"}),
            staff.post(resend, data={"act": "resend"}),
            key_person.post("/account/company/resend", data={"invitation": own.id}),
            key_person.post("/account/company/invite", data=form),
        ]
        assert [answer.status_code for answer in refused] == [429] * 4
        assert staff.post(resend, data={"act": "cancel"}).status_code == 303
    assert len(outgoing()) == 5


def test_one_person_gets_five_sign_in_links_an_hour_from_staff(client_of, make, outgoing):
    ann = make.person()
    with time_machine.travel(NOON, tick=False):
        staff = client_of(make.staff())
        for number in range(6):
            answer = staff.post(f"/console/people/{ann.public_id}/link")
            assert answer.status_code == (303 if number < 5 else 429)
    assert len(outgoing()) == 5


def test_an_invitation_that_is_not_ones_own_is_not_counted(client_of, make, invited, rows):
    invited("new@x.example")
    lead = make.person(Role.MEMBER | Role.KEYPERSON)
    answer = client_of(lead).post("/account/company/resend", data={"invitation": rows(Link)[0].id})
    assert answer.status_code == 404 and {row.act for row in rows(Throttle)} == {"mail by person"}


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("10.0.0.1", "10.0.0.2", False),
        ("10.0.0.1", "::ffff:10.0.0.1", True),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("unix:", "unix:", True),
    ],
)
def test_one_network_of_ipv6_is_one_address(first, second, same, app):
    with app.test_request_context(environ_base={"REMOTE_ADDR": first}):
        found = browser.address()
    with app.test_request_context(environ_base={"REMOTE_ADDR": second}):
        assert (browser.address() == found) is same


def test_fifty_tries_from_one_network_of_ipv6_are_all(client):
    with time_machine.travel(NOON, tick=False):
        for number in range(51):
            data = {"email": f"person{number}@company.example", "password": "wrong"}
            here = {"REMOTE_ADDR": f"2001:db8:1:2::{number:x}"}
            assert client.post("/sign-in", data=data, environ_base=here).status_code == (422 if number < 50 else 429)


def test_a_try_counts_also_when_the_rest_rolls_back(app, rows):
    with app.app_context():
        throttle.count((throttle.MAIL_TO_ACCOUNT, "a"))
        db.session.rollback()
    assert [row.tries for row in rows(Throttle)] == [1]


def test_tries_at_once_are_all_counted(app, rows):
    def attempt(_number):
        with app.app_context():
            try:
                throttle.count((throttle.PASSWORD_FROM_ADDRESS, "a"), (throttle.PASSWORD_OF_ACCOUNT, "b"))
            except TooMany:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        passed = list(pool.map(attempt, range(40)))
    assert sum(row.tries for row in rows(Throttle)) == 80
    assert passed.count(True) in (10, 20)  # 20: the quarter of an hour changed meanwhile


def test_neither_address_nor_account_is_kept_in_clear(client, rows):
    client.post("/sign-in", data={"email": "ann@company.example", "password": "x"})
    assert {len(row.key) for row in rows(Throttle)} == {64}


def test_what_time_made_useless_is_deleted(app, client_of, make, link, rows):
    ann = make.person()
    client_of(ann)
    link("sign-in", ann.email, person=ann)
    link("invite", "new@company.example", display_name="New", language="en")
    with app.app_context():
        throttle.count((throttle.MAIL_TO_ACCOUNT, "a"))
    for days, left in ((0, (2, 1, 1)), (2, (1, 0, 1)), (43, (1, 0, 1)), (61, (0, 0, 0))):
        with time_machine.travel(now() + timedelta(days=days)), app.app_context():
            tidy.tidy()
        assert (len(rows(Link)), len(rows(Throttle)), len(rows(SignIn))) == left, days
