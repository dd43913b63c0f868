"""New people and guests: what a program sends comes back with all its words; so does too much within an hour."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Role
from portal.ideas.models import Idea, IdeaComment
from portal.kernel import site
from portal.kernel.calendar import now
from portal.kernel.db import db
from tests.factories import Factory


@pytest.fixture
def watched(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "FORMS_UNWATCHED", False)


def stamp_of(page: str) -> str:
    found = re.search(r'name="shown_at"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


def text(answer: Any) -> str:
    return answer.get_data(as_text=True)


WISH = {"title": "Export as a table", "text": "It saves an hour."}


def later(seconds: float) -> Any:
    import time_machine

    return time_machine.travel(now() + timedelta(seconds=seconds), tick=True)


def test_too_quick_the_form_comes_back_with_the_words_and_the_next_press_sends_it(
    watched: None, board: None, make: Factory, client_of: Any, rows: Any
) -> None:
    browser = client_of(make.person())
    stamp = stamp_of(text(browser.get("/ideas/new")))
    answer = browser.post("/ideas/new", data=WISH | {"shown_at": stamp})
    assert answer.status_code == 422 and "very quick" in text(answer) and "It saves an hour." in text(answer)
    assert stamp_of(text(answer)) == stamp and rows(Idea) == []
    with later(3):
        assert browser.post("/ideas/new", data=WISH | {"shown_at": stamp}).status_code == 303
    assert len(rows(Idea)) == 1


@pytest.mark.parametrize("stamp", ["", "forged", "MTIz.forged"])
def test_without_a_moment_of_ours_there_is_a_fresh_one(
    stamp: str, watched: None, board: None, make: Factory, client_of: Any
) -> None:
    answer = client_of(make.person()).post("/ideas/new", data=WISH | {"shown_at": stamp})
    assert answer.status_code == 422 and stamp_of(text(answer)) != stamp


def test_the_line_nobody_sees_is_emptied_and_said(
    watched: None, idea_of: Any, make: Factory, client_of: Any, rows: Any
) -> None:
    idea, browser = idea_of(), client_of(make.person())
    stamp = stamp_of(text(browser.get(f"/ideas/{idea}", follow_redirects=True)))
    with later(5):
        sent = {"text": "So do we.", "shown_at": stamp, "second_line": "http://x.example"}
        answer = browser.post(f"/ideas/{idea}/comments", data=sent)
        page = text(answer)
        assert answer.status_code == 422 and "people do not see" in page and "So do we." in page
        assert "x.example" not in page and rows(IdeaComment) == []
        assert browser.post(f"/ideas/{idea}/comments", data=sent | {"second_line": ""}).status_code == 303


def test_nobody_sees_reaches_or_hears_that_line(watched: None, board: None, make: Factory, client_of: Any) -> None:
    page = text(client_of(make.person()).get("/ideas/new"))
    assert re.search(r'<div class="sr" inert aria-hidden="true"><label for="second_line">', page)
    field = re.search(r'<input[^>]*name="second_line"[^>]*>', page)
    assert field and 'autocomplete="off"' in field[0] and 'tabindex="-1"' in field[0] and 'value=""' in field[0]


def test_who_is_known_and_staff_are_not_timed(
    watched: None, app: Flask, idea_of: Any, said: Any, make: Factory, client_of: Any
) -> None:
    known = make.person()
    idea = idea_of(known)
    with app.app_context():
        db.session.execute(sa.update(Idea).values(at=now() - timedelta(hours=30)))
        db.session.commit()
    for person in (known, make.person(roles=Role.CS, organization=None)):
        assert client_of(person).post(f"/ideas/{idea}/comments", data={"text": "So do we."}).status_code == 303


@pytest.mark.usefixtures("within_an_hour")
def test_somebody_new_posts_so_often_an_hour_and_loses_no_word(
    app: Flask, idea_of: Any, make: Factory, client_of: Any, rows: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], new_posts=2))
    idea, browser = idea_of(), client_of(make.person())
    for _turn in range(2):
        assert browser.post(f"/ideas/{idea}/comments", data={"text": "Again."}).status_code == 303
    htmx = {"HX-Request": "true"}
    for path, data, headers in (
        (f"/ideas/{idea}/comments", {"text": "One more word"}, {}),
        (f"/ideas/{idea}/comments", {"text": "One more word"}, htmx),
        ("/ideas/new", {"title": "One more word", "text": "Why"}, {}),
    ):
        answer = browser.post(path, data=data, headers=headers)
        page = text(answer)
        assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
        assert "You can post 2 times an hour while you are new here" in page and "One more word" in page
    assert len(rows(IdeaComment)) == 2
    with later(3700):
        assert browser.post(f"/ideas/{idea}/comments", data={"text": "Later."}).status_code == 303


def test_signing_up_is_timed_too(watched: None, app: Flask, client: Any, outgoing: Any, make: Factory) -> None:
    with app.app_context():
        site.row().sign_up = "domain"
        db.session.commit()
        site.forget()
    typed = {"display_name": "Ann", "email": "ann@nobody.example"}
    page = text(client.get("/sign-up"))
    answer = client.post("/sign-up", data=typed | {"shown_at": stamp_of(page)})
    assert answer.status_code == 422 and "very quick" in text(answer) and "ann@nobody.example" in text(answer)
    with later(3):
        assert client.post("/sign-up", data=typed | {"shown_at": stamp_of(page)}).status_code == 200


def test_pages_of_guests_carry_none_of_it(watched: None, idea_of: Any, client: Any) -> None:
    idea = idea_of()
    answer = client.get(f"/ideas/{idea}", follow_redirects=True)
    assert "shown_at" not in text(answer) and "second_line" not in text(answer) and "Set-Cookie" not in answer.headers
