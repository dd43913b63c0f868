"""Staff read what people answered, find it again by its words, and see what became of it."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.accounts.commands import erasing
from portal.accounts.models import Person, Role
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.success.models import FollowUp
from tests.surveys.test_panel import text
from tests.surveys.worlds import Surveyed


def listed(page: Any) -> list[str]:
    """What was written, in the order of the list."""
    return [html.unescape(words) for words in re.findall(r'<span class="said"[^>]*>([^<]*)</span>', page.text)]


@pytest.fixture
def wave(surveyed: Surveyed) -> int:
    """A wave that began five days ago and asked a dozen people of two companies."""
    for number in range(2):
        company = surveyed.make.organization(name=f"Company {number}")
        for _n in range(6):
            surveyed.person(company, title="Clerk")
    return surveyed.wave(surveyed.survey(), now() - timedelta(days=5))


def test_answers_with_words_stand_with_the_newest_first(surveyed, wave, client_of):
    people = surveyed.asked(wave)
    for person, words in zip(people, ("First", "", "Second"), strict=False):
        surveyed.answer(wave, person, 9, words=words)
    browser = client_of(surveyed.cs)
    assert listed(browser.get("/console/nps")) == ["Second", "First"]
    assert browser.get("/console/nps?show=all").text.count("/console/nps/responses/") == 3


def test_each_filter_leaves_what_it_names(surveyed, wave, client_of):
    people = surveyed.asked(wave)
    for person, score, words, about in zip(
        people,
        (9, 8, 2),
        ("Fast", "解約率の画面が好きです", "100% slow_ly"),
        ("howto", "missing", "service"),
        strict=False,
    ):
        surveyed.answer(wave, person, score, words=words, about=about)
    browser = client_of(surveyed.cs)
    for query, found in (
        ("group=promoter", ["Fast"]),
        ("group=passive", ["解約率の画面が好きです"]),
        ("group=detractor", ["100% slow_ly"]),
        ("about=missing", ["解約率の画面が好きです"]),
        ("q=解約", ["解約率の画面が好きです"]),
        ("q=画面", ["解約率の画面が好きです"]),
        ("q=FAST", ["Fast"]),
        ("q=100%25", ["100% slow_ly"]),
        ("q=%25", ["100% slow_ly"]),
        ("q=w_l", ["100% slow_ly"]),
        ("q=_", ["100% slow_ly"]),
        ("group=promoter&q=slow", []),
        ("group=nonsense&about=nonsense&show=nonsense", ["100% slow_ly", "解約率の画面が好きです", "Fast"]),
    ):
        assert listed(browser.get(f"/console/nps?{query}")) == found, query
    assert "No answer matches" in text(browser.get("/console/nps?q=nothing"))


def test_pages_go_on_by_key_and_keep_the_filters(surveyed, client_of):
    for _n in range(23):
        surveyed.person()
    wave = surveyed.wave(surveyed.survey(), now() - timedelta(days=5))
    for number, person in enumerate(surveyed.asked(wave)):
        surveyed.answer(wave, person, 9, words=f"Word {number:02}")
    browser = client_of(surveyed.cs)
    first = browser.get("/console/nps?group=promoter")
    assert listed(first) == [f"Word {number:02}" for number in range(22, 2, -1)]
    onward = html.unescape(re.search(r'rel="next" href="([^"]+)"', first.text)[1])
    assert "group=promoter" in onward and onward.endswith("#answers")
    second = browser.get(onward)
    assert listed(second) == ["Word 02", "Word 01", "Word 00"]
    back = html.unescape(re.search(r'rel="prev" href="([^"]+)"', second.text)[1])
    assert listed(browser.get(back)) == listed(first)
    assert browser.get("/console/nps?after=nonsense").status_code == 422


def test_a_machines_answer_is_listed_apart_and_says_that_it_does_not_count(surveyed, wave, client_of):
    people = surveyed.asked(wave)
    number = surveyed.answer(wave, people[0], 1, signal="none")
    surveyed.answer(wave, people[1], 9)
    browser = client_of(surveyed.cs)
    page = browser.get("/console/nps?show=machines")
    assert re.findall(r"/console/nps/responses/(\d+)", page.text) == [str(number)]
    assert "Suspected machine, not counted" in text(page) and "1 answer 1 promoter, 0 passives" in text(page)
    assert "It is kept and counts nowhere" in text(browser.get(f"/console/nps/responses/{number}"))


def test_a_line_names_person_company_contact_and_a_changed_score(surveyed, wave, client_of):
    people = surveyed.asked(wave)
    surveyed.answer(wave, people[0], 9, words="Good", contact="call")
    surveyed.answer(wave, people[0], 7, days=2.1)
    surveyed.answer(wave, people[1], 9, words="Fine", contact="mail")
    page = text(client_of(surveyed.cs).get("/console/nps"))
    assert re.search(r"7 Company 0 Person \d+ ?, Clerk Good .{1,30}· May be contacted by phone · Changed", page)
    assert "May be contacted by e-mail · Changed" not in page


def test_a_detractors_line_has_the_clock_of_its_follow_up_and_the_way_there(surveyed, wave, client_of, make, rows, app):
    people = surveyed.asked(wave)
    answer = surveyed.answer(wave, people[0], 2, words="Slow")
    [follow_up] = rows(FollowUp)
    with app.app_context():
        db.session.execute(sa.update(FollowUp).values(due_at=now() - timedelta(hours=6, minutes=1)))
        db.session.commit()
    for path in ("/console/nps", f"/console/nps/responses/{answer}"):
        page = client_of(surveyed.cs).get(path)
        assert "6 h over" in text(page) and f'href="/console/follow-ups/{follow_up.id}"' in page.text
        of_product = client_of(make.staff(Role.PRODUCT)).get(path)  # it is not their team's
        assert "6 h over" in text(of_product) and f"/console/follow-ups/{follow_up.id}" not in of_product.text


def test_an_answers_page_tells_its_whole_story(surveyed, wave, client_of):
    person = surveyed.asked(wave)[0]
    surveyed.open(wave, person, 9)
    surveyed.open(wave, person, 3, method="HEAD")
    number = surveyed.answer(wave, person, 9, signal="none")
    surveyed.answer(wave, person, 9, words="Good", about="service", contact="none", days=2.5)
    surveyed.answer(wave, person, 8, days=2.6)
    page = text(client_of(surveyed.cs).get(f"/console/nps/responses/{number}"))
    assert "Score 8 Passives" in page and "Why Good" in page
    assert page.index("8 By the button") < page.index("9 By the button") < page.index("9 Without any sign of a person")
    assert "Service, contract or how you work with us" in page and "No, just count my answer" in page
    assert "for 9" in page and "for 3 looked for only" in page
    assert "Company 0" in page and "By e-mail" in page


def test_what_somebody_wrote_is_text_and_never_markup(surveyed, wave, client_of):
    number = surveyed.answer(wave, surveyed.asked(wave)[0], 3, words="<script>alert(1)</script>")
    browser = client_of(surveyed.cs)
    for path in ("/console/nps", f"/console/nps/responses/{number}"):
        page = browser.get(path).text
        assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_of_who_was_erased_the_score_stays_and_nothing_else(surveyed, wave, client_of, app):
    people = surveyed.asked(wave)
    number = surveyed.answer(wave, people[0], 2, words="Marker")
    browser = client_of(surveyed.cs)
    with app.app_context():
        name = db.session.get_one(Person, people[0]).display_name
        erasing.erase(db.session.merge(surveyed.cs), people[0], "asked")
        db.session.commit()
    for path in ("/console/nps?show=all", f"/console/nps/responses/{number}", f"/console/nps/waves/{wave}.csv"):
        page = browser.get(path).text
        assert "Marker" not in page and f">{name}<" not in page and f'"{name}"' not in page
    assert "1 detractor" in text(browser.get("/console/nps"))
    assert "Company forgotten" in text(browser.get(f"/console/nps/responses/{number}"))
