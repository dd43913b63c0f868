"""Errors, headers, health, languages: what every answer keeps to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.accounts.models import Role
from portal.kernel.health import metrics_token
from portal.kernel.keeper import GuestPages
from portal.kernel.pages import safe_next
from tests.factories import Factory


def test_an_unknown_address_is_a_designed_page_with_a_way_on(client: FlaskClient) -> None:
    answer = client.get("/no-such-page", headers={"Accept-Language": "ja"})
    assert answer.status_code == 404
    assert "ページが見つかりません" in answer.text or "見つかりませんでした" in answer.text
    assert 'id="main"' in answer.text


def test_programs_get_problem_details(client: FlaskClient) -> None:
    answer = client.get("/no-such-page", headers={"Accept": "application/json"})
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == 404
    assert {"type", "title", "detail", "instance", "request_id"} <= set(answer.json)


@pytest.mark.parametrize("path", ["/search?q=%00", "/learn/a%00b", "/learn?stage=%00"])
def test_a_nul_is_refused_before_it_reaches_the_database(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 400


def test_a_number_no_row_can_have_is_not_found(client_of: Callable[[Any], FlaskClient], make: Factory) -> None:
    cs = client_of(make.staff(Role.CS))
    assert cs.get("/console/customers/99999999999999999999").status_code == 404
    assert cs.get("/console/people?organization=99999999999999999999").status_code in (200, 404)


def test_every_answer_carries_the_policy_and_a_request_id(client: FlaskClient) -> None:
    answer = client.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "nonce" not in policy
    assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", "")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Request-Id"]
    assert client.get("/", headers={"X-Request-Id": "given-by-proxy"}).headers["X-Request-Id"] == "given-by-proxy"


@pytest.mark.parametrize("path", ["/", "/learn", "/search?q=x", "/brand.css"])
def test_a_guest_gets_no_cookie_and_no_token(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "csrf" not in answer.text
    assert 'method="post"' not in answer.text


def test_the_language_is_the_persons_then_the_cookies_then_the_browsers(
    client: FlaskClient, client_of: Callable[[Any], FlaskClient], make: Factory
) -> None:
    assert '<html lang="en"' in client.get("/").text
    assert '<html lang="ja"' in client.get("/", headers={"Accept-Language": "ja,en;q=0.5"}).text
    switched = client.get("/learn?lang=ja&stage=onboarding")
    assert switched.location == "/learn?stage=onboarding"
    assert '<html lang="ja"' in client.get("/").text
    person = client_of(make.person(language="en"))
    person.set_cookie("lang", "ja")
    assert '<html lang="en"' in person.get("/").text


def test_metrics_are_there_only_for_who_sends_the_token(app: Flask, client: FlaskClient) -> None:
    assert client.get("/metrics").status_code == 404
    with app.app_context():
        token = metrics_token()
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    assert "portal_request_seconds" in answer.text


def test_health_says_whether_it_lives_and_whether_it_can_serve(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ready"}


def test_to_others_the_console_does_not_exist(
    client: FlaskClient, client_of: Callable[[Any], FlaskClient], make: Factory
) -> None:
    assert client.get("/console").status_code == 404
    assert client_of(make.person()).get("/console").status_code == 404
    assert client_of(make.staff(Role.CS)).get("/console", follow_redirects=True).status_code == 200


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/learn?stage=adoption", True),
        ("//evil.example", False),
        ("/\\evil.example", False),
        ("https://evil.example", False),
        ("javascript:alert(1)", False),
        ("/a\\b", False),
        ("/a\nb", False),
        ("", False),
    ],
)
def test_the_way_back_never_leaves_the_portal(address: str, kept: bool) -> None:
    assert safe_next(address) == (address if kept else None)


class Counting:
    """A tiny portal that counts how often it was asked."""

    def __init__(self, *headers: tuple[str, str]) -> None:
        self.asked, self.headers = 0, [("Content-Type", "text/html; charset=utf-8"), *headers]

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        self.asked += 1
        start_response("200 OK", self.headers)
        return [f"{environ['PATH_INFO']} {self.asked}".encode()]


def ask(keeper: GuestPages, path: str = "/learn", **environ: str) -> bytes:
    given = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "HTTP_HOST": "a"} | environ
    return b"".join(keeper(given, lambda *_answer: None))


def test_a_guest_page_is_made_once_a_second() -> None:
    app = Counting()
    keeper = GuestPages(app, "portal")
    assert ask(keeper) == ask(keeper)
    assert app.asked == 1


@pytest.mark.parametrize(
    "other",
    [
        {"HTTP_COOKIE": "portal=x"},
        {"REQUEST_METHOD": "POST"},
        {"HTTP_AUTHORIZATION": "Bearer x"},
        {"HTTP_COOKIE": "lang=ja"},
        {"HTTP_COOKIE": "theme=dark"},
        {"HTTP_ACCEPT_LANGUAGE": "ja"},
        {"HTTP_HOST": "b"},
        {"QUERY_STRING": "stage=growth"},
    ],
)
def test_a_kept_page_goes_only_to_who_would_have_got_the_same(other: dict[str, str]) -> None:
    app = Counting()
    keeper = GuestPages(app, "portal")
    ask(keeper)
    ask(keeper, **other)
    assert app.asked == 2


@pytest.mark.parametrize("header", [("Set-Cookie", "a=b"), ("Cache-Control", "no-store"), ("Content-Type", "text/css")])
def test_what_sets_a_cookie_or_is_no_page_is_not_kept(header: tuple[str, str]) -> None:
    app = Counting(header)
    keeper = GuestPages(app, "portal")
    ask(keeper)
    ask(keeper)
    assert app.asked == 2
