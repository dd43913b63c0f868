"""The newcomer's journey by invitation, from the mail to the first thing learnt and found again."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default

from playwright.sync_api import Page, expect

from benchmarks.running import Portal

COMPANY = "Northgate Foods"
WORDS = {
    "en": {"search": "notifications", "earned": "Earned: read to the end", "next": "Next step"},
    "ja": {"search": "通知", "earned": "読了（", "next": "次の一歩"},
}


def test_a_newcomer_comes_by_invitation_learns_and_finds(open_page: Callable[..., Page], world: Portal) -> None:
    """In both languages, on a phone and on a desktop: all wait the seconds the item names, so they wait together."""
    office = open_page("cs")
    pages = {
        (language, width): open_page(language=language, width=width) for language in WORDS for width in (390, 1280)
    }
    steps = {}
    for (language, width), page in pages.items():
        address = f"new-{language}-{width}@northgatefoods.example"
        invite(office, address, language)
        page.goto(link_of(mail_to(world, address)))
        accept(page)
        steps[language, width] = next_step(page, WORDS[language]["next"])

    for newcomer, page in pages.items():
        page.locator("main .btn.primary").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(steps[newcomer])
        read_to_the_end(page)

    for newcomer, page in pages.items():
        words = WORDS[newcomer[0]]
        expect(page.locator("#done")).to_contain_text(words["earned"], timeout=90_000)
        page.goto("/")
        assert next_step(page, words["next"]) != steps[newcomer]
        expect(page.locator("main")).to_contain_text(steps[newcomer])
        search(page, words["search"])


def invite(page: Page, address: str, language: str) -> None:
    """A member of the company, invited by CS from the console."""
    page.goto("/console/people/invite")
    page.locator("[name=email]").fill(address)
    page.locator("[name=display_name]").fill("New dispatcher")
    page.locator("[name=organization]").fill(COMPANY)
    page.locator("select[name=language]").select_option(language)
    page.locator("main button.primary").click()
    expect(page.locator(".error-summary")).to_have_count(0)


def mail_to(world: Portal, address: str, seconds: float = 60) -> str:
    """The text of the newest mail to the address; the worker writes it soon after the deed."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for file in sorted((world.folder / "data" / "mail").glob("*.eml"), reverse=True):
            mail = message_from_bytes(file.read_bytes(), policy=default)
            body = mail.get_body(("plain",))
            if address in str(mail["To"]) and body:
                return str(body.get_content())
        time.sleep(0.2)
    raise AssertionError(f"no mail to {address} within {seconds} s")


def link_of(text: str) -> str:
    found = re.search(r"http://\S+/invite/\S+", text)
    assert found, text
    return found[0]


def accept(page: Page) -> None:
    """Name and password, then the button; opening the page alone used nothing up."""
    page.reload()
    page.locator("[name=display_name]").fill("Winter dispatcher")
    page.locator("[name=new_password]").fill("a long phrase of depot nine")
    page.locator("main button.primary").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Winter dispatcher")


def next_step(page: Page, chip: str) -> str:
    """The title home names as the next step, with one primary button on the page."""
    expect(page.locator("main .chip", has_text=chip)).to_be_visible()
    expect(page.locator(".btn.primary")).to_have_count(1)
    return page.locator("section .card.soft h3").inner_text()


def read_to_the_end(page: Page) -> None:
    """With the wheel, as a person does; the page itself waits the seconds it names."""
    page.mouse.move(200, 400)
    for _turn in range(60):
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(50)
        if page.evaluate("innerHeight + scrollY >= document.documentElement.scrollHeight - 2"):
            return
    raise AssertionError("the item has no end")


def search(page: Page, word: str) -> None:
    """By the box where it stands in the bar, else by the link to the page of search."""
    box = page.locator("#q")
    if not box.is_visible():
        page.locator(".to-search").click()
        box = page.locator("#qq")
    box.fill(word)
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(word)
    expect(page.locator("main mark").first).to_contain_text(word, ignore_case=True)
