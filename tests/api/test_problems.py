"""Every error below /api is a problem after RFC 9457, and limits are told in headers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask import Flask
from marshmallow import Schema, fields
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from portal.api.serving import door
from portal.api.serving.wrongs import SAID
from portal.api.tokens.models import ApiToken
from portal.kernel.calendar import now
from tests.api.conftest import Program
from tests.success.conftest import Office

NOTE = {"text": "They paid."}


def problem(answer: TestResponse, status: int) -> dict[str, Any]:
    """Its body, if it is one."""
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    told: dict[str, Any] = answer.get_json()
    assert (told["status"], told["type"]) == (status, "about:blank")
    assert told["detail"] and told["title"] and told["request_id"]
    assert told["instance"].startswith("/api/")
    return told


@pytest.fixture
def by(program: Callable[..., Program]) -> Program:
    return program()


def test_a_body_that_is_no_json_cannot_be_read(by: Program, office: Office) -> None:
    path = f"follow-ups/{office.open()}/notes"
    for body in ("{", '{"text": }', "\xff"):
        problem(by("POST", path, data=body.encode("latin-1"), content_type="application/json"), 400)


def test_a_nul_in_an_address_is_no_request(by: Program) -> None:
    problem(by("GET", "people?organization=%00"), 400)


@pytest.mark.parametrize(
    "path", ["nothing", "people/0", "people/none", "organizations/99999999999999999999", "follow-ups/4294967296", ""]
)
def test_what_is_not_there_is_a_problem(path: str, by: Program) -> None:
    problem(by("GET", path), 404)


def test_an_address_that_takes_another_method_says_which(by: Program) -> None:
    answer = by("DELETE", "people")
    problem(answer, 405)
    assert "GET" in answer.headers["Allow"]


def test_a_body_has_a_limit(by: Program, office: Office) -> None:
    problem(by("POST", f"follow-ups/{office.open()}/notes", {"text": "x" * 70_000}), 413)


def test_only_json_is_taken(by: Program, office: Office) -> None:
    path = f"follow-ups/{office.open()}/notes"
    problem(by("POST", path, data=NOTE), 415)
    problem(by("POST", path, data='{"text": "x"}', content_type="text/plain"), 415)
    problem(by("POST", path), 415)


@pytest.mark.parametrize("body", [[], "text", 5, None, [NOTE]])
def test_a_body_is_an_object(body: Any, by: Program, office: Office) -> None:
    sent = {"data": "null", "content_type": "application/json"} if body is None else {"body": body}
    told = problem(by("POST", f"follow-ups/{office.open()}/notes", **sent), 422)
    assert [one["pointer"] for one in told["errors"]] == ["#"]


def test_what_a_list_does_not_know_is_refused(by: Program) -> None:
    told = problem(by("GET", "follow-ups?stat=open"), 422)
    assert [one["parameter"] for one in told["errors"]] == ["stat"]
    problem(by("GET", "follow-ups?state=opened"), 422)
    problem(by("GET", "follow-ups?updated_since=yesterday"), 422)
    problem(by("GET", "follow-ups?after=nonsense"), 422)


def test_problems_speak_the_language_that_is_asked_for(by: Program) -> None:
    asked = "organizations?x=1"
    told = {lang: by("GET", asked, headers={"Accept-Language": lang}).get_json() for lang in ("en", "ja")}
    assert told["en"]["detail"] != told["ja"]["detail"]
    assert told["en"]["errors"][0]["detail"] == "There is no such field."
    assert told["ja"]["errors"][0]["detail"] != "There is no such field."


def test_sentences_of_the_library_are_all_known() -> None:
    kinds = (fields.Field, fields.String, fields.Integer, fields.Date, fields.Nested)
    said = {message for kind in kinds for name, message in _messages(kind).items() if "{" not in message}
    said -= {"Invalid value.", "Invalid type.", "Not a valid number.", "Not a valid aware datetime."}
    assert said <= set(SAID)
    assert {Schema._default_error_messages[name] for name in ("unknown", "type")} <= set(SAID)


def _messages(kind: Any) -> dict[str, str]:
    return {
        name: text
        for base in reversed(kind.__mro__)
        for name, text in vars(base).get("default_error_messages", {}).items()
    }


def test_a_fault_of_ours_is_a_problem_too(by: Program, monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    def broken(*_args: Any) -> None:
        raise RuntimeError("a secret of the machine")

    monkeypatch.setattr("portal.api.serving.door._mark_used", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    assert "secret" not in problem(by("GET", "people"), 500)["detail"]


def test_a_database_that_is_away_is_a_problem(by: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: Any) -> None:
        raise OperationalError("select", {}, Exception("away"))

    monkeypatch.setattr("portal.api.serving.door._mark_used", away)
    problem(by("GET", "people"), 503)


def test_each_answer_says_how_many_are_left(by: Program) -> None:
    first, second = (by("GET", "people") for _n in range(2))
    assert first.headers["RateLimit-Policy"] == '"token";q=600;w=60'
    assert first.headers["RateLimit"].startswith('"token";r=599;t=')
    assert second.headers["RateLimit"].startswith('"token";r=598;t=')
    assert first.headers["Cache-Control"] == "no-store"


def test_a_token_has_a_limit_of_its_own(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "LIMIT", door.Limit("api", 2, 60))
    with time_machine.travel(now().replace(second=1, microsecond=0), tick=False) as clock:
        by, other = program(), program()
        assert [by("GET", "people").status_code for _n in range(2)] == [200, 200]
        answer = by("GET", "people")
        problem(answer, 429)
        assert answer.headers["Retry-After"] == "59"
        assert answer.headers["RateLimit"] == '"token";r=0;t=59'
        assert other("GET", "people").status_code == 200
        clock.shift(60)
        assert by("GET", "people").status_code == 200


def test_the_last_use_is_noted_every_ten_minutes(by: Program, tokens: Any) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        by("GET", "people")
        first = tokens()[0].used_at
        clock.shift(9 * 60)
        by("GET", "people")
        assert tokens()[0].used_at == first
        clock.shift(2 * 60)
        by("GET", "people")
        assert (tokens()[0].used_at - first).total_seconds() == 11 * 60


def test_a_token_that_is_not_let_in_is_not_used(by: Program, tokens: Any, change: Any) -> None:
    change(ApiToken, revoked_at=now())
    by("GET", "people")
    assert tokens()[0].used_at is None
