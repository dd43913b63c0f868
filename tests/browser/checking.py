"""What every page must pass in each of its looks; used by the tests over pages and over states."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from playwright.sync_api import Page

from tests.browser.conftest import LOOKS, ROOT

AXE = ROOT / "node_modules/axe-core/axe.min.js"
VNU = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only the colours depend on the scheme, so by night axe looks at those alone.
ASKED = {"light": {"type": "tag", "values": RULES}, "dark": {"type": "rule", "values": ["color-contrast"]}}
RUN = """asked => axe.run(document, {runOnly: asked, resultTypes: ["violations"]}).then(found =>
    found.violations.map(v => [v.id, v.nodes.slice(0, 3).map(node => node.html.slice(0, 150))]))"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults(page: Page, looks: Sequence[tuple[int, str]] = LOOKS) -> dict[str, list[str]]:
    """Accessibility violations and sideways scroll, look by look, and breaches of the policy, of the page as it stands.

    The narrow looks come first: a page opened on a phone keeps its folds closed there.
    """
    found: dict[str, list[str]] = {}
    page.evaluate(axe())
    at = 0
    for width, scheme in looks:
        if width != at:
            found |= overflows(page, [at := width])
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for rule, nodes in page.evaluate(RUN, ASKED[scheme]):
            found[f"{width} {scheme} {rule}"] = nodes
    return found | breaches(page)


def breaches(page: Page) -> dict[str, list[str]]:
    """What the policy forbade on the page as it stands."""
    return {"policy": found} if (found := page.evaluate("window.violations")) else {}


@cache
def axe() -> str:
    """The checker, read once."""
    return AXE.read_text()


def overflows(page: Page, widths: Sequence[int] = (390, 1280)) -> dict[str, list[str]]:
    """Where the page scrolls sideways, by how many pixels."""
    found = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        if (sideways := page.evaluate(SIDEWAYS)) > 0:
            found[f"{width} scrolls sideways"] = [str(sideways)]
    return found


def settled(page: Page, path: str) -> None:
    """Open the path and wait until its scripts have run."""
    page.goto(path, wait_until="load")
    page.wait_for_function("document.readyState === 'complete'")
