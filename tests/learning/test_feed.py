"""`/feeds/learn.atom`: what it holds, for whom, and that its secret address can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as Tree

import pytest
import sqlalchemy as sa
import time_machine

from portal.accounts.feed_keys import FeedKey
from portal.accounts.models import Person
from portal.kernel.db import db

FEED = "/feeds/learn.atom"
ATOM = "{http://www.w3.org/2005/Atom}"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def menu(content):
    with time_machine.travel(NOON, tick=False):
        content.write("en/onboarding/first.md", title="First & <last>", summary="About it", audience="public")
        content.write("ja/onboarding/first.md", title="最初の項目", audience="public")
        content.write("en/adoption/members.md", title="For members", audience="members")
        content.write("en/growth/top.md", title="For the high tier", audience="[tier:high]")
        content.write("en/presales/inside.md", title="For staff", audience="public")
        content.sync()
    return content


@pytest.fixture
def key_of(client_of, rows):
    def make(person):
        assert client_of(person).post("/account/feed").location == "/account#feed"
        [key] = rows(FeedKey, person_id=person.id)
        return key.key

    return make


def titles(answer):
    assert answer.status_code == 200 and answer.mimetype == "application/atom+xml"
    return [entry.findtext(f"{ATOM}title") for entry in Tree.fromstring(answer.data).iter(f"{ATOM}entry")]


def test_guests_read_what_is_open_to_all(menu, client):
    assert titles(client.get(FEED)) == ["First & <last>"]


def test_it_has_all_that_atom_asks_for_and_addresses_from_the_base_url(menu, client, app):
    base = app.extensions["settings"].base_url
    feed = Tree.fromstring(client.get(FEED, headers={"Host": "elsewhere.example"}).data)
    assert feed.findtext(f"{ATOM}id") == "tag:127.0.0.1,2026:learn"
    assert feed.findtext(f"{ATOM}updated") == "2026-11-22T12:00:00Z"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") and feed.findtext(f"{ATOM}title")
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": f"{base}{FEED}?lang=en", "alternate": f"{base}/learn"}
    entry = feed.find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}link").get("href") == f"{base}/learn/first"
    assert entry.findtext(f"{ATOM}published") == entry.findtext(f"{ATOM}updated") == "2026-11-22T12:00:00Z"


def test_the_language_is_that_of_the_address_else_of_the_reader(menu, client):
    assert titles(client.get(f"{FEED}?lang=ja")) == ["最初の項目"]
    assert titles(client.get(FEED, headers={"Accept-Language": "ja"})) == ["最初の項目"]
    assert titles(client.get(f"{FEED}?lang=xx")) == ["First & <last>"]


def test_a_renamed_item_keeps_its_identity_and_a_material_change_moves_it_to_the_top(menu, client):
    menu.write("en/onboarding/second.md", title="Second", audience="public")
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        menu.sync()
    before = Tree.fromstring(client.get(FEED).data).findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in before] == ["Second", "First & <last>"]
    for slug in ("en", "ja"):
        menu.write(
            f"{slug}/onboarding/first.md",
            "New words.\n",
            title="First",
            audience="public",
            material_change="2026-11-24",
        )
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        menu.sync()
    after = Tree.fromstring(client.get(FEED).data).findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in after] == ["Changed: First", "Second"]
    assert after[0].findtext(f"{ATOM}id") == before[1].findtext(f"{ATOM}id")
    assert after[0].findtext(f"{ATOM}updated") == "2026-11-24T12:00:00Z"


def test_what_was_taken_off_the_menu_leaves_the_feed(menu, client):
    for language in ("en", "ja"):
        menu.remove(f"{language}/onboarding/first.md")
    menu.sync()
    empty = client.get(FEED)
    assert titles(empty) == []
    assert Tree.fromstring(empty.data).findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"


def test_who_has_it_already_gets_304(menu, client):
    answer = client.get(FEED)
    assert answer.cache_control.public and answer.cache_control.max_age == 300
    for header in ({"If-None-Match": answer.headers["ETag"]}, {"If-Modified-Since": answer.headers["Last-Modified"]}):
        again = client.get(FEED, headers=header)
        assert (again.status_code, again.data) == (304, b"")


def test_a_secret_address_shows_what_its_person_may_open_in_their_language(menu, client, make, key_of):
    low = key_of(make.person(organization=make.organization(tier="low"), language="ja"))
    assert titles(client.get(f"{FEED}?key={low}")) == ["For members", "最初の項目"]
    high = client.get(f"{FEED}?key={key_of(make.person(organization=make.organization(tier='high')))}")
    assert titles(high) == ["For the high tier", "For members", "First & <last>"]
    assert high.cache_control.private and not high.cache_control.public
    assert "For staff" in titles(client.get(f"{FEED}?key={key_of(make.staff())}"))


def test_a_key_is_shown_made_anew_and_ended_and_the_old_one_opens_nothing(
    menu, client, client_of, make, key_of, event_names
):
    person = make.person()
    browser = client_of(person)
    assert "Make a feed address" in browser.get("/account").text
    first = key_of(person)
    assert f"{FEED}?key={first}" in browser.get("/account").text
    second = key_of(person)
    assert first != second
    assert client.get(f"{FEED}?key={first}").status_code == 404
    assert client.get(f"{FEED}?key={second}").status_code == 200
    browser.post("/account/feed/end")
    assert client.get(f"{FEED}?key={second}").status_code == 404
    assert second not in browser.get("/account").text
    browser.post("/account/feed/end")
    assert [name for name in event_names() if "feed" in name] == [
        "person.feed_opened",
        "person.feed_opened",
        "person.feed_ended",
    ]


@pytest.mark.parametrize("change", [{"suspended_at": NOON}, {"erased_at": NOON}])
def test_keys_of_suspended_and_erased_people_open_nothing(change, menu, client, make, key_of, app):
    person = make.person()
    key = key_of(person)
    with app.app_context():
        db.session.execute(sa.update(Person).where(Person.id == person.id).values(change))
        db.session.commit()
    assert client.get(f"{FEED}?key={key}").status_code == 404


def test_who_left_the_last_company_reads_what_guests_read(menu, client, make, key_of, app, monkeypatch):
    person = make.person()
    key = key_of(person)
    with app.app_context():
        db.session.execute(sa.update(Person).where(Person.id == person.id).values(organization_id=None))
        db.session.commit()
    assert titles(client.get(f"{FEED}?key={key}")) == ["First & <last>"]
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], audience="members"))
    assert client.get(f"{FEED}?key={key}").status_code == 404


@pytest.mark.parametrize("key", ["", "x", "a" * 5000, "日本", "' OR 1=1", "%ff"])
def test_made_up_keys_open_nothing(key, menu, client, make, key_of):
    key_of(make.person())
    assert client.get(f"{FEED}?key={key}").status_code == 404


def test_where_the_audience_is_members_only_a_key_opens_it(menu, client, client_of, make, key_of, app, monkeypatch):
    person = make.person()
    key = key_of(person)
    assert f'href="{FEED}?lang=en"' in client.get("/learn").text
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], audience="members"))
    assert client.get(FEED).status_code == 404
    assert client_of(person).get(FEED).status_code == 404
    assert "For members" in titles(client.get(f"{FEED}?key={key}"))
    assert FEED not in client_of(person).get("/learn").text


def test_a_suspended_person_makes_no_key_but_may_end_theirs(menu, client_of, make, rows, key_of, app):
    person = make.person()
    key_of(person)
    with app.app_context():
        db.session.execute(sa.update(Person).where(Person.id == person.id).values(suspended_at=NOON))
        db.session.commit()
    browser = client_of(person)
    assert browser.post("/account/feed").status_code == 403
    assert browser.post("/account/feed/end").status_code == 303
    assert rows(FeedKey) == []


def test_titles_that_xml_cannot_hold_do_not_break_the_feed(menu, client, app):
    from portal.learning.models import ItemText

    with app.app_context():
        db.session.execute(sa.update(ItemText).values(title="Bell\x07 ring"))
        db.session.commit()
    assert titles(client.get(FEED)) == ["Bell ring"]
