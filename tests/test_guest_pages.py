"""What guests read carries neither cookie nor token, so one rendering serves all of them for a second."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.sample_world import World, content, world
from tests.test_access import PUBLIC

__all__ = ["content", "world"]

NO_PAGES = ("files.serve", "community.answer_place", "community.comment_place")  # bytes, and ways on
PAGES = [name for ways, names in PUBLIC if ways.split()[0] == "in" for name in names.split() if name not in NO_PAGES]


@pytest.fixture
def guarded(app: Flask):
    """Forms make tokens, as in real life."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.usefixtures("guarded")
def test_a_guests_page_sets_no_cookie_and_carries_no_token(app: Flask, world: World) -> None:
    for path in [*(world.address(name, "guest") for name in PAGES), "/learn/open", "/search?q=open", "/search?q=zzz"]:
        answer = app.test_client().get(path)
        assert answer.status_code == 200, path
        assert "Set-Cookie" not in answer.headers, path
        assert "csrf_token" not in answer.text and "form_key" not in answer.text, path
