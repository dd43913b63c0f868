"""Scripts are switched off: links and forms do the whole job."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from benchmarks.running import Portal

ITEM = "/learn/find-anything"


def without_scripts(open_page: Callable[..., Page], account: str = "") -> Page:
    return open_page(account, width=390, scripts=False)


def test_signing_in_leads_back_to_where_one_wanted_to_go(open_page: Callable[..., Page], world: Portal) -> None:
    page = without_scripts(open_page)
    page.goto(ITEM)
    page.get_by_role("link", name="Sign in to keep your progress").click()
    form = page.locator("form:has(input[type=password])")
    form.get_by_label("Work e-mail").fill("champion@demo.example")
    form.get_by_label("Password").fill(world.passwords["champion@demo.example"])  # type: ignore[attr-defined]
    form.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(re.escape(ITEM) + "$"))


def test_an_item_is_marked_done_and_taken_back(open_page: Callable[..., Page]) -> None:
    page = without_scripts(open_page, "member")
    page.goto(ITEM)
    done = page.locator("#done")
    if done.get_by_role("button", name="Undo").count():
        done.get_by_role("button", name="Undo").click()
    done.get_by_role("button", name="Mark as done").click()
    expect(done).to_contain_text("Marked by you")
    done.get_by_role("button", name="Undo").click()
    expect(done.get_by_role("button", name="Mark as done")).to_be_visible()


def test_search_finds_from_the_top_of_a_page(open_page: Callable[..., Page]) -> None:
    page = without_scripts(open_page, "member")
    page.goto("/")
    page.get_by_role("link", name="Search", exact=True).click()
    page.get_by_label("Search for").fill("notifications")
    page.get_by_role("search", name="Search again").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("notifications")
    expect(page.locator("main mark").first).to_be_visible()


def test_a_notification_opens_and_the_rest_are_read(open_page: Callable[..., Page]) -> None:
    page = without_scripts(open_page, "keyperson")
    page.goto("/notifications")
    page.locator("li.unread button").first.click()
    expect(page).not_to_have_url(re.compile("/notifications"))
    page.goto("/notifications")
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.locator("li.unread")).to_have_count(0)


def test_the_account_keeps_language_and_says_what_to_mend(open_page: Callable[..., Page]) -> None:
    page = without_scripts(open_page, "member")
    page.goto("/account")
    page.get_by_label("Name shown to others").fill("")
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_role("alert")).to_contain_text("Please check what you entered")
    page.goto("/account")
    page.locator("select[name=language]").select_option("ja")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.get_by_role("heading", level=1)).to_have_text("アカウント")


def test_a_guest_changes_the_language_at_the_foot(open_page: Callable[..., Page]) -> None:
    page = without_scripts(open_page)
    page.goto("/learn")
    page.get_by_role("link", name="日本語").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "ja")


def test_filters_narrow_the_list_by_their_own_button(open_page: Callable[..., Page]) -> None:
    page = without_scripts(open_page, "cs")
    page.goto("/console/customers")
    page.locator("details.filters > summary").click()
    page.get_by_label("Stage").select_option("growth")
    page.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile("stage=growth"))
    expect(page.locator("details.filters > summary")).to_contain_text("1 on")


def test_the_tray_is_filled_put_in_order_and_emptied(open_page: Callable[..., Page]) -> None:
    page = without_scripts(open_page, "member")
    empty_tray(page)
    page.goto("/learn")
    for _item in range(3):
        page.locator("ul.menu button[name=add]").first.click()
        expect(page).to_have_url(re.compile("/learn$"))
    page.goto("/tray")
    todo = page.locator("section[aria-labelledby=todo] a.title-link")
    first, second, third = todo.all_inner_texts()
    page.get_by_role("button", name=f"Move up: {third}").click()
    expect(todo).to_have_text([first, third, second])
    page.get_by_role("button", name=f"Move down: {first}").click()
    expect(todo).to_have_text([third, first, second])
    empty_tray(page)
    expect(page.get_by_role("heading", name="Your tray is still empty")).to_be_visible()


def test_the_menu_is_narrowed_by_its_own_button(open_page: Callable[..., Page]) -> None:
    page = without_scripts(open_page)
    page.goto("/learn")
    page.locator("details.filters > summary").click()
    page.get_by_label("Course", exact=False).first.check()
    page.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile("format=course"))
    expect(page.locator("details.filters > summary")).to_contain_text("1 on")


def empty_tray(page: Page) -> None:
    """Take off what is there."""
    page.goto("/tray")
    while (off := page.locator("main button[name=off]")).count():
        off.first.click()
        page.wait_for_load_state()


def test_helpful_or_not_and_why(open_page: Callable[..., Page]) -> None:
    page = without_scripts(open_page, "member")
    page.goto(ITEM)
    helpful = page.locator("#helpful")
    helpful.get_by_role("button", name="No", exact=True).click()
    expect(helpful.get_by_role("button", name="No", exact=True)).to_have_attribute("aria-pressed", "true")
    helpful.get_by_label("Why?").fill("Step 3 does not say where the button is.")
    helpful.get_by_role("button", name="Send the reason").click()
    expect(helpful.get_by_label("Why?")).to_have_value("Step 3 does not say where the button is.")
    expect(page.get_by_role("status").filter(has_text="Your reason is on its way")).to_be_visible()


def test_a_next_step_is_written_mended_and_done(open_page: Callable[..., Page]) -> None:
    page = without_scripts(open_page, "member")
    page.goto("/learn/hear-what-is-new")
    step = page.locator("#step")
    step.locator("summary").click()
    step.get_by_label("What you will do").fill("Choose my mails on Monday")
    step.get_by_role("button", name="Note the step").click()
    expect(step.get_by_role("alert")).to_contain_text("Choose the day")
    expect(step.get_by_label("What you will do")).to_have_value("Choose my mails on Monday")
    step.get_by_label("By when").fill("2099-11-26")
    step.get_by_role("button", name="Note the step").click()
    expect(step).to_contain_text("By 26 November 2099")
    page.goto("/")
    page.locator("#steps li", has_text="Choose my mails").get_by_role("button", name="Done").click()
    expect(page.locator("#steps li", has_text="Choose my mails")).to_have_count(0)
