"""Errors, headers, health, languages: what every answer keeps to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from portal.accounts.models import Role
from portal.kernel import problems
from portal.kernel.db import db
from portal.kernel.keeper import GuestPages
from portal.kernel.pages import STATIC, safe_next
from portal.kernel.schema import known_revisions
from portal.kernel.security import add_static_headers
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


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_an_error_says_that_it_depends_on_what_is_accepted(client: FlaskClient, accept: str) -> None:
    assert "Accept" in client.get("/no-such-page", headers={"Accept": accept}).vary


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_problem_without_a_type_of_its_own_has_the_phrase_of_its_status_as_title(
    client: FlaskClient, language: str
) -> None:
    answer = client.get("/no-such-page", headers={"Accept": "application/json", "Accept-Language": language})
    assert (answer.json["type"], answer.json["title"]) == ("about:blank", "Not Found")


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_a_method_that_is_not_allowed_names_those_that_are(client: FlaskClient, accept: str) -> None:
    answer = client.delete("/healthz", headers={"Accept": accept})
    assert answer.status_code == 405
    assert {"GET", "HEAD", "OPTIONS"} == {name.strip() for name in answer.headers["Allow"].split(",")}
    assert answer.content_type == ("application/problem+json" if "json" in accept else "text/html; charset=utf-8")


def static_file() -> str:
    return next(f"/static/{path.relative_to(STATIC)}" for path in (STATIC / "src").rglob("*.css"))


def test_files_are_sniffed_by_nobody_and_not_opened_to_other_sites(client: FlaskClient) -> None:
    with client.get(static_file()) as answer:
        assert answer.status_code == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize(("name", "policy"), [("icon.svg", True), ("page.html", True), ("portal.css", False)])
def test_files_that_open_as_a_page_carry_the_policy(name: str, policy: bool) -> None:
    headers: dict[str, str] = {}
    add_static_headers("https://portal.example")(headers, name, "")
    assert ("Content-Security-Policy" in headers) == policy
    assert headers["Strict-Transport-Security"] and headers["X-Content-Type-Options"] == "nosniff"


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


def test_health_says_whether_it_lives_and_whether_it_can_serve(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ready"}


@pytest.mark.parametrize("found", ["0001", None])
def test_a_database_without_the_schema_of_this_version_is_not_ready(
    app: Flask, client: FlaskClient, found: str | None
) -> None:
    with at_revision(app, found):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "portal setup" in answer.json["reason"]
    assert client.get("/readyz").status_code == 200


def test_a_database_that_goes_while_a_refusal_is_told_is_a_page_that_says_so(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_given: Any, **_named: Any) -> None:
        raise OperationalError("ROLLBACK", {}, Exception("the connection is lost"))

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr(problems, "render", gone)
    monkeypatch.setattr(db.session, "rollback", gone)
    answer = client.get("/nps/nobody-was-sent-this")
    assert (answer.status_code, "Nothing you saved is lost" in answer.text) == (503, True)
    monkeypatch.setattr(problems, "render", lambda *_given, **_named: 1 / 0)
    assert client.get("/nps/nobody-was-sent-this").status_code == 500


def test_a_newer_schema_is_ready_so_that_an_update_can_be_rolled_out(app: Flask, client: FlaskClient) -> None:
    with at_revision(app, "9999"):
        assert client.get("/readyz").status_code == 200


@contextmanager
def at_revision(app: Flask, found: str | None) -> Iterator[None]:
    """Inside, the database says it is at this migration; with None it holds no such table."""

    def say(*statements: str) -> None:
        with app.app_context():
            for statement in statements:
                db.session.execute(sa.text(statement))
            db.session.commit()

    if found:
        say(f"UPDATE alembic_version SET version_num = '{found}'")
    else:
        say("ALTER TABLE alembic_version RENAME TO alembic_version_elsewhere")
    try:
        yield
    finally:
        if found is None:
            say("ALTER TABLE alembic_version_elsewhere RENAME TO alembic_version")
        say(f"UPDATE alembic_version SET version_num = '{known_revisions()[0]}'")


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


def test_a_connection_that_breaks_once_the_answer_is_made_does_not_withhold_it(app: Flask, client: FlaskClient) -> None:
    tried = []

    def broken(_connection: object) -> None:
        tried.append(1)
        raise OperationalError("ROLLBACK", None, Exception("server closed the connection unexpectedly"))

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "rollback", broken)
    try:
        with capture_logs() as said:
            assert client.get("/ideas").status_code == 200
    finally:
        sa.event.remove(engine, "rollback", broken)
    assert tried and [entry["event"] for entry in said] == ["database.lost_after_answer"]
    assert client.get("/ideas").status_code == 200
