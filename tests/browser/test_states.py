"""Pages one only meets on the way: refused forms, previews, links from mails, refusals. As accessible as the others."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page

from benchmarks.running import Portal
from portal.kernel.mailing.unsubscribing import unsubscribe_url
from portal.notifications.subscribers import COLLEAGUES
from tests.browser.checking import faults, settled
from tests.browser.test_journey import invite, link_of, mail_to

State = Callable[[Page], None]
# The parts these pages are made of pass in every look on the other pages: here the two languages share the four.
SHARED = {"en": [(390, "light"), (1280, "dark")], "ja": [(390, "dark"), (1280, "light")]}
BAD = "name,domains,stage,renewal\nAcme,acme.example,nonsense,2027-13-01\n,x.example,adoption,\n"
GOOD = "name,domains,stage,renewal\nAcme Works,acme.example,adoption,2027-10-01\n"


def opened(path: str) -> State:
    return lambda page: settled(page, path)


def refused(path: str, form: str = "main form:has(button.primary)", **fields: str) -> State:
    """The form at the path, sent with these values, which the portal does not take."""

    def act(page: Page) -> None:
        settled(page, path)
        for name, value in fields.items():
            page.locator(form).first.locator(f"[name={name}]").first.fill(value)
        page.locator(form).first.locator("button.primary, button.btn").last.click()
        page.locator(".error-summary, .field .error").first.wait_for()

    return act


def previewed(text: str) -> State:
    """What an upload of this file would do."""

    def act(page: Page) -> None:
        settled(page, "/console/customers/import")
        file = FilePayload(name="companies.csv", mimeType="text/csv", buffer=text.encode())
        page.set_input_files("#file", files=[file])
        page.locator("main form button.primary").click()
        page.locator("main table").first.wait_for()

    return act


def a_person(page: Page) -> None:
    settled(page, "/console/people?q=member@demo.example")
    page.locator("main table a.title-link").first.click()
    page.wait_for_url("**/console/people/*")


def a_kept_mail(page: Page) -> None:
    settled(page, "/dev/mail")
    page.locator("main a.title-link").first.click()
    page.wait_for_url("**/dev/mail/*")


STATES: dict[str, tuple[str, State]] = {
    "sign-in by link refused": ("", refused("/sign-in", email="not an address")),
    "sign-in by password refused": ("", refused("/sign-in", form="main form:has(input[type=password])")),
    "sign-up refused": ("", refused("/sign-up")),
    "search without a word": ("", opened("/search")),
    "a page of staff": ("member", opened("/console")),
    "unread notifications": ("member", opened("/notifications?tab=unread")),
    "profile refused": ("member", refused("/account", display_name="")),
    "colleague refused": ("keyperson", refused("/account/company", email="nope")),
    "nobody matches": ("cs", opened("/console/people?q=zzzz")),
    "customer refused": ("cs", refused("/console/customers/1/edit", name="")),
    "invitation refused": ("cs", refused("/console/people/invite", email="nope")),
    "import without a file": ("cs", refused("/console/customers/import")),
    "import with mistakes": ("cs", previewed(BAD)),
    "import to confirm": ("cs", previewed(GOOD)),
    "a person": ("cs", a_person),
    "not allowed": ("product", opened("/console/customers/new")),
    "settings refused": ("admin", refused("/console/settings", name="")),
    "staff accounts": ("admin", opened("/console/settings/access")),
    "a person, for admins": ("admin", a_person),
}


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("state", STATES)
def test_a_state_has_no_accessibility_violation_in_any_look(
    kept_page: Callable[..., Page], state: str, language: str
) -> None:
    account, reach = STATES[state]
    page = kept_page(account, language)
    reach(page)
    assert faults(page, SHARED[language]) == {}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_an_edit_that_came_second_shows_both(kept_page: Callable[..., Page], world: Portal, language: str) -> None:
    page = kept_page("cs", language)
    settled(page, "/console/customers/2/edit")
    with sqlite3.connect(world.folder / "data" / "portal.db", timeout=20) as database:
        database.execute("UPDATE organization SET version = version + 1, industry = 'Tea' WHERE id = 2")
    page.locator("[name=industry]").fill("Coffee")
    page.locator("main form button.primary").click()
    page.locator("main .banner.bad").wait_for()
    assert "Tea" in page.locator("main table").inner_text()
    assert page.locator("[name=industry]").input_value() == "Coffee"
    assert faults(page, SHARED[language]) == {}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_an_invitation_and_its_mail_are_accessible(
    open_page: Callable[..., Page], kept_page: Callable[..., Page], world: Portal, language: str
) -> None:
    address = f"welcome-{language}@northgatefoods.example"
    invite(open_page("cs"), address, language)
    link = link_of(mail_to(world, address))
    page = kept_page("", language)
    a_kept_mail(page)
    assert faults(page, SHARED[language]) == {}
    settled(page, link)
    assert faults(page, SHARED[language]) == {}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_stopping_mails_is_accessible_before_and_after_the_press(
    kept_page: Callable[..., Page], world: Portal, language: str
) -> None:
    with world.app().app_context():
        link = unsubscribe_url(1, COLLEAGUES.key)
    page = kept_page("", language)
    settled(page, link)
    assert faults(page, SHARED[language]) == {}
    page.locator("main button.primary").click()
    page.locator("main [role=status]").wait_for()
    assert faults(page, SHARED[language]) == {}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_changed_since_it_was_finished_is_accessible(
    kept_page: Callable[..., Page], world: Portal, language: str
) -> None:
    page = kept_page("keyperson", language)
    settled(page, "/learn/hear-what-is-new")
    if page.locator("#done button[name=how][value=self]").count():
        page.locator("#done button[name=how][value=self]").click()
        page.locator("#done .chip.good").wait_for()
    with sqlite3.connect(world.folder / "data" / "portal.db", timeout=20) as database:
        database.execute(
            "UPDATE completion SET version = 1 WHERE item_id = (SELECT id FROM item WHERE slug = 'hear-what-is-new')"
        )
    settled(page, "/learn/hear-what-is-new")
    assert faults(page, SHARED[language]) == {}
    page.locator(".banner a").click()
    page.locator("main ins.word, main .empty").first.wait_for()
    assert page.locator("main section ins.word").count()
    assert faults(page, SHARED[language]) == {}
