"""What somebody typed stays in their browser until it was sent, and no longer."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

WORDS = "Lock the day first, then move the job."
BACK = "What you typed last time is back."


def answering(page: Page) -> Locator:
    """The box for an answer to a question nobody has closed."""
    page.goto("/community?tab=unanswered")
    page.locator("main article a.title-link").first.click()
    page.wait_for_load_state()
    return page.locator("#your-answer textarea")


def test_what_was_typed_survives_a_reload_and_can_be_discarded(open_page: Callable[..., Page]) -> None:
    page = open_page("keyperson")
    answering(page).fill(WORDS)
    page.reload()
    box = page.locator("#your-answer textarea")
    expect(box).to_have_value(WORDS)
    expect(page.get_by_text(BACK)).to_be_visible()
    page.get_by_role("button", name="Discard it").click()
    expect(box).to_have_value("")
    page.reload()
    expect(page.locator("#your-answer textarea")).to_have_value("")


def test_it_survives_signing_in_again(open_page: Callable[..., Page]) -> None:
    page = open_page("keyperson")
    answering(page).fill(WORDS)
    signed_in, here = page.context.cookies(), page.url
    page.context.clear_cookies(name="portal")
    page.locator("#your-answer button.primary").click()  # met by no session
    page.goto(here)
    expect(page.get_by_role("link", name="Sign in to answer")).to_be_visible()
    page.context.add_cookies(signed_in)
    page.goto(here)
    expect(page.locator("#your-answer textarea")).to_have_value(WORDS)


def test_once_it_was_sent_the_box_is_empty(open_page: Callable[..., Page]) -> None:
    page = open_page("champion")
    answering(page).fill(f"{WORDS} It took us a week to find out.")
    page.locator("#your-answer button.primary").click()
    page.wait_for_load_state()
    expect(page.locator("#answers").get_by_text("It took us a week to find out.")).to_be_visible()
    expect(page.locator("#your-answer textarea")).to_have_value("")
    expect(page.get_by_text(BACK)).to_be_hidden()


def test_what_was_refused_is_still_there(open_page: Callable[..., Page]) -> None:
    page = open_page("keyperson")
    page.goto("/community/questions/new")
    page.locator("#text").fill(WORDS)
    page.get_by_role("button", name="Ask the community").click()  # without a title
    page.wait_for_load_state()
    expect(page.locator("#text")).to_have_value(WORDS)
    page.goto("/community/questions/new")
    expect(page.locator("#text")).to_have_value(WORDS)
