"""`/feeds/ideas.atom`: what it holds, and for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as Tree

import pytest
import sqlalchemy as sa
import time_machine

from portal.accounts.feed_keys import FeedKey
from portal.accounts.models import Person, Role
from portal.ideas.commands import statuses
from portal.ideas.models import Idea
from portal.ideas.queries import roadmap as queries
from portal.kernel.calendar import now
from portal.kernel.db import db

FEED = "/feeds/ideas.atom"
ATOM = "{http://www.w3.org/2005/Atom}"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def key_of(client_of, rows):
    def make(person):
        client_of(person).post("/account/feed")
        [key] = rows(FeedKey, person_id=person.id)
        return key.key

    return make


@pytest.fixture
def ship(app, make):
    product = make.staff(Role.PRODUCT)

    def shipped(idea_id, days=1, slug="shipped"):
        with time_machine.travel(NOON + timedelta(days=days), tick=False), app.app_context():
            statuses.set_status(db.session.get_one(Person, product.id), idea_id, slug, "Why", "https://v.example/n")
            db.session.commit()

    return shipped


def entries(answer):
    assert answer.status_code == 200 and answer.mimetype == "application/atom+xml"
    return list(Tree.fromstring(answer.data).iter(f"{ATOM}entry"))


def titles(answer):
    return [entry.findtext(f"{ATOM}title") for entry in entries(answer)]


def test_new_ideas_and_what_shipped_stand_once_newest_first(client, idea_of, ship, app):
    with time_machine.travel(NOON, tick=False):
        first, _second = idea_of(title="First & <last>"), idea_of(title="Second")
    assert titles(client.get(FEED)) == ["Second", "First & <last>"]
    before = entries(client.get(FEED))[1]
    ship(first)
    assert titles(client.get(FEED)) == ["Shipped: First & <last>", "Second"]
    after = entries(client.get(FEED))[0]
    assert before.findtext(f"{ATOM}id") == after.findtext(f"{ATOM}id") == f"tag:127.0.0.1,2026:idea/{first}"
    assert after.findtext(f"{ATOM}updated") == "2026-11-23T12:00:00Z"
    assert after.findtext(f"{ATOM}published") == "2026-11-22T12:00:00Z"
    link = after.find(f"{ATOM}link").get("href")
    assert link == f"{app.extensions['settings'].base_url}/ideas/{first}-first-last"
    ship(first, days=2, slug="progress")
    assert titles(client.get(FEED)) == ["Second", "First & <last>"]


def test_many_old_ideas_imported_today_leave_the_new_ones_in_it(client, idea_of, app):
    with time_machine.travel(NOON, tick=False):
        idea_of(title="Of today")
    with time_machine.travel(NOON - timedelta(days=400), tick=False):
        for number in range(queries.NEWEST):
            idea_of(title=f"Old {number}")
    assert titles(client.get(FEED))[0] == "Of today"


def test_what_is_merged_hidden_or_held_is_not_in_it(client, idea_of, ship, app):
    kept, *others = (idea_of(title=title) for title in ("Kept", "Merged", "Hidden", "Held"))
    for idea_id in others:
        ship(idea_id)
    gone = ({"merged_into_id": kept}, {"hidden_at": now()}, {"held_at": now()})
    with app.app_context():
        for idea_id, values in zip(others, gone, strict=True):
            db.session.execute(sa.update(Idea).where(Idea.id == idea_id).values(**values))
        db.session.commit()
    assert titles(client.get(FEED)) == ["Kept"]


def test_an_empty_board_has_an_empty_feed_in_the_language_asked_for(board, client):
    assert titles(client.get(FEED)) == []
    feed = Tree.fromstring(client.get(f"{FEED}?lang=ja").data)
    assert "アイデア" in feed.findtext(f"{ATOM}title")
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}["self"].endswith("?lang=ja")


def test_where_the_audience_is_members_only_a_key_opens_it(client, client_of, make, idea_of, key_of, app, monkeypatch):
    idea_of(title="Here")
    person = make.person()
    key = key_of(person)
    assert f'href="{FEED}?lang=en"' in client.get("/ideas").text
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], audience="members"))
    assert client.get(FEED).status_code == client_of(person).get(FEED).status_code == 404
    assert FEED not in client_of(person).get("/ideas").text
    answer = client.get(f"{FEED}?key={key}")
    assert titles(answer) == ["Here"] and answer.cache_control.private
    with app.app_context():
        db.session.execute(sa.update(Person).where(Person.id == person.id).values(organization_id=None))
        db.session.commit()
    assert client.get(f"{FEED}?key={key}").status_code == 404


@pytest.mark.parametrize("key", ["", "x", "日本", "%ff"])
def test_made_up_keys_open_nothing(key, board, client):
    assert client.get(f"{FEED}?key={key}").status_code == 404


def test_who_has_it_already_gets_304(client, idea_of):
    idea_of()
    answer = client.get(FEED)
    assert answer.cache_control.public
    assert client.get(FEED, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
