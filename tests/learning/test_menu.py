"""The menu: who sees what on it, in which order, with which counts, at what cost."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from portal.accounts.models import Role


@pytest.fixture
def mixed(content):
    """One item for each audience, one in a stage for staff, one that is gone."""
    content.write("en/onboarding/for-all.md")
    content.write("en/onboarding/for-members.md", audience="[members]")
    content.write("en/adoption/for-high.md", audience="[high]")
    content.write("en/presales/for-staff.md")
    content.write("en/onboarding/gone.md")
    content.sync()
    content.remove("en/onboarding/gone.md")
    content.sync()
    return content


@pytest.fixture
def readers(client, client_of, make):
    """A browser of each kind of reader."""
    return {
        "guest": client,
        "low": client_of(make.person(organization=make.organization(tier="low"))),
        "high": client_of(make.person(organization=make.organization(tier="high"))),
        "staff": client_of(make.staff(Role.PRODUCT)),
    }


SEEN = {
    "guest": {"for-all"},
    "low": {"for-all", "for-members"},
    "high": {"for-all", "for-members", "for-high"},
    "staff": {"for-all", "for-members", "for-high", "for-staff"},
}


def slugs(page: str) -> set[str]:
    return set(re.findall(r'href="/learn/([^"#?/]+)"', page))


@pytest.mark.parametrize("who", SEEN)
def test_each_reader_sees_what_is_meant_for_them(mixed, readers, who):
    browser, seen = readers[who], SEEN[who]
    assert slugs(browser.get("/learn").text) == seen
    assert slugs(browser.get("/").text) == seen
    for slug in SEEN["staff"] | {"gone"}:
        page = browser.get(f"/learn/{slug}")
        assert page.status_code == (200 if slug in seen else 404), slug
        assert slugs(page.text) <= seen  # what comes next is no way round


@pytest.mark.parametrize("who", SEEN)
def test_counts_hold_only_what_the_reader_sees(mixed, readers, who):
    page = readers[who].get("/learn").text
    found = dict(re.findall(r">([A-Z]\w+) <span class=\"count\">(\d+)</span></a>", page))
    expected = {
        "guest": {"All": "1", "Onboarding": "1", "Adoption": "0", "Growth": "0"},
        "low": {"All": "2", "Onboarding": "2", "Adoption": "0", "Growth": "0"},
        "high": {"All": "3", "Onboarding": "2", "Adoption": "1", "Growth": "0"},
        "staff": {"All": "4", "Onboarding": "2", "Adoption": "1", "Growth": "0", "Presales": "1"},
    }
    assert found == expected[who]


def test_customers_never_hear_of_a_stage_for_staff(mixed, readers, client_of, make):
    in_presales = client_of(make.person(organization=make.organization(stage="presales")))
    for browser in (readers["guest"], readers["low"], in_presales):
        for address in ("/", "/learn", "/learn?stage=presales"):
            answer = browser.get(address)
            assert answer.status_code == 200
            assert "Presales" not in answer.text and "for-staff" not in answer.text


def test_a_members_portal_asks_guests_to_sign_in(mixed, app, client, monkeypatch):
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], audience="members"))
    for address in ("/learn", "/learn/for-all"):
        answer = client.get(address)
        assert answer.status_code == 302 and "/sign-in" in answer.location


def test_the_stage_of_ones_company_comes_first(content, client_of, make):
    for stage in ("onboarding", "adoption", "growth"):
        content.write(f"en/{stage}/in-{stage}.md")
    content.sync()
    browser = client_of(make.person(organization=make.organization(stage="adoption")))
    page = browser.get("/learn").text
    menu = page[page.index('id="menu-h"') :]
    places = [menu.index(f"/learn/in-{stage}") for stage in ("adoption", "growth", "onboarding")]
    assert places == sorted(places)
    assert "Your stage" not in page
    assert browser.get("/learn?stage=adoption").text.count("Your stage") == 1
    growth = browser.get("/learn?stage=growth").text
    assert "Your stage" not in growth and slugs(growth[growth.index('id="menu-h"') :]) == {"in-growth"}
    assert slugs(browser.get("/learn?stage=nothing").text) == {"in-adoption", "in-onboarding", "in-growth"}


def test_the_menu_has_numbered_pages_of_twenty(content, client):
    for number in range(45):
        content.write(f"en/onboarding/item-{number:02}.md")
    content.sync()
    found = [slugs(client.get(f"/learn?page={page}").text) for page in (1, 2, 3)]
    assert [len(each) for each in found] == [20, 20, 5]
    assert len(set.union(*found)) == 45
    assert slugs(client.get("/learn?page=9").text) == found[2]
    for odd in ("0", "-1", "x", "99999999999999999999"):
        assert client.get(f"/learn?page={odd}").status_code == 200
    page = client.get("/learn?stage=onboarding&page=2").text
    assert 'aria-current="page">2<' in page
    assert "/learn?stage=onboarding&amp;page=3" in page


def test_finished_items_say_how_and_when(content, client_of, make, done):
    content.write("en/onboarding/first.md")
    content.write("en/onboarding/second.md")
    content.sync()
    person = make.person()
    done(person, "first", "earned")
    done(person, "second", "self")
    page = client_of(person).get("/learn").text
    assert "Earned on" in page and "Marked by you on" in page


def test_the_menu_says_when_it_is_empty(content, client, client_of, make):
    assert "Nothing is open to everybody yet" in client.get("/learn").text
    assert "The menu is still empty" in client_of(make.person()).get("/learn").text
    assert "portal content sync" in client_of(make.staff()).get("/learn").text
    content.write("en/onboarding/first.md")
    content.sync()
    assert "Nothing in this stage yet" in client.get("/learn?stage=growth").text


def test_minutes_read_as_hours_when_there_are_many(content, client):
    content.write("en/onboarding/short.md", minutes=6)
    content.write("en/onboarding/long.md", minutes=70)
    content.write("en/onboarding/hours.md", minutes=120)
    content.sync()
    page = client.get("/learn").text
    assert "6 min" in page and "1 h 10 min" in page and ">2 h<" in page


def test_pages_cost_the_same_however_long_the_menu_is(content, client_of, make, count_queries, done, monkeypatch):
    monkeypatch.setattr("portal.kernel.site.KEPT_SECONDS", 3600)
    counted = []
    person = make.person()
    browser = client_of(person)
    for size in (3, 60):
        for number in range(size):
            content.write(f"en/onboarding/item-{number:02}.md", audience="[public, members, low, high]")
        content.sync()
        for number in range(size // 2):
            done(person, f"item-{number:02}")
        costs = []
        for address in ("/learn", "/learn?page=2", "/learn/item-01", "/"):
            browser.get(address)  # brand and session are known
            with count_queries() as statements:
                assert browser.get(address).status_code == 200
            costs.append(statements())
        counted.append(costs)
    assert counted[0] == counted[1]
    assert counted[1][0] <= 5 and counted[1][1] <= 5 and counted[1][2] <= 6 and counted[1][3] <= 8


def test_guests_get_no_cookie_no_form_that_posts_and_no_token(content, client):
    content.write("en/onboarding/first.md")
    content.sync()
    for address in ("/", "/learn", "/learn/first"):
        answer = client.get(address)
        assert "Set-Cookie" not in answer.headers
        assert "csrf" not in answer.text and 'method="post"' not in answer.text and "stamp" not in answer.text
        assert "Sign in" in answer.text
