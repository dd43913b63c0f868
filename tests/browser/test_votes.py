"""The voting control in a browser: it shows at once, is put back when nothing came of it, and works without scripts."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from benchmarks.running import Portal

VOTE = "**/ideas/*/vote"


@pytest.fixture
def idea(world: Portal) -> str:
    """An idea that is new and that nobody voted for; its title. Only the pages are looked at here."""
    with sqlite3.connect(world.folder / "data" / "portal.db", timeout=20) as database:
        [status], [author] = (
            database.execute(query).fetchone()
            for query in ("SELECT id FROM idea_status WHERE slug = 'new'", "SELECT min(id) FROM person")
        )
        title = f"Idea {time.time_ns()}"
        values = {"title": title, "language": "en", "author_id": author, "status_id": status, "trending": 1000.0}
        for _n, name, kind, needed, _default, key in database.execute("PRAGMA table_info(idea)"):
            if needed and not key:
                values.setdefault(name, {"TEXT": "", "DATETIME": "2026-11-22 12:00:00.000000"}.get(kind, 0))
        names, places = ", ".join(f'"{name}"' for name in values), ", ".join("?" * len(values))
        database.execute(f"INSERT INTO idea ({names}) VALUES ({places})", list(values.values()))  # noqa: S608
        database.execute("UPDATE idea_status SET ideas = ideas + 1 WHERE id = ?", [status])
    return title


def button_of(page: Page, idea: str) -> Locator:
    page.goto("/ideas?sort=new")
    return page.get_by_role("button", name=idea)


def shows(button: Locator, voted: bool, count: str) -> None:
    expect(button).to_have_attribute("aria-pressed", str(voted).lower(), timeout=2000)
    expect(button.locator("b")).to_have_text(count, timeout=2000)


def toast(page: Page) -> Locator:
    return page.get_by_role("alert").filter(has_text="Try again")


def test_a_press_shows_at_once_and_is_said_when_it_is_kept(open_page: Callable[..., Page], idea: str) -> None:
    page, held = open_page("member"), list[Route]()
    button = button_of(page, idea)
    page.route(VOTE, lambda route: held.append(route))
    button.press("Enter")
    shows(button, True, "1")
    expect(page.locator("#said")).to_have_text("")
    button.press("Enter")  # nothing comes of a press while one is under way
    shows(button, True, "1")
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator("#said")).to_have_text("Voted. 1 vote.")
    expect(button).to_be_focused()
    page.unroute(VOTE)
    button.press("Space")
    expect(page.locator("#said")).to_have_text("Vote taken back. 0 votes.")
    shows(button, False, "0")
    expect(button).to_be_focused()
    assert page.evaluate("violations") == []


@pytest.mark.parametrize("failing", [lambda route: route.abort(), lambda route: route.fulfill(status=503, body="Away")])
def test_what_was_not_saved_is_put_back_and_can_be_tried_again(
    failing: Callable[[Route], None], open_page: Callable[..., Page], idea: str
) -> None:
    page = open_page("member")
    button = button_of(page, idea)
    page.route(VOTE, failing)
    button.click()
    expect(toast(page)).to_contain_text("Your vote was not saved.")
    shows(button, False, "0")
    expect(page.locator(".toast")).to_have_count(1)
    page.unroute(VOTE)
    toast(page).get_by_role("button", name="Try again").click()
    shows(button, True, "1")
    expect(page.locator("#said")).to_have_text("Voted. 1 vote.")
    expect(button).to_be_focused()
    expect(page.locator(".toast")).to_have_count(0)


def test_an_answer_that_does_not_come_is_given_up_after_eight_seconds(
    open_page: Callable[..., Page], idea: str
) -> None:
    page = open_page("member")
    page.clock.install(time=0)
    button = button_of(page, idea)
    page.route(VOTE, lambda _route: None)
    page.clock.pause_at(3_600)  # seconds; from here time goes on by these steps alone, however slow the machine
    button.click()
    page.clock.fast_forward(7_500)
    shows(button, True, "1")
    page.clock.fast_forward(1_000)
    expect(toast(page)).to_be_visible()
    shows(button, False, "0")


def test_a_refusal_says_why(open_page: Callable[..., Page], world: Portal, idea: str) -> None:
    page = open_page("member")
    button = button_of(page, idea)
    with sqlite3.connect(world.folder / "data" / "portal.db", timeout=20) as database:
        database.execute(
            "UPDATE idea SET status_id = (SELECT id FROM idea_status WHERE slug = 'declined') WHERE title = ?", [idea]
        )
    button.click()
    expect(toast(page)).to_contain_text(f"Voting on “{idea}” is closed.")
    shows(button, False, "0")


def test_who_was_signed_out_meanwhile_is_told(open_page: Callable[..., Page], idea: str) -> None:
    page = open_page("champion")
    button = button_of(page, idea)
    page.context.clear_cookies()
    button.click()
    expect(toast(page)).to_contain_text("reload the page")
    shows(button, False, "0")


def test_a_session_that_ran_out_leads_to_sign_in(open_page: Callable[..., Page], world: Portal, idea: str) -> None:
    page = open_page()
    page.goto("/sign-in")
    form = page.locator("form:has(input[type=password])")
    form.get_by_label("Work e-mail").fill("champion@demo.example")
    form.get_by_label("Password").fill(world.passwords["champion@demo.example"])  # type: ignore[attr-defined]
    form.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    button = button_of(page, idea)
    with sqlite3.connect(world.folder / "data" / "portal.db", timeout=20) as database:
        database.execute("DELETE FROM sign_in WHERE id = (SELECT max(id) FROM sign_in)")
    button.click()
    page.wait_for_url(re.compile("/sign-in"))


def test_without_scripts_a_vote_leads_back_to_the_list(open_page: Callable[..., Page], idea: str) -> None:
    page = open_page("member", width=390, scripts=False)
    button = button_of(page, idea)
    for voted, said in ((True, "Voted. 1 vote."), (False, "Vote taken back. 0 votes.")):
        button.click()
        expect(page).to_have_url(re.compile(r"/ideas\?sort=new#vote-\d+$"))
        expect(page.get_by_role("status").filter(has_text=said)).to_be_visible()
        shows(button, voted, str(int(voted)))


def test_a_guest_is_led_to_sign_in_and_back_to_the_idea(open_page: Callable[..., Page], idea: str) -> None:
    page = open_page()
    page.goto("/ideas?sort=new")
    link = page.locator("a.vote").filter(has_text=idea)
    assert "next=" in (link.get_attribute("href") or "")
    assert page.context.cookies() == [cookie for cookie in page.context.cookies() if cookie["name"] == "lang"]


def test_filters_send_themselves_and_the_back_button_takes_them_off(open_page: Callable[..., Page], idea: str) -> None:
    page = open_page("member")
    page.goto("/ideas?sort=new")
    page.get_by_label("Shipped").check()
    expect(page).to_have_url(re.compile(r"/ideas\?sort=new&status=shipped$"))
    expect(page.get_by_text(idea)).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("link", name=idea, exact=True)).to_be_visible()
