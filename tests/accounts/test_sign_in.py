"""Coming in by link and by password, and what strangers learn from it: nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine

from portal.accounts import passwords
from portal.accounts.models import OrganizationDomain, Password, Person, SignIn
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.mail import Mail
from tests.accounts.conftest import PASSWORD


def test_a_mailed_link_signs_in_and_leads_back(client, make, mailed, who, event_names):
    ann = make.person()
    answer = client.post("/sign-in/link", data={"email": f" {ann.email.upper()} ", "next": "/account?a=1"})
    assert "on its way" in answer.text
    path = mailed(ann.email)
    page = client.get(path)
    assert "One press to sign in" in page.text
    assert ann.display_name in page.text
    assert client.post(path).location == "/account?a=1"
    assert who(client) == ann.email
    assert event_names() == ["person.signed_in"]


def test_a_password_signs_in(client, make, give_password, who):
    ann = make.person()
    give_password(ann)
    wrong = client.post("/sign-in", data={"email": ann.email, "password": "seven quiet ravens"})
    assert wrong.status_code == 422
    assert "do not belong together" in wrong.text
    assert who(client) is None
    right = client.post("/sign-in", data={"email": ann.email, "password": PASSWORD, "next": "/account"})
    assert (right.status_code, right.location) == (303, "/account")
    assert who(client) == ann.email


def test_full_width_letters_make_the_same_password(client, make, give_password):
    ann = make.person()
    give_password(ann, "静かな青い川 abc 123")
    typed = "静かな青い川 ａｂｃ １２３"
    assert client.post("/sign-in", data={"email": ann.email, "password": typed}).status_code == 303


def test_somebody_without_a_password_enters_by_link_only(client, make):
    ann = make.person()
    assert client.post("/sign-in", data={"email": ann.email, "password": PASSWORD}).status_code == 422


@pytest.mark.parametrize(
    "outside", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example"]
)
def test_next_never_leads_outside(outside, client, make, give_password, mailed):
    ann = make.person()
    give_password(ann)
    page = client.get("/sign-in", query_string={"next": outside})
    assert page.text.count('name="next" type="hidden" value=""') == 2
    answer = client.post("/sign-in", data={"email": ann.email, "password": PASSWORD, "next": outside})
    assert answer.location == "/"
    client.post("/sign-out")
    client.post("/sign-in/link", data={"email": ann.email, "next": outside})
    assert client.post(mailed(ann.email)).location == "/"


def test_the_page_says_where_it_leads_back_to(client):
    assert "the page you came from" in client.get("/sign-in?next=/account").text
    assert "take you back" not in client.get("/sign-in").text


def test_who_is_in_does_not_sign_in_again(client_of, make):
    browser = client_of(make.person())
    assert browser.get("/sign-in?next=/account").location == "/account"


def test_a_copied_cookie_is_dead_after_sign_out(app, client_of, make, who):
    ann = make.person()
    browser, thief = client_of(ann), app.test_client()
    thief.set_cookie("portal", browser.get_cookie("portal").value)
    assert who(thief) == ann.email
    assert browser.post("/sign-out").status_code == 303
    assert who(browser) is None
    assert who(thief) is None


def test_sign_in_gives_a_new_token_and_an_empty_cookie(client, make, link, rows, who):
    ann, bob = make.person(), make.person()
    client.post(link("sign-in", ann.email, person=ann))
    with client.session_transaction() as cookie:
        first = cookie["_user_id"]
        cookie["planted"] = "by another"
    client.post(link("sign-in", bob.email, person=bob))
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != first
        assert "planted" not in cookie
    assert who(client) == bob.email
    assert [one.person_id for one in rows(SignIn)] == [bob.id]


def test_suspended_people_come_in_and_read(client, make, give_password, who):
    ann = make.person(suspended_at=now())
    give_password(ann)
    assert client.post("/sign-in", data={"email": ann.email, "password": PASSWORD}).status_code == 303
    assert who(client) == ann.email
    refused = client.post("/account/profile", data={"display_name": "Other"})
    assert refused.status_code == 403
    assert "suspended" in client.get("/account").text


def test_erased_people_find_every_door_closed(app, client, client_of, make, give_password, link, who, rows):
    ann = make.person()
    give_password(ann)
    inside = client_of(ann)
    paths = [link(purpose, ann.email, person=ann) for purpose in ("sign-in", "reset", "change-email")]
    with app.app_context():
        db.session.get_one(Person, ann.id).erased_at = now()
        db.session.commit()
    assert who(inside) is None
    assert client.post("/sign-in", data={"email": ann.email, "password": PASSWORD}).status_code == 422
    for path in paths:
        assert client.get(path).status_code in (200, 410)
        assert client.post(path, data={"new_password": "six loud pigeons"}).status_code == 410
    client.post("/sign-in/link", data={"email": ann.email})
    client.post("/reset", data={"email": ann.email})
    assert rows(Mail) == []
    assert who(client) is None


def without_chance(page: str, email: str) -> str:
    """The page without the address typed and the token of its forms."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page.replace(email, "…"))


