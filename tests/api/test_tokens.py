"""Tokens are made and revoked in the console by admins, shown once, and kept as a digest."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal.accounts.models import Person, Role
from portal.accounts.privacy.holdings import Leaver
from portal.accounts.tokens import digest
from portal.api.tokens import commands
from portal.api.tokens.models import ApiToken
from portal.api.tokens.privacy import erase
from portal.api.tokens.tidy import forget
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.kernel.logs import hide_secrets
from tests.api.conftest import Program

FORM = {"name": "CRM", "scopes": ["read:people", "read:personal"], "days": "90"}


def made_by(browser: Any, **more: Any) -> tuple[Any, str]:
    """The page after the form, and the token on it."""
    answer = browser.post("/console/settings/tokens/new", data=FORM | more)
    found = re.search(r'value="(portal_[\w-]{43})"', answer.text)
    return answer, found[1] if found else ""


def test_a_token_is_shown_once_and_kept_as_a_digest(client_of: Any, admin: Person, app: Flask, tokens: Any) -> None:
    browser = client_of(admin)
    answer, token = made_by(browser)
    assert answer.headers["Cache-Control"] == "no-store"
    assert [one["name"] for one in Program(app, token).get("people")["items"]] == ["Ada"]
    [kept] = tokens()
    assert kept.digest == digest(token)
    assert token not in repr(vars(kept))
    page = browser.get("/console/settings/tokens").text
    assert token not in page
    assert f"portal_…{token[-4:]}" in page and "read:people, read:personal" in page and "acts as Ada" in page


def test_it_ends_after_the_days_chosen_and_ninety_by_default(client_of: Any, admin: Person, tokens: Any) -> None:
    browser = client_of(admin)
    assert '<option selected value="90">' in browser.get("/console/settings/tokens/new").text
    made_by(browser, days="365")
    [kept] = tokens()
    assert timedelta(days=364) < kept.expires_at - now() <= timedelta(days=365)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "x" * 101},
        {"scopes": []},
        {"scopes": ["read:all"]},
        {"days": "366"},
        {"days": "0"},
        {"days": "²"},
        {"days": ""},
    ],
)
def test_what_makes_no_token_keeps_what_was_typed(
    wrong: dict[str, Any], client_of: Any, admin: Person, tokens: Any
) -> None:
    answer, _token = made_by(client_of(admin), **wrong)
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert wrong.get("name", "CRM").strip()[:90] in answer.text
    if "scopes" not in wrong:
        assert re.search(r'<input checked[^>]*value="read:personal"', answer.text)
    assert tokens() == []


def test_a_form_sent_twice_makes_one_token(client_of: Any, admin: Person, tokens: Any) -> None:
    browser = client_of(admin)
    made_by(browser, form_key="once")
    again, token = made_by(browser, form_key="once")
    assert (again.status_code, token) == (303, "")
    assert len(tokens()) == 1


def test_a_revoked_token_lets_nobody_in(client_of: Any, admin: Person, app: Flask, tokens: Any) -> None:
    browser = client_of(admin)
    _answer, token = made_by(browser)
    by = Program(app, token)
    assert by("GET", "people").status_code == 200
    path = f"/console/settings/tokens/{tokens()[0].id}/revoke"
    assert browser.post(path).status_code == 303
    first = tokens()[0].revoked_at
    assert browser.post(path).status_code == 303
    assert tokens()[0].revoked_at == first
    assert by("GET", "people").status_code == 401
    assert "Revoked" in browser.get("/console/settings/tokens").text


def test_both_stand_in_the_audit_log_without_the_token(client_of: Any, admin: Person, rows: Any, tokens: Any) -> None:
    browser = client_of(admin)
    _answer, token = made_by(browser)
    browser.post(f"/console/settings/tokens/{tokens()[0].id}/revoke")
    made, revoked = rows(Event)
    assert (made.name, made.data) == ("token.made", {"scopes": ["read:people", "read:personal"], "days": 90})
    assert (revoked.name, revoked.actor_id) == ("token.revoked", admin.id)
    page = browser.get("/console/settings/audit").text
    assert "made an API token" in page and "revoked an API token" in page and token[-4:] not in page


def test_the_list_says_which_tokens_work_and_when_they_were_used(
    client_of: Any, admin: Person, change: Any, make: Any, app: Flask
) -> None:
    browser, other = client_of(admin), make.staff(Role.ADMIN)
    _answer, token = made_by(browser)
    assert "Never used" in browser.get("/console/settings/tokens").text
    Program(app, token).get("people")
    assert "Last used:" in browser.get("/console/settings/tokens").text
    change(ApiToken, made_by_id=other.id)
    change(Person, other.id, roles=Role.CS)
    assert "Its maker is no admin any more" in browser.get("/console/settings/tokens").text
    change(ApiToken, expires_at=now())
    assert "Expired" in browser.get("/console/settings/tokens").text


@pytest.mark.parametrize("roles", [Role.CS, Role.PRODUCT, Role.CS | Role.PRODUCT])
def test_only_admins_let_programs_in(roles: Role, client_of: Any, make: Any, app: Flask, tokens: Any) -> None:
    person = make.staff(roles)
    answer, _token = made_by(client_of(person))
    assert answer.status_code == 403
    with app.app_context(), pytest.raises(commands.Forbidden):
        commands.make(db.session.get_one(Person, person.id), commands.Wanted("CRM", ["read:people"], 90))
    assert tokens() == []


def test_there_are_so_many_tokens_that_work(
    client_of: Any, admin: Person, change: Any, tokens: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "MOST", 2)
    browser = client_of(admin)
    assert [made_by(browser)[0].status_code for _n in range(3)] == [200, 200, 409]
    change(ApiToken, tokens()[0].id, revoked_at=now())
    assert made_by(browser)[0].status_code == 200


def test_ended_tokens_are_forgotten_after_a_while(
    app: Flask, client_of: Any, admin: Person, change: Any, tokens: Any
) -> None:
    browser = client_of(admin)
    for values in ({"revoked_at": now() - timedelta(days=91)}, {"expires_at": now() - timedelta(days=91)}):
        made_by(browser)
        change(ApiToken, max(one.id for one in tokens()), **values)
    made_by(browser)
    change(ApiToken, max(one.id for one in tokens()), expires_at=now() - timedelta(days=89))
    with app.app_context():
        forget()
    assert len(tokens()) == 1


def test_the_log_holds_no_token(capsys: pytest.CaptureFixture[str]) -> None:
    token = "portal_" + "x" * 43
    assert hide_secrets(None, "", {"event": f"sent {token} along"})["event"] == "sent portal_… along"


def test_who_is_erased_stands_in_no_name_of_a_token(app: Flask, client_of: Any, admin: Person, tokens: Any) -> None:
    made_by(client_of(admin), name="Script of Ann Smith <ann@aoba.example>")
    with app.app_context():
        erase(Leaver(1, "ann@aoba.example", "Ann Smith"))
        db.session.commit()
    assert tokens()[0].name == "Script of … <…>"
