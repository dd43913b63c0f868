"""Figures for staff on how content does: what they count, over which time, and as files."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal.accounts.models import Role
from portal.community.models import Question
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.learning.models import Completion, Item, QuizAttempt, Rating, Watching
from portal.search.models import SearchMiss

REPORTS = "/console/content/reports"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def menu(content):
    content.write("en/onboarding/first.md", title="The first", review_days=30, owner="ann@vendor.example")
    content.write("en/adoption/second.md", title="The second", review_days=365)
    content.sync()
    return content


@pytest.fixture
def cs(client_of, make):
    return client_of(make.staff(Role.CS))


def item_of(app, slug):
    with app.app_context():
        return db.session.scalars(sa.select(Item).where(Item.slug == slug)).one()


def rows_of(answer):
    assert answer.status_code == 200 and answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf") and "attachment" in answer.headers["Content-Disposition"]
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))[1:]


@pytest.fixture
def missed(make):
    def miss(words, count=1, days_ago=0, language="en"):
        at = now() - timedelta(days=days_ago)
        make.add(SearchMiss(day=at.date(), locale=language, q=words, count=count, at=at))

    return miss


def test_searches_in_vain_add_up_over_the_days_of_the_period(menu, cs, missed):
    missed("crane", 3, 1)
    missed("crane", 4, 60)
    missed("crane", 9, 100)
    missed("請求書", 5, 2, "ja")
    page = cs.get(f"{REPORTS}?days=90").text
    assert page.index("crane") < page.index("請求書")
    assert rows_of(cs.get(f"{REPORTS}/searches.csv?days=90"))[0][:3] == ["crane", "en", "7"]
    assert [row[:3] for row in rows_of(cs.get(f"{REPORTS}/searches.csv?days=30"))] == [
        ["請求書", "ja", "5"],
        ["crane", "en", "3"],
    ]
    assert "Nobody searched in vain" not in page


def test_a_formula_somebody_searched_for_does_not_run(menu, cs, missed):
    missed('=HYPERLINK("http://evil.example")')
    assert rows_of(cs.get(f"{REPORTS}/searches.csv"))[0][0] == '\'=HYPERLINK("http://evil.example")'


def test_words_searched_in_vain_can_be_written_about_and_looked_up(menu, cs, missed, client_of, make, rows):
    missed("請求書 & 写真", language="ja")
    page = html.unescape(cs.get(REPORTS).text)
    [new] = re.findall(r'href="(/console/content/new\?[^"]+)"', page)
    assert 'id="ja-title"' in cs.get(new).text and 'value="請求書 &amp; 写真"' in cs.get(new).text
    [search] = re.findall(r'href="(/search\?q=[^"]+)"', page)
    assert cs.get(search).status_code == 200
    assert [miss.count for miss in rows(SearchMiss)] == [1]  # staff who look are no customers who missed it
    assert "/console/content/new" not in client_of(make.staff(Role.PRODUCT)).get(REPORTS).text


def test_the_navigation_shows_where_a_page_of_the_console_belongs(menu, cs, make):
    company = make.organization()

    def current(path):
        bar = cs.get(path).text.partition("<main")[0]
        return re.findall(r'<a href="([^"]+)" aria-current="page">', bar)

    assert current(REPORTS) == ["/console/content"] == current("/console/content")
    assert current(f"/console/customers/{company.id}/learning") == ["/console/customers"]
    assert current("/console") == ["/console"]


@pytest.fixture
def rated(app, make):
    def rate(slug, *votes):
        item = item_of(app, slug)
        for number, (helpful, reason) in enumerate(votes):
            at = NOON + timedelta(hours=number)
            vote = {"helpful": helpful, "reason": reason, "at": at, "version": item.version}
            make.add(Rating(person_id=make.person(display_name="Voter").id, item_id=item.id, **vote))
        yes = sum(helpful for helpful, _reason in votes)
        with app.app_context():
            changed = sa.update(Item).where(Item.id == item.id)
            db.session.execute(changed.values(helpful_yes=yes, helpful_no=len(votes) - yes))
            db.session.commit()

    return rate


def test_items_that_helped_least_come_first_with_the_newest_reasons(menu, cs, rated):
    rated("first", *[(True, "Fine words")] * 4, (False, "Old screen"), (False, "Too long"), (False, ""))
    rated("second", (False, "=1+1 is wrong"), (True, ""))
    page = cs.get(f"{REPORTS}?report=helpful").text.partition("<tbody>")[2]
    assert page.index("The second") < page.index("The first")
    assert "57%" in page and "1 of 2" in page and "50%" not in page
    assert page.index("Too long") < page.index("Old screen")
    assert "Fine words" not in page and "Voter" not in page
    assert rows_of(cs.get(f"{REPORTS}/helpful.csv")) == [
        ["second", "The second", "1", "1", "50"],
        ["first", "The first", "4", "3", "57"],
    ]
    assert [row[3] for row in rows_of(cs.get(f"{REPORTS}/reasons.csv"))] == ["'=1+1 is wrong", "Too long", "Old screen"]


def test_no_more_than_three_reasons_of_an_item_are_shown_and_all_are_in_the_file(menu, cs, rated):
    rated("first", *[(False, f"Reason {n}") for n in range(5)])
    page = cs.get(f"{REPORTS}?report=helpful").text
    assert "Reason 4" in page and "Reason 2" in page and "Reason 1" not in page
    assert len(rows_of(cs.get(f"{REPORTS}/reasons.csv"))) == 5


def test_a_review_is_overdue_when_its_days_have_passed(content, cs):
    with time_machine.travel(now() - timedelta(days=40, hours=1)):
        content.write("en/onboarding/first.md", title="The first", review_days=30, owner="ann@vendor.example")
        content.write("en/onboarding/fresh.md", title="The fresh one", review_days=60)
        content.sync()
    page = cs.get(f"{REPORTS}?report=reviews").text
    assert "The first" in page and "10 days" in page and "ann@vendor.example" in page and "The fresh one" not in page
    assert [row[5] for row in rows_of(cs.get(f"{REPORTS}/reviews.csv"))] == ["10"]


def test_finished_items_are_counted_by_stage_and_company_within_the_period(menu, cs, make, app):
    north, south = make.organization(name="North"), make.organization(name="South")
    for slug, company, kind, days in (
        ("first", north, "earned", 1),
        ("first", north, "self", 1),
        ("second", north, "earned", 50),
        ("first", south, "earned", 300),
        ("first", None, "earned", 1),
    ):
        person = make.person(organization=company) if company else make.staff()
        made = {"organization_id": company.id if company else None, "kind": kind, "at": now() - timedelta(days=days)}
        make.add(Completion(person_id=person.id, item_id=item_of(app, slug).id, version=1, **made))
    stages = {"Onboarding", "Adoption"}
    month, year = (
        {(row[0], row[1]): row[2:] for row in rows_of(cs.get(f"{REPORTS}/completions.csv?days={days}"))}
        for days in (30, 365)
    )
    assert month == {("North", "Onboarding"): ["1", "1"]}
    assert year == month | {("North", "Adoption"): ["1", "0"], ("South", "Onboarding"): ["1", "0"]}
    assert {stage for _company, stage in year} == stages
    page = cs.get(f"{REPORTS}?report=completions&days=30").text.partition("<tbody>")[2]
    assert "2 earned, 1 self-marked" in page and "1 earned, 1 self-marked" in page


def test_product_reads_the_reports_without_ways_that_are_not_open_to_it(menu, client_of, make, rated):
    rated("first", (False, "No"))
    browser = client_of(make.staff(Role.PRODUCT))
    make.organization(name="North")
    assert "/learning" not in browser.get(f"{REPORTS}?report=completions").text
    assert "/console/content/first" not in browser.get(f"{REPORTS}?report=helpful").text


def test_product_meets_no_way_in_the_console_that_is_closed_to_it(menu, client_of, make, rated, missed):
    rated("first", (False, "No"))
    missed("crane")
    make.person(organization=make.organization(name="North"))
    browser, seen, ahead = client_of(make.staff(Role.PRODUCT)), set(), ["/console"]
    while ahead:
        path = ahead.pop()
        answer = browser.get(path)
        assert answer.status_code != 403, path
        seen.add(path)
        if answer.mimetype == "text/html":
            found = (html.unescape(way).partition("#")[0] for way in re.findall(r'href="(/console[^"]*)"', answer.text))
            ahead += {way for way in found if way not in seen and way not in ahead}
    assert {REPORTS, "/console/content/first", "/console/content/first/history/1"} <= seen


def test_what_the_people_of_a_company_learn_is_not_on_the_page_product_reads(menu, client_of, make):
    company = make.organization()
    ann = make.person(organization=company, display_name="Ann")
    client_of(ann).post("/learn/first/done", data={"how": "self"})
    page = f"/console/customers/{company.id}"
    assert "finished a content item" in client_of(make.staff(Role.CS)).get(page).text
    assert "finished a content item" not in client_of(make.staff(Role.PRODUCT)).get(page).text


def test_what_is_no_report_is_the_first_or_not_there(menu, cs):
    assert "Nobody searched in vain" in cs.get(f"{REPORTS}?report=xx&days=-1").text
    assert cs.get(f"{REPORTS}/xx.csv").status_code == 404


@pytest.mark.parametrize("report", ["searches", "helpful", "reviews", "completions", "questions"])
def test_an_empty_report_says_so(report, app, cs):
    page = cs.get(f"{REPORTS}?report={report}").text
    assert 'class="empty"' in page


@pytest.fixture
def asked_about(app, make):
    def ask(slug, days_ago=1, **values):
        words = {"title": f"About {slug}", "source": "S", "html": "H", "plain": "P"}
        made = {"author_id": make.person().id, "item_id": item_of(app, slug).id, "at": now() - timedelta(days=days_ago)}
        return make.add(Question(**words, **made, **values))

    return ask


def test_questions_by_item_are_measured_by_those_who_learnt_in_the_period(menu, cs, make, app, asked_about):
    first, second = item_of(app, "first").id, item_of(app, "second").id
    people = [make.person() for _n in range(8)]
    for person in people[:6]:
        make.add(Completion(person_id=person.id, item_id=first, kind="earned", version=1))
    make.add(Completion(person_id=people[6].id, item_id=first, kind="self", version=1, at=now() - timedelta(days=50)))
    make.add(Watching(person_id=people[0].id, item_id=first, spans=[[0, 9]]))
    make.add(Watching(person_id=people[7].id, item_id=first, spans=[[0, 9]]))
    tried = {"key": "k", "digest": "d", "asked": [], "answers": []}
    make.add(QuizAttempt(person_id=people[7].id, item_id=first, **tried))
    make.add(Completion(person_id=people[0].id, item_id=second, kind="earned", version=1))
    asked_about("first"), asked_about("first"), asked_about("first", 40), asked_about("first", hidden_at=now())
    for _n in range(3):
        asked_about("second")
    month = rows_of(cs.get(f"{REPORTS}/questions.csv?days=30"))
    assert month == [["first", "The first", "2", "7", "28.6"], ["second", "The second", "3", "1", ""]]
    quarter = rows_of(cs.get(f"{REPORTS}/questions.csv?days=90"))
    assert quarter[0] == ["first", "The first", "3", "8", "37.5"]
    page = cs.get(f"{REPORTS}?report=questions&days=30").text
    assert page.index("28.6") < page.index("fewer than 5 learners") and 'href="/learn/first"' in page


def test_a_report_leads_to_the_questions_about_an_item(menu, cs, client, asked_about, app):
    asked_about("first"), asked_about("second")
    page = cs.get(f"{REPORTS}?report=questions").text
    ways = re.findall(r'href="(/community\?item=\d+)"', page)
    assert len(ways) == 2
    found = {way: cs.get(way).text for way in ways}
    way = f"/community?item={item_of(app, 'first').id}"
    assert "About first" in found[way] and "About second" not in found[way]
    assert "The first</a>" in found[way] and f"item={item_of(app, 'first').id}" in found[way]
    assert client.get("/community?item=9999").status_code == 404 == client.get("/community?item=x").status_code
