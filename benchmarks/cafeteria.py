"""`python -m benchmarks.cafeteria [--items 5000 --people 100000 --completions 2000000]`: is a big cafeteria as quick?

Two portals on PostgreSQL with the same menu, one with all these people and completions, one with few people and 1,000
completions. The same requests go to both in turn, so that what else the machine does slows both; the number is
p95 of the big one ÷ p95 of the small one.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.running import Browser, Portal, cookie_of, write_items
from benchmarks.world.filling import fill
from benchmarks.world.learning import WORDS
from benchmarks.world.people import LEAD, MEMBER
from benchmarks.world.sizes import World
from portal.accounts.models import Person
from portal.kernel.db import db

MOST = 1.5  # p95 of the big world ÷ p95 of the small one
OF_COMPANY = 50  # people
REQUESTS = 150  # of each page and portal


class Size(NamedTuple):
    """How many of each."""

    items: int
    people: int
    completions: int

    @property
    def world(self) -> World:
        """Where they are."""
        companies = -(-self.people // OF_COMPANY)
        return World(organizations=companies, people=self.people, items=self.items, completions=self.completions)


FULL = Size(5_000, 100_000, 2_000_000)


def few(size: Size) -> Size:
    """The same menu for few people."""
    return Size(size.items, min(50, size.people), min(1_000, size.completions))


class Page(NamedTuple):
    """Something asked for: by whom (guest, member, lead), and whether PRODUCT names a number for it."""

    name: str
    path: Callable[[int], str]
    reader: str
    counts: bool = True


PAGES = (
    Page("menu, guest", lambda n: f"/learn?page={1 + n}", "guest"),  # whole pages are kept for a second: never the same
    Page("menu, signed in", lambda _n: "/learn", "member"),
    Page("menu, filtered", lambda _n: "/learn?format=video&job=field&minutes=30", "member"),
    Page("menu, words", lambda n: f"/learn?q={WORDS[n % len(WORDS)]}", "member"),
    Page("menu, a stage, page 9", lambda _n: "/learn?stage=adoption&page=9", "member"),
    Page("item, guest", lambda n: f"/learn/item-{2 * (n % 50) + 1:05d}", "guest"),
    Page("item, signed in", lambda n: f"/learn/item-{n % 100 + 1:05d}", "member"),
    Page("tray", lambda _n: "/tray", "member"),
    Page("colleagues", lambda _n: "/company/learning", "lead"),
    Page("home", lambda _n: "/", "member", False),
    Page("feed", lambda _n: "/feeds/learn.atom", "guest", False),
)


def drill(size: Size = FULL) -> dict[str, Any]:
    """Figures for `make drill`: p95 big ÷ small of each page, and how many are beyond the number to meet."""
    with tempfile.TemporaryDirectory() as big, tempfile.TemporaryDirectory() as small:
        worlds = [Portal(Path(folder), "postgresql") for folder in (big, small)]
        try:
            readers = [_start(portal, of) for portal, of in zip(worlds, (size, few(size)), strict=True)]
            times = {page.name: _ask(page, readers) for page in PAGES}
        finally:
            for portal in worlds:
                portal.stop()
    return _figures(size, times)


def _start(portal: Portal, size: Size) -> dict[str, Browser]:
    """Fill and serve it; a browser of each reader."""
    write_items(portal.folder / "content", 0)
    portal.command("setup")
    began, app = time.monotonic(), portal.app()
    with app.app_context():
        fill(size.world)
        cookies = {
            name: cookie_of(app, db.session.get_one(Person, n)) for name, n in (("member", MEMBER), ("lead", LEAD))
        }
        db.session.remove()
        db.engine.dispose()
    print(f"{size.completions} completions written in {time.monotonic() - began:.0f} s", flush=True)
    portal.start()
    return {name: Browser(portal.port, cookie) for name, cookie in {"guest": "", **cookies}.items()}


def _ask(page: Page, worlds: list[dict[str, Browser]]) -> list[list[float]]:
    """Milliseconds of each request in each world, sorted; the first ones are left out."""
    times: list[list[float]] = [[] for _world in worlds]
    for turn in range(-20, REQUESTS):
        for world, found in zip(worlds, times, strict=True):
            began = time.perf_counter()
            status, _body = world[page.reader].get(page.path(turn % REQUESTS))
            if status != 200:
                raise RuntimeError(f"{page.path(turn)} → {status}")
            if turn >= 0:
                found.append((time.perf_counter() - began) * 1000)
    return [sorted(found) for found in times]


def _figures(size: Size, times: dict[str, list[list[float]]]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    slow = []
    print(f"{size.items} items × {size.people} people × {size.completions} completions, beside {few(size)}")
    print(
        f"{'page':<24}{'big p50':>9}{'p95':>8}{'small p50':>11}{'p95':>8}{'ratio':>8}  (ms; p95 ÷ p95, must ≤ {MOST})"
    )
    for page in PAGES:
        big, small = times[page.name]
        (half, most), (half_small, most_small) = ((of[len(of) // 2], of[int(len(of) * 0.95)]) for of in (big, small))
        ratio = most / most_small
        figures[page.name] = f"{ratio:.2f}"
        told = ("met" if ratio <= MOST else "MISSED") if page.counts else ""
        print(f"{page.name:<24}{half:>9.1f}{most:>8.1f}{half_small:>11.1f}{most_small:>8.1f}{ratio:>8.2f}  {told}")
        slow += [page.name] if page.counts and ratio > MOST else []
    return figures | {"too_slow": len(slow)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, number in FULL._asdict().items():
        parser.add_argument(f"--{name}", type=int, default=number)
    drill(Size(**vars(parser.parse_args())))


if __name__ == "__main__":
    main()
