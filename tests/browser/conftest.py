"""A whole portal with the demo world, and a real browser in front of it."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fasteners
import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from benchmarks.running import Portal, running
from tests.conftest import leave_out

ROOT = Path(__file__).parent.parent.parent
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
LOOKS = [(width, scheme) for width in (390, 1280) for scheme in ("light", "dark")]

# Every violation of the policy lands in a list the tests read.
WATCH = "window.violations = []; addEventListener('securitypolicyviolation', e => violations.push(e.violatedDirective + ' ' + e.blockedURI));"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs a browser can be left out by its mark."""
    for item in items:
        if "browser" in Path(item.fspath).parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def chromium(playwright: Playwright, world: Portal) -> Iterator[Browser]:
    """The machine's Chromium, else Playwright's own; without one these tests are skipped, except in CI.

    It is closed before the portal stops, which would wait half a minute for the connections a browser keeps.
    """
    path = os.environ.get("CHROMIUM") or next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    try:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
    except PlaywrightError as error:
        leave_out(f"no Chromium here, browser tests are left out: {str(error).splitlines()[0]}")
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder with the demo world in `data`, and in `told` what was printed of it; the first worker to come makes it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "main" else base.parent) / "told"
    with fasteners.InterProcessLock(f"{folder}.lock"):
        if not (folder / "told").exists():
            folder.mkdir()
            with running(folder, content_dir=str(ROOT / "content")) as portal:
                portal.command("setup")
                told = portal.command("demo", "--people", "60", "--questions", "60", "--ideas", "40", "--votes", "300")
            (folder / "told").write_text(told)
    return folder


@pytest.fixture(scope="session")
def world(told: Path) -> Iterator[Portal]:
    """Served as `make run` serves it, on a port and in a folder of its own."""
    with tempfile.TemporaryDirectory() as path, running(Path(path), content_dir=str(ROOT / "content")) as portal:
        shutil.copytree(told / "data", Path(path) / "data")
        portal.passwords = dict(re.findall(r"(\w+@demo\.example)\s+(\S+)", (told / "told").read_text()))  # type: ignore[attr-defined]
        portal.start()
        yield portal


@pytest.fixture
def open_page(chromium: Browser, world: Portal) -> Iterator[Callable[..., Page]]:
    """`open_page("member", language="ja", width=390, scheme="dark")` gives a page signed in as that demo account."""
    contexts: list[Any] = []

    def opened(
        account: str = "", language: str = "en", width: int = 1280, scheme: str = "light", scripts: bool = True
    ) -> Page:
        page = _new_page(chromium, world, account, language, width, scheme, scripts)
        contexts.append(page.context)
        return page

    yield opened
    for context in contexts:
        context.close()


def _new_page(
    chromium: Browser,
    world: Portal,
    account: str,
    language: str,
    width: int = 1280,
    scheme: str = "light",
    scripts: bool = True,
) -> Page:
    """A page in a context of its own, signed in as the demo account, or a guest's."""
    address = f"http://127.0.0.1:{world.port}"
    context = chromium.new_context(
        base_url=address,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        locale=language,
        java_script_enabled=scripts,
    )
    context.add_init_script(WATCH)
    if account:
        context.add_cookies(_session_of(chromium, world, account))
        _speak(world, account, language)
    context.add_cookies([{"name": "lang", "value": language, "url": address}])
    return context.new_page()


@pytest.fixture(scope="session")
def kept_page(chromium: Browser, world: Portal) -> Iterator[Callable[[str, str], Page]]:
    """`kept_page("member", "ja")` gives the one page kept open for that account and language, on a phone by day."""
    kept: dict[tuple[str, str], Page] = {}

    def page_of(account: str, language: str) -> Page:
        if (account, language) not in kept:
            kept[account, language] = _new_page(chromium, world, account, language, width=390)
        page = kept[account, language]
        page.set_viewport_size({"width": 390, "height": 900})
        page.emulate_media(color_scheme="light")
        _speak(world, account, language)
        return page

    yield page_of
    for page in kept.values():
        page.context.close()


def _speak(world: Portal, account: str, language: str) -> None:
    """The person's own setting wins over the browser's, so set it."""
    with sqlite3.connect(world.folder / "data" / "portal.db", timeout=20) as database:
        database.execute("UPDATE person SET language = ? WHERE email = ?", (language, f"{account}@demo.example"))


_sessions: dict[str, list[Any]] = {}


def _session_of(chromium: Browser, world: Portal, account: str) -> list[Any]:
    """Sign in once an account, through the page."""
    if account not in _sessions:
        context = chromium.new_context(base_url=f"http://127.0.0.1:{world.port}")
        page = context.new_page()
        page.goto("/sign-in")
        form = page.locator("form:has(input[type=password])")
        form.locator("input[type=email]").fill(f"{account}@demo.example")
        form.locator("input[type=password]").fill(world.passwords[f"{account}@demo.example"])  # type: ignore[attr-defined]
        form.locator("button").last.click()
        page.wait_for_url("**/")
        _sessions[account] = context.cookies()
        context.close()
    return _sessions[account]
