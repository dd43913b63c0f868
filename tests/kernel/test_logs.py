"""No line of the log holds what opens something."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient

from portal.kernel.logs import configure_logs, hide_secrets

TOKEN = "Tok3n_of-many.characters"


def written(**entry: Any) -> str:
    return repr(hide_secrets(None, "info", dict(entry)))


@pytest.mark.parametrize(
    "text",
    [
        f"/invite/{TOKEN}",
        f"GET http://portal.example/invite/{TOKEN}?lang=ja failed",
        f"Traceback …\n  File x\nValueError: '/sign-in/{TOKEN}'",
        f"see </reset/{TOKEN}>, /change-email/{TOKEN} and /unsubscribe/{TOKEN}.",
        f"/sign-in?next=%2Finvite%2F{TOKEN}",
        f"GET /feeds/learn.atom?lang=ja&key={TOKEN} failed",
        f"/sign-in?next=%2Ffeeds%2Flearn.atom%3Fkey%3D{TOKEN}",
    ],
)
def test_a_token_is_hidden_wherever_in_a_text_it_stands(text: str) -> None:
    assert TOKEN not in written(event="x", path=text)
    assert TOKEN not in written(event=text)


@pytest.mark.parametrize(
    "value",
    [
        [f"/invite/{TOKEN}"],
        {"path": f"/invite/{TOKEN}"},
        (b"/sign-up/" + TOKEN.encode(),),
        ValueError(f"/reset/{TOKEN}"),
    ],
    ids=["list", "dict", "bytes", "exception"],
)
def test_a_token_is_hidden_inside_what_is_no_text(value: Any) -> None:
    assert TOKEN not in written(event="x", detail=value)


def test_every_address_with_a_token_is_known(app: Flask) -> None:
    rules = [rule.rule for rule in app.url_map.iter_rules() if "token" in rule.arguments]
    assert rules
    assert [rule for rule in rules if TOKEN in written(event=re.sub("<.*?token>", TOKEN, rule))] == []


def test_a_password_in_an_address_is_hidden_and_the_rest_stays() -> None:
    assert "hunter2" not in (line := written(event="x", url="at smtp://portal:hunter2@mail.example:25 now", ms=12))
    assert "mail.example:25 now" in line and "12" in line


@pytest.mark.parametrize("given", ["short", "with space in it", "a" * 65, "<script>alert(1)</script>", "naïve-naïve"])
def test_a_request_id_that_is_no_plain_word_is_not_taken_over(client: FlaskClient, given: str) -> None:
    assert client.get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"] != given


def test_a_line_goes_to_stderr_as_it_stands_when_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = io.StringIO(), io.StringIO()
    monkeypatch.setattr("sys.stderr", first)
    configure_logs()
    first.close()
    monkeypatch.setattr("sys.stderr", second)
    structlog.get_logger().error("something.happened")
    assert "something.happened" in second.getvalue()
