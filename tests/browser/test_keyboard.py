"""The keyboard alone: controls are pressed where they stand, and focus is never lost."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

FOCUSED = "document.activeElement.id"


def test_the_tray_is_filled_and_put_in_order(open_page: Callable[..., Page]) -> None:
    page = open_page("champion")
    page.goto("/learn")
    page.locator("ul.menu button[name=add]").first.focus()
    line = page.evaluate(FOCUSED)
    page.keyboard.press("Space")
    expect(page.locator(f"#{line}")).to_have_attribute("name", "off")
    expect(page.locator("#toasts [role=status]")).to_contain_text("It is on your tray.")
    assert page.evaluate(FOCUSED) == line
    for _item in range(2):
        count = page.locator("ul.menu button[name=off]").count()
        page.locator("ul.menu button[name=add]").first.press("Enter")
        expect(page.locator("ul.menu button[name=off]")).to_have_count(count + 1)

    page.goto("/tray")
    todo = page.locator("section[aria-labelledby=todo] a.title-link")
    titles = todo.all_inner_texts()
    button = page.locator("button[name=up]").last
    moved = button.get_attribute("id")
    button.focus()
    for place in range(len(titles) - 2, 0, -1):
        page.keyboard.press("Enter")
        expect(todo.nth(place)).to_have_text(titles[-1])
        assert page.evaluate(FOCUSED) == moved
    page.keyboard.press("Enter")  # at the top there is no way up, and the button goes
    expect(todo.first).to_have_text(titles[-1])
    page.wait_for_function(f"{FOCUSED} === 'todo'")


def test_filters_keep_the_focus_and_the_address(open_page: Callable[..., Page]) -> None:
    page = open_page("champion")
    page.goto("/learn")
    page.locator("input[name=format][value=course]").focus()
    page.keyboard.press("Space")
    page.wait_for_url("**/learn?format=course")
    expect(page.locator(".filters summary .count")).to_have_text("1 on")
    assert page.evaluate(FOCUSED) == "f-format-course"
    page.go_back()
    expect(page.locator("input[name=format][value=course]")).not_to_be_checked()
