"""Typing @ in the comment box offers people; keys choose, and a Japanese word that is being composed asks for nobody."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect


def box_of(page: Page) -> Locator:
    page.goto("/ideas/1")
    return page.locator("#comment-text")


def test_arrows_choose_and_enter_takes(open_page: Callable[..., Page]) -> None:
    page = open_page("member")
    box, offered = box_of(page), page.get_by_role("listbox", name="People you can mention")
    box.press_sequentially("Hello @m")
    expect(offered.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == "mention-1"
    names = [one.get_attribute("data-name") for one in offered.get_by_role("option").all()]
    box.press("ArrowUp")  # from the first to the last
    box.press("Enter")
    expect(box).to_have_value(f"Hello @[{names[-1]}] ")
    expect(offered).to_have_count(0)
    expect(box).to_be_focused()
    assert box.get_attribute("aria-activedescendant") is None


def test_escape_and_an_address_leave_the_words_alone(open_page: Callable[..., Page]) -> None:
    page = open_page("member")
    box, offered = box_of(page), page.get_by_role("listbox")
    box.press_sequentially("@m")
    expect(offered).to_have_count(1)
    box.press("Escape")
    expect(offered).to_have_count(0)
    expect(box).to_have_value("@m")
    with page.expect_request("**/mentions?q=m"):  # of the second one alone
        box.press_sequentially(" ann@m.example @m")


def test_a_word_that_is_being_composed_asks_for_nobody(open_page: Callable[..., Page]) -> None:
    page, asked = open_page("member"), list[str]()
    box = box_of(page)
    page.on("request", lambda request: asked.append(request.url) if "/mentions" in request.url else None)
    box.press_sequentially("さん、＠")
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "た", "selectionStart": 1, "selectionEnd": 1})
    page.wait_for_timeout(400)
    assert asked == []
    with page.expect_request("**/mentions?q=*"):
        keyboard.send("Input.insertText", {"text": "田"})
