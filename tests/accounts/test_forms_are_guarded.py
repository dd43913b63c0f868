"""Every form that posts carries a token; without it nothing happens."""

from __future__ import annotations

import re

import pytest

from portal.accounts.models import Person, Role

POSTS = [
    "/sign-in", "/sign-in/link", "/sign-in/x", "/sign-out", "/sign-up", "/sign-up/x", "/invite/x", "/reset", "/reset/x",
    "/change-email/x", "/account/profile", "/account/language", "/account/organization", "/account/password",
    "/account/email", "/account/sessions/end", "/account/sessions/end-others", "/account/company/invite",
    "/account/company/resend", "/account/company/cancel", "/account/company/remove", "/account/company/key-person",
    "/account/company/step-down", "/account/feed", "/account/feed/end",
    "/account/export", "/account/erase", "/account/email/try-again",
]  # fmt: skip


@pytest.fixture
def guarded(app):
    """CSRF protection as in real life."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def test_the_list_is_whole(app):
    rules = {
        re.sub("<[^>]+>", "x", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("accounts.") and "POST" in rule.methods
    }
    assert rules == set(POSTS)


@pytest.mark.parametrize("path", POSTS)
def test_a_post_without_token_does_nothing(path, guarded, client_of, make, rows):
    ann = make.person()
    answer = client_of(ann).post(path, data={"display_name": "Changed", "email": "x@company.example"})
    assert answer.status_code == 400
    assert rows(Person, id=ann.id)[0].display_name == ann.display_name


def test_no_address_of_the_portal_takes_a_post_without_token(guarded, app, client_of, make):
    """But for addresses that are a proof themselves (one click of mail clients, links of surveys), and programs with a token."""
    browser, taken = client_of(make.staff(Role.ADMIN)), set()
    for rule in app.url_map.iter_rules():
        if "POST" in rule.methods:
            path = re.sub("<([^:>]+:)?[^>]+>", lambda part: "1" if part[1] == "int:" else "x", rule.rule)
            if browser.post(path).status_code != 400:
                taken.add(rule.endpoint)
    keyed = {"unsubscribe.act", "nps.send", "nps.explain", "nps.advocate", "nps_exits.vote"}
    assert {name for name in taken if not name.startswith("api_")} == keyed
    assert all(hasattr(app.view_functions[name], "scope") for name in taken - keyed)


def test_every_form_of_the_pages_carries_the_token(guarded, client, client_of, make, link):
    lead = make.person(roles=Role.MEMBER | Role.KEYPERSON)
    pages = [client.get("/sign-in"), client.get("/reset"), client.get(link("sign-in", lead.email, person=lead))]
    pages += [client_of(lead).get(path) for path in ("/account", "/account/company", "/account/prove")]
    for page in pages:
        posting = re.findall(r'<form[^>]*method="post".*?</form>', page.text, re.DOTALL)
        assert posting
        assert all(form.count('name="csrf_token"') == 1 for form in posting)


def test_with_its_token_a_form_works(guarded, client, make, link):
    ann = make.person()
    path = link("sign-in", ann.email, person=ann)
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)[1]
    assert client.post(path, data={"csrf_token": token}).status_code == 303