@pytest.fixture
def argon2_runs(monkeypatch):
    """How often a password was checked or made."""
    runs = []
    hasher = passwords._hasher(True)

    class Counting:
        def verify(self, *args):
            runs.append("verify")
            return hasher.verify(*args)

        def hash(self, *args):
            runs.append("hash")
            return hasher.hash(*args)

        check_needs_rehash = staticmethod(hasher.check_needs_rehash)

    passwords._nobodys_hash(True)
    monkeypatch.setattr(passwords, "hasher", Counting)
    return runs


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer_for_the_same_work(
    client, make, give_password, argon2_runs, count_queries, site_in_memory
):
    ann, bob = make.person(), make.person()
    give_password(ann)
    argon2_runs.clear()
    seen = []
    for email in (ann.email, bob.email, "nobody@company.example"):
        with count_queries() as number:
            answer = client.post("/sign-in", data={"email": email, "password": "wrong password"})
        seen.append((answer.status_code, without_chance(answer.text, email), number(), tuple(argon2_runs)))
        argon2_runs.clear()
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][3] == ("verify",)


@pytest.mark.parametrize("form", ["/sign-in/link", "/reset", "/sign-up"])
def test_known_and_unknown_addresses_get_the_same_answer_for_the_same_work(
    form, client, make, count_queries, rows, open_sign_up, argon2_runs, site_in_memory
):
    company = make.organization()
    make.add(OrganizationDomain(organization_id=company.id, name="company.example"))
    make.person(organization=company, email="known@company.example")
    seen = {}
    for email in ("known@company.example", "nobody@other.example"):
        with count_queries() as number:
            answer = client.post(form, data={"email": email, "display_name": "Somebody"})
        seen[email] = (answer.status_code, without_chance(answer.text, email), list(argon2_runs)), number()
    (known, statements), (unknown, others) = seen.values()
    assert known == unknown
    assert abs(statements - others) <= 1
    assert [mail.to_email for mail in rows(Mail)] == ["known@company.example"]


def test_a_password_is_hashed_anew_when_the_parameters_changed(app, client, make, give_password, rows, monkeypatch):
    ann = make.person()
    monkeypatch.setattr(
        passwords, "hasher", lambda: passwords.PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
    )
    give_password(ann)
    monkeypatch.undo()
    before = rows(Password)[0].hash
    assert client.post("/sign-in", data={"email": ann.email, "password": PASSWORD}).status_code == 303
    assert rows(Password)[0].hash != before
    client.post("/sign-out")
    assert client.post("/sign-in", data={"email": ann.email, "password": PASSWORD}).status_code == 303


def test_a_browser_not_used_for_sixty_days_signs_in_again(client_of, make, who):
    browser = client_of(make.person())
    with time_machine.travel(now() + timedelta(days=59)):
        assert who(browser)
    with time_machine.travel(now() + timedelta(days=120)):
        assert who(browser) is None


def test_seen_moves_at_most_every_ten_minutes(client_of, make, rows):
    browser = client_of(make.person())
    began = rows(SignIn)[0].seen_at
    browser.get("/account")
    assert rows(SignIn)[0].seen_at == began
    with time_machine.travel(began + timedelta(minutes=11)):
        browser.get("/account")
    assert rows(SignIn)[0].seen_at > began


def test_a_guest_without_a_cookie_costs_no_statement(client, count_queries, site_in_memory):
    with count_queries() as number:
        answer = client.get("/sign-up")
    assert number() == 0
    assert answer.status_code == 200


def test_the_reader_comes_with_one_statement_and_does_not_stay_for_the_next(
    app, client_of, make, count_queries, site_in_memory
):
    ann = client_of(make.person())
    with count_queries() as number:
        assert ann.get("/account/prove").status_code == 200
    assert number() == 1
    assert app.test_client().get("/account/prove").status_code == 302


def test_wrong_addresses_are_explained(client):
    answer = client.post("/sign-in/link", data={"email": "operations@northgate"})
    assert answer.status_code == 422
    assert "Write a full address" in answer.text
    assert "operations@northgate" in answer.text
