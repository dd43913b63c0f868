"""What a browser calls itself, in words a person recognises."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.kernel.i18n import _

# The first that matches wins: every browser also claims to be the older ones below it.
BROWSERS = (
    (r"Edg(?:e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"Vivaldi/", "Vivaldi"),
    (r"(?:Firefox|FxiOS)/", "Firefox"),
    (r"(?:Chrome|Chromium|CriOS)/", "Chrome"),
    (r"Safari/", "Safari"),
)
SYSTEMS = (
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"CrOS", "ChromeOS"),
    (r"Mac OS X|Macintosh", "macOS"),
    (r"Linux", "Linux"),
)
HAND_HELD = ("iPhone", "iPad", "Android")


@dataclass(frozen=True)
class Agent:
    """A browser and the machine it runs on; `name` reads “Chrome on Windows”."""

    name: str
    hand_held: bool


def describe(agent: str) -> Agent:
    """Read a User-Agent header."""
    browser, system = _first(BROWSERS, agent), _first(SYSTEMS, agent)
    if browser and system:
        name = _("%(browser)s on %(system)s", browser=browser, system=system)
    else:
        name = browser or system or _("Unknown browser")
    return Agent(name, system in HAND_HELD)


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for pattern, name in known if re.search(pattern, agent)), "")
