"""What each token may do: every operation with no token, one that ended, one too narrow, and the right one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.accounts.models import Person, Role
from portal.api.tokens.models import ApiToken
from portal.kernel.calendar import now
from portal.kernel.events import Event
from portal.success.models import FollowUp, FollowUpStep
from tests.api.conftest import EVERYTHING, Program
from tests.api.operations import OPERATIONS, Operation
from tests.success.conftest import Office


@pytest.fixture
def send(office: Office, answered: dict[str, int]) -> Callable[[Program, Operation], TestResponse]:
    """Do the operation, on the office's company, its Ann, what she answered, and a follow-up that is open."""
    places = {"company": office.company.id, "person": office.ann.id, "follow_up": office.open(), **answered}
    soon = (now() + timedelta(days=3)).isoformat()

    def filled(value: Any) -> Any:
        return {"{company}": office.company.id, "{soon}": soon}.get(value, value) if isinstance(value, str) else value

    def sent(by: Program, one: Operation) -> TestResponse:
        body = {name: filled(value) for name, value in one.body.items()} if one.body else None
        return by(one.method, one.path.format(**places), body)

    return sent


def test_every_operation_stands_in_the_table(app: Flask) -> None:
    there = {
        (method, scope)
        for rule in app.url_map.iter_rules()
        if (scope := getattr(app.view_functions[rule.endpoint], "scope", None))
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    rules = [rule for rule in app.url_map.iter_rules() if hasattr(app.view_functions[rule.endpoint], "scope")]
    assert {(one.method, one.scope) for one in OPERATIONS} == there
    assert len(rules) == len(OPERATIONS)


def test_without_a_token_nothing_is_done(send: Any, app: Flask, event_names: Any) -> None:
    before = event_names()
    for one in OPERATIONS:
        answer = send(Program(app, ""), one)
        assert (answer.status_code, answer.content_type) == (401, "application/problem+json"), one
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="portal"', one
    assert event_names() == before


@pytest.mark.parametrize("ended", ["expired", "revoked", "made up"])
def test_a_token_that_ended_lets_nobody_in(ended: str, send: Any, program: Any, change: Any, event_names: Any) -> None:
    by = program()
    if ended == "made up":
        by.token = by.token[:-4] + "AAAA"
    else:
        change(ApiToken, **{f"{'expires' if ended == 'expired' else 'revoked'}_at": now()})
    before = event_names()
    for one in OPERATIONS:
        answer = send(by, one)
        assert answer.status_code == 401, one
        assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"], one
    assert event_names() == before


def test_every_other_scope_together_is_not_enough(send: Any, program: Any, event_names: Any) -> None:
    for one in OPERATIONS:
        by = program(*(scope for scope in EVERYTHING if scope != one.scope))
        before = event_names()
        answer = send(by, one)
        assert (answer.status_code, answer.content_type) == (403, "application/problem+json"), one
        assert f'error="insufficient_scope", scope="{one.scope}"' in answer.headers["WWW-Authenticate"], one
        assert event_names() == before


@pytest.mark.parametrize("one", OPERATIONS, ids=lambda one: f"{one.method} {one.path}")
def test_its_own_scope_alone_is_enough(one: Operation, send: Any, program: Any) -> None:
    answer = send(program(one.scope), one)
    assert (answer.status_code, answer.content_type) == (one.status, "application/json"), answer.text


@pytest.mark.parametrize("loss", ["suspended", "no admin", "erased"])
def test_a_token_ends_with_the_rights_of_who_made_it(
    loss: str, send: Any, program: Any, admin: Person, change: Any
) -> None:
    by = program()
    values: dict[str, Any] = {"suspended": {"suspended_at": now()}, "no admin": {"roles": Role.CS}}.get(
        loss, {"erased_at": now()}
    )
    change(Person, admin.id, **values)
    assert {send(by, one).status_code for one in OPERATIONS} == {401}
    change(Person, admin.id, suspended_at=None, roles=Role.ADMIN, erased_at=None)
    assert {send(by, one).status_code for one in OPERATIONS if one.method == "GET"} == {200}


def test_a_cookie_counts_for_nothing_and_none_is_set(client_of: Any, admin: Person) -> None:
    browser = client_of(admin)
    for answer in (browser.get("/api/v1/people"), browser.post("/api/v1/follow-ups", json={})):
        assert answer.status_code == 401
        assert "Set-Cookie" not in answer.headers
    assert "Set-Cookie" not in browser.get("/api/v1/people?lang=ja").headers


def test_what_is_done_is_done_as_who_made_the_token(office: Office, program: Any, admin: Person, rows: Any) -> None:
    number = office.open()
    program("write:follow-ups")("POST", f"follow-ups/{number}/notes", {"text": "They paid."})
    assert [step.by_id for step in rows(FollowUpStep, what="noted")] == [admin.id]
    assert [event.actor_id for event in rows(Event, name="followup.noted")] == [admin.id]


def test_acts_that_are_not_allowed_change_nothing(office: Office, program: Any, rows: Any) -> None:
    number = office.open()
    narrow = program("read:follow-ups", "read:personal")
    closing = {"version": 1, "outcome": "solved", "closing": "They go on."}
    assert narrow("POST", f"follow-ups/{number}/done", closing).status_code == 403
    assert [row.state for row in rows(FollowUp)] == ["open"]
