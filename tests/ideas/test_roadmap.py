"""The roadmap: three columns of what is decided, in the order in which people look for it."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from portal.accounts.models import Person, Role
from portal.ideas.commands import deciding, statuses
from portal.ideas.models import Idea, IdeaStatus
from portal.ideas.queries.roadmap import SHOWN
from portal.kernel.calendar import now
from portal.kernel.db import db
from tests.ideas.deciding import by

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def decide(app, make):
    product = make.staff(Role.PRODUCT)

    def decided(idea_id, slug, days=0):
        with time_machine.travel(NOON + timedelta(days=days), tick=False), app.app_context():
            statuses.set_status(db.session.get_one(Person, product.id), idea_id, slug, "Why", "https://v.example/news")
            db.session.commit()

    return decided


@pytest.fixture
def change(app):
    def changed(idea_id, **values):
        with app.app_context():
            db.session.execute(sa.update(Idea).where(Idea.id == idea_id).values(**values))
            db.session.commit()

    return changed


def columns(browser):
    """Name of each column, with its count and titles."""
    page = browser.get("/ideas/roadmap").text
    found = re.findall(r'<section class="col.*?</section>', page, re.S)
    return {
        re.search(r"<h2[^>]*>([^<]+)<", one)[1]: (
            int(re.search(r'class="count">(\d+)<', one)[1]),
            [html.unescape(title) for title in re.findall(r'title-link"[^>]*>([^<]+)<', one)],
        )
        for one in found
    }


def test_ideas_stand_in_the_column_of_their_state(client, idea_of, decide):
    for title, slug in (("A", "planned"), ("B", "progress"), ("C", "shipped"), ("D", "declined"), ("E", "review")):
        decide(idea_of(title=title), slug)
    idea_of(title="F")
    assert columns(client) == {"Planned": (1, ["A"]), "In progress": (1, ["B"]), "Shipped": (1, ["C"])}


def test_most_wanted_first_and_shipped_by_date_and_the_rest_behind_a_link(client, idea_of, make, decide, change):
    author = make.person()
    for n in range(SHOWN + 2):
        idea_id = idea_of(author, title=f"Plan {n}")
        decide(idea_id, "planned")
        change(idea_id, votes=n)
    for n, day in enumerate((3, 1, 2)):
        decide(idea_of(author, title=f"Done {n}"), "shipped", days=day)
    found = columns(client)
    assert found["Planned"] == (SHOWN + 2, [f"Plan {n}" for n in range(SHOWN + 1, 1, -1)])
    assert found["Shipped"] == (3, ["Done 0", "Done 2", "Done 1"])
    page = client.get("/ideas/roadmap").text
    assert f'href="/ideas?status=planned&amp;sort=top">Show all {SHOWN + 2}<' in page and page.count("Show all") == 1
    assert "25 November 2026" in page and 'href="https://v.example/news"' in page


def test_several_states_of_a_category_share_a_column(client, idea_of, make, decide):
    make.add(IdeaStatus(slug="beta", category="progress", position=45, names={"en": "In beta"}))
    decide(idea_of(title="Beta"), "beta")
    decide(idea_of(title="Built"), "progress")
    number, titles = columns(client)["In progress"]
    assert number == 2 and sorted(titles) == ["Beta", "Built"]
    assert "In beta</span>" in client.get("/ideas/roadmap").text


def test_an_idea_that_shipped_twice_stands_once_with_the_last_day(client, idea_of, decide):
    idea_id = idea_of(title="Twice")
    for day, slug in enumerate(("shipped", "progress", "shipped")):
        decide(idea_id, slug, days=day)
    assert columns(client)["Shipped"] == (1, ["Twice"])
    assert "24 November 2026" in client.get("/ideas/roadmap").text


def test_windows_and_starts_are_said(client, idea_of, decide, change):
    with time_machine.travel(NOON, tick=False):
        idea_id = idea_of()
    decide(idea_id, "progress")
    change(idea_id, window="Jan to Mar 2027")
    page = client.get("/ideas/roadmap").text
    assert "Jan to Mar 2027" in page and "Started 22 November 2026" in page


def test_what_is_merged_hidden_or_held_is_not_on_the_roadmap(client, idea_of, decide, change):
    ids = [idea_of(title=title) for title in ("Kept", "Merged", "Hidden", "Held")]
    for slug in ("planned", "shipped"):
        for idea_id in ids:
            decide(idea_id, slug)
        change(ids[1], merged_into_id=ids[0])
        change(ids[2], hidden_at=now())
        change(ids[3], held_at=now())
        assert [titles for _number, titles in columns(client).values() if titles] == [["Kept"]]
        for idea_id in ids:
            change(idea_id, merged_into_id=None, hidden_at=None, held_at=None)


def test_readers_vote_from_it_and_guests_get_a_way_in(client, client_of, make, idea_of, decide):
    idea_id = idea_of(title="Wanted")
    decide(idea_id, "planned")
    answer = client.get("/ideas/roadmap")
    assert "Set-Cookie" not in answer.headers and "csrf" not in answer.text and "/sign-in?next=" in answer.text
    ann = client_of(make.person())
    page = ann.get("/ideas/roadmap").text
    assert 'aria-pressed="false"' in page and 'name="look" value="sm"' in page
    assert f'name="next" value="/ideas/roadmap#vote-{idea_id}"' in page
    ann.post(f"/ideas/{idea_id}/vote", data={"want": "1"})
    assert 'aria-pressed="true"' in ann.get("/ideas/roadmap").text


def test_an_empty_roadmap_says_so_in_each_column(board, client):
    page = client.get("/ideas/roadmap").text
    assert page.count('<section class="col') == 3 and "Nothing is planned at the moment." in page
    japanese = client.get("/ideas/roadmap", headers={"Accept-Language": "ja"}).text
    assert "開発ロードマップ" in japanese and "対応予定" in japanese


def test_a_window_that_moved_says_from_where(app, make, client, idea_of):
    product, moved, kept = make.staff(Role.PRODUCT), idea_of(title="Moved"), idea_of(title="Kept")
    for idea_id, status, window in (
        (moved, "planned", "Dec 2026"), (kept, "planned", "Dec 2026"), (moved, "planned", "Jan 2027"),
        (kept, "progress", "Dec 2026"),
    ):  # fmt: skip
        decision = deciding.Decision(status, "Why", "", window)
        by(
            app,
            product,
            lambda actor, one=idea_id, said=decision: deciding.decide(actor, one, said, deciding.last_change(one)),
        )
    page = client.get("/ideas/roadmap").text
    assert page.count("Moved from Dec 2026") == 1 and "Jan 2027" in page
    assert "Window moved from Dec 2026 to Jan 2027" in client.get(f"/ideas/{moved}", follow_redirects=True).text
