"""Narrowing the menu by its address: facets with counts, words, sorts, and what is said when nothing is left."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
import time_machine

from portal.kernel.db import db
from portal.learning.commands.shelf import new_edition
from portal.learning.models import Item, Suggestion


@pytest.fixture
def menu(content):
    """Six items that differ in everything one can ask for."""
    price = "{amount: 980, currency: EUR, per: session}"
    content.write("en/onboarding/short.md", minutes=5, jobs="[field]", level="beginner", summary="Photos and more")
    content.write("en/onboarding/middle.md", minutes=20, format="course", jobs="[field, finance]", level="advanced")
    content.write("en/adoption/long.md", minutes=90, format="course", level="beginner", summary="ＰＨＯＴＯ albums")
    content.write("en/adoption/paid.md", minutes=240, format="service", jobs="[manager]", price=price)
    content.write("en/growth/grow.md", minutes=8, format="template", jobs="[Night shift]")
    content.write("ja/growth/kaiyaku.md", minutes=9, title="解約率とチャーン防止")
    content.sync()
    return content


def left(page: str) -> list[str]:
    """The items of the menu itself, in order."""
    lines = page.partition('id="menu-h"')[2].partition("<aside")[0]
    return list(dict.fromkeys(re.findall(r'href="/learn/([^"#?/]+)"', lines)))


def counts(page: str, facet: str) -> dict[str, int]:
    found = re.findall(rf'name="{facet}" value="([^"]+)"[^>]*><span>[^<]*</span><span class="count">(\d+)', page)
    return {value: int(number) for value, number in found}


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("format=course", "middle long"),
        ("format=course&format=template", "middle long grow"),
        ("format=course&job=field", "middle"),
        ("job=field&job=finance", "short middle"),
        ("job=night+shift", "grow"),
        ("minutes=10", "short grow kaiyaku"),
        ("minutes=30&level=advanced", "middle"),
        ("level=beginner", "short long"),
        ("price=paid", "paid"),
        ("price=free&stage=adoption", "long"),
        ("q=photo", "short long"),
        ("q=PHOTO+album", "long"),
        ("q=解約", "kaiyaku"),
        ("q=photo&format=article", "short"),
        ("format=nothing&minutes=7&price=&sort=odd&stage=none", "short middle long paid grow kaiyaku"),
        ("format=course&format=nothing", "middle long"),
    ],
)
def test_an_address_asks_for_part_of_the_menu(menu, client, query, wanted):
    answer = client.get(f"/learn?{query}")
    assert answer.status_code == 200
    assert sorted(left(answer.text)) == sorted(wanted.split())


def test_each_choice_says_how_many_items_it_would_leave_under_the_others(menu, client):
    page = client.get("/learn").text
    assert counts(page, "format") == {"article": 2, "course": 2, "template": 1, "service": 1}
    assert counts(page, "job") == {"manager": 1, "field": 2, "finance": 1, "night shift": 1}
    page = client.get("/learn?format=course").text
    assert counts(page, "format") == {"article": 2, "course": 2, "template": 1, "service": 1}
    assert counts(page, "job") == {"manager": 0, "field": 1, "finance": 1, "night shift": 0}
    assert counts(page, "level") == {"beginner": 1, "advanced": 1}
    for query in ("format=course", "format=course&level=beginner", "q=photo", "stage=growth&minutes=10"):
        page = client.get(f"/learn?{query}").text
        for facet in ("format", "job", "level", "price"):
            for value, number in counts(page, facet).items():
                asked = re.sub(rf"&?{facet}=[^&]*", "", query)
                assert len(left(client.get(f"/learn?{asked}&{facet}={value}").text)) == number, (query, facet, value)


def test_stages_are_counted_and_kept_under_the_filters(menu, client):
    page = client.get("/learn?format=course&stage=adoption").text
    strip = dict(re.findall(r'>(\w+) <span class="count">(\d+)</span></a>', page))
    assert strip == {"All": "2", "Onboarding": "1", "Adoption": "1", "Growth": "0"}
    assert "/learn?format=course&amp;stage=growth" in page and '"/learn?format=course"' in page
    assert 'type="hidden" name="stage" value="adoption"' in page


def test_the_form_shows_what_is_asked_and_how_to_take_it_back(menu, client):
    page = client.get("/learn?stage=growth&format=template&q=gr%22ow&minutes=10").text
    assert "3 on" in page and 'value="gr&#34;ow"' in page and '<option value="10" selected>' in page
    assert re.search(r'value="template" checked', page)
    assert 'href="/learn?stage=growth">Clear filters' in page
    assert 'data-hx-push-url="true"' in page and "Apply" in page
    assert "none on" in client.get("/learn?stage=growth").text


def test_it_is_sorted_as_asked_and_what_is_done_stands_last(menu, client_of, make, done):
    person = make.person(job="field")
    done(person, "short")
    browser = client_of(person)
    assert left(browser.get("/learn?sort=short").text) == ["grow", "kaiyaku", "middle", "long", "paid", "short"]
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=UTC)):
        menu.write("en/adoption/newest.md", minutes=60)
        menu.sync()
    assert left(browser.get("/learn?sort=new").text)[0] == "newest"
    useful = left(browser.get("/learn").text)
    assert useful[0] == "middle" and useful[-1] == "short"
    assert '<option value="short" selected>Shortest first' in browser.get("/learn?sort=short").text


def test_pages_keep_the_question(content, client):
    for number in range(45):
        content.write(f"en/onboarding/item-{number:02}.md", minutes=5, jobs="[field]")
    content.sync()
    page = client.get("/learn?job=field&minutes=10&page=2").text
    assert "/learn?job=field&amp;minutes=10&amp;page=3" in page and '"/learn?job=field&amp;minutes=10"' in page
    assert "page=" not in page.partition('aria-label="Stage"')[2].partition("</nav>")[0]


def test_nothing_by_these_filters_is_another_thing_than_an_empty_menu(menu, client, client_of, make):
    for browser in (client, client_of(make.person())):
        page = browser.get("/learn?stage=growth&format=course").text
        assert "Nothing on the menu matches these filters" in page and "still empty" not in page
        assert page.count("btn primary") == 1
        assert 'href="/learn?stage=growth">Clear filters' in page


def test_prices_are_told_in_words_and_nothing_that_costs_is_added_in_passing(menu, client_of, make):
    person = make.person()
    page = client_of(person).get("/learn").text
    assert "€980 per session" in page and "Price excludes tax" in page
    assert 'name="add" value="paid"' not in page and "What you get: Paid" in page
    japanese = client_of(make.person(language="ja")).get("/learn").text
    assert "1回€980" in japanese and "税別" in japanese


def test_a_colleagues_suggestion_stands_first_with_the_name(menu, app, client_of, make, rows):
    company = make.organization(stage="onboarding")
    person, lead = make.person(organization=company), make.person(organization=company, display_name="Ann Key")
    grow = rows(Item, slug="grow")[0].id
    make.add(Suggestion(organization_id=company.id, person_id=person.id, item_id=grow, by_id=lead.id))
    browser = client_of(person)
    page = browser.get("/learn").text
    assert left(page)[0] == "grow" and "Suggested by Ann Key" in page
    assert "Suggested by Ann Key" in browser.get("/tray").text
    assert "Suggested by Ann Key" in browser.get("/").text
    other = make.organization()
    make.membership(person, other)
    with app.app_context():  # acting for another company, whose people suggested nothing
        db.session.execute(
            sa.text("UPDATE person SET organization_id = :o WHERE id = :p"), {"o": other.id, "p": person.id}
        )
        db.session.commit()
    assert "Suggested by" not in browser.get("/learn").text


def test_ratings_are_told_from_five_on(menu, app, client_of, make):
    for yes, told in ((3, False), (17, True)):
        with app.app_context():
            db.session.execute(sa.update(Item).where(Item.slug == "long").values(helpful_yes=yes, helpful_no=1))
            new_edition()
            db.session.commit()
        assert (
            f"{round(100 * yes / (yes + 1))}% found it useful" in client_of(make.person()).get("/learn").text
        ) == told


def test_guests_get_no_set_and_members_one_that_stays(menu, client, client_of, make, done):
    assert "Today" not in client.get("/learn").text
    person = make.person(display_name="Ann", organization=make.organization(stage="onboarding"), job="field")
    browser = client_of(person)

    def todays() -> list[str]:
        page = browser.get("/learn").text
        return re.findall(r'<h3 class="f-md"><a class="title-link" href="/learn/([^"]+)"', page)

    first = todays()
    assert len(first) == 3 and "Today's set for Ann" in browser.get("/learn").text
    dishes = browser.get("/learn").text.split('<article class="card dish">')[1:]
    assert re.search("Made for your job|found it useful|stage|>New<", dishes[0])  # the most useful one, and why
    done(person, first[0])
    assert todays() == first
    assert "Today" not in browser.get("/learn?format=course").text.partition("<main")[2]
