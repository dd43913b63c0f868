"""Quoting loses nothing that was typed, with and without scripts; the link of an answer is copied."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

QUOTED = re.compile(r"^Mine\.\n\n> \[.+\]\(/community/answers/\d+\) wrote:\n>\n> .+", re.DOTALL)


def box_of(page: Page) -> Locator:
    """The form below a question that has an answer."""
    page.goto("/community?tab=solved")
    page.locator("#questions .title-link").first.click()
    page.wait_for_url("**/community/questions/*")
    return page.locator("#your-answer textarea")


def first_quote(page: Page) -> Locator:
    return page.locator("#answers a[data-quote]").first


def test_a_quote_comes_below_what_was_typed_and_is_kept_as_a_draft(open_page: Callable[..., Page]) -> None:
    page = open_page("member")
    box = box_of(page)
    box.fill("Mine.")
    before = page.url
    first_quote(page).click()
    expect(box).to_have_value(QUOTED)
    expect(box).to_be_focused()
    assert page.url == before
    found = box.input_value()
    page.reload()
    expect(box).to_have_value(found)


def test_the_address_of_a_quote_puts_it_below_the_draft_once(open_page: Callable[..., Page]) -> None:
    page = open_page("member")
    box = box_of(page)
    box.fill("Mine.")
    page.goto(first_quote(page).get_attribute("href") or "")
    expect(box).to_have_value(QUOTED)
    found = box.input_value()
    page.reload()
    expect(box).to_have_value(found)
    page.get_by_role("button", name="Discard it").click()
    expect(box).to_have_value(re.compile(r"^> \["))


def test_without_scripts_the_link_leads_to_the_form_with_the_quote(open_page: Callable[..., Page]) -> None:
    page = open_page("member", scripts=False)
    box = box_of(page)
    first_quote(page).click()
    page.wait_for_url("**quote=*#your-answer")
    expect(box).to_have_value(re.compile(r"^> \[.+\]\(/community/answers/\d+\) wrote:"))


def test_the_link_of_an_answer_is_copied_and_says_so(open_page: Callable[..., Page]) -> None:
    page = open_page("member")
    box_of(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#answers details.more > summary").first.click()
    link = page.locator("#answers a[data-copied]").first
    link.click()
    expect(link).to_contain_text("Link copied")
    assert re.search(r"/community/answers/\d+$", page.evaluate("navigator.clipboard.readText()"))
