"""What a learner meets on the way: a quiz with open questions, refused forms, a colleague's tray, a focus below the bar."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from benchmarks.running import Portal
from tests.browser.checking import faults, settled
from tests.browser.test_states import SHARED, State

FOCUSED = "document.activeElement.id"
# The rows of icons and the bar at the foot of a phone: is the middle of what has the focus what one sees there?
SEEN = """() => { const now = document.activeElement, box = now.getBoundingClientRect();
    const there = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return now === document.body || !!there?.closest('#skip, .skip') || now.contains(there) || there?.contains(now)
        || [...(now.labels ?? [])].some(label => label.contains(there)); }"""


def unanswered(page: Page) -> None:
    settled(page, "/learn/portal-basics/quiz")
    page.locator("main form button").first.click()
    page.locator("main fieldset").first.wait_for()
    page.locator("main form button.primary").click()
    page.locator(".error-summary").wait_for()


def suggestion_refused(page: Page) -> None:
    settled(page, "/company/learning/suggest")
    page.locator("[name=note]").fill("Before the audit")
    page.locator("main form button.primary").click()
    page.locator(".error-summary").wait_for()
    expect(page.locator("[name=note]")).to_have_value("Before the audit")


def step_refused(page: Page) -> None:
    settled(page, "/learn/narrow-the-menu")
    page.locator("#step summary").click()
    page.locator("#step button").last.click()
    page.locator("#step .error-summary").wait_for()


STATES: dict[str, tuple[str, State]] = {
    "quiz with open questions": ("member", unanswered),
    "suggestion refused": ("keyperson", suggestion_refused),
    "next step refused": ("member", step_refused),
}


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("state", STATES)
def test_a_learners_state_has_no_accessibility_violation_in_any_look(
    kept_page: Callable[..., Page], state: str, language: str
) -> None:
    account, reach = STATES[state]
    page = kept_page(account, language)
    reach(page)
    assert faults(page, SHARED[language]) == {}


def test_a_colleagues_tray_is_accessible(kept_page: Callable[..., Page], world: Portal) -> None:
    with sqlite3.connect(world.folder / "data" / "portal.db", timeout=20) as database:
        [(public_id, person_id, organization_id)] = database.execute(
            "SELECT public_id, id, organization_id FROM person WHERE email = 'member@demo.example'"
        ).fetchall()
        database.execute(
            "INSERT INTO tray_share (person_id, organization_id, at) SELECT ?, ?, ? "
            "WHERE NOT EXISTS (SELECT 1 FROM tray_share WHERE person_id = ?)",
            (person_id, organization_id, datetime.now(UTC).isoformat(" "), person_id),
        )
    page = kept_page("keyperson", "en")
    settled(page, f"/tray?of={public_id}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tray of")
    assert faults(page) == {}


def test_a_step_closes_its_form_and_keeps_the_focus_in_its_section(open_page: Callable[..., Page]) -> None:
    page = open_page("champion")
    settled(page, "/learn/say-whether-it-helped")
    page.locator("#step summary").press("Enter")
    page.locator("#step [name=text]").fill("Say what helped, once a week")
    page.locator("#step [name=due]").fill("2099-01-01")
    page.locator("#step button").last.press("Enter")
    expect(page.locator("#step [role=status]")).to_have_text("Your next step is noted.")
    assert page.locator("#step details[open]").count() == 0
    assert page.evaluate(FOCUSED) == "step-h"
    page.locator("#step-1").press("Enter")
    expect(page.locator("#step [role=status]")).to_have_text("Done. Well taken.")
    assert page.evaluate(FOCUSED) == "step-h"


@pytest.mark.parametrize("path", ["/tray", "/learn/portal-basics"])
def test_what_has_the_focus_is_never_below_the_bar_of_a_phone(open_page: Callable[..., Page], path: str) -> None:
    page = open_page("keyperson", width=390)
    settled(page, path)
    for _press in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML")


def test_all_filters_are_reached_on_a_desktop_however_many_there_are(open_page: Callable[..., Page]) -> None:
    page = open_page("member")
    page.set_viewport_size({"width": 1280, "height": 500})
    settled(page, "/learn")
    page.mouse.wheel(0, 600)
    page.locator("#f-price-paid").focus()
    expect(page.locator("#f-price-paid")).to_be_in_viewport()


def test_every_icon_of_the_tray_is_in_the_sprite(open_page: Callable[..., Page]) -> None:
    page = open_page("champion")
    settled(page, "/learn/find-anything")
    if page.locator("#put-button[name=add]").count():
        page.locator("#put-button").click()
        page.locator("#put-button[name=off]").wait_for()
    if page.locator("#done-button[value=self]").count():
        page.locator("#done-button").click()
        page.locator("#done .chip.good").wait_for()
    settled(page, "/tray")
    missing = page.evaluate(
        """async () => { const uses = [...document.querySelectorAll('main use')].map(one => one.getAttribute('href'));
        const sprite = await (await fetch(uses[0].split('#')[0])).text();
        return uses.map(one => one.split('#')[1]).filter(name => !sprite.includes(`id="${name}"`)); }"""
    )
    assert missing == []
    assert page.locator("section[aria-labelledby=finished] .fmt use").count()
