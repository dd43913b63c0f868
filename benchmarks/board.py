"""`python -m benchmarks.board [--ideas 1000000 --votes 10000000] [--plans]`: is a big idea board as quick?

Two portals on PostgreSQL, one with all these ideas and votes, one with 1,000 ideas. The same requests go to both in
turn; the number is p95 of the big one ÷ p95 of the small one, and no page may need more than ten statements. `--plans`
prints how PostgreSQL reads the lists. Ends with 1 when a number is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Flask

from benchmarks import board_plans
from benchmarks.comparing import Address, Page, ask, figures, statements
from benchmarks.running import Browser, Portal, cookie_of, write_items
from benchmarks.world.corpus import title_of
from benchmarks.world.filling import fill
from benchmarks.world.people import MEMBER, PRODUCT
from benchmarks.world.sizes import World
from portal.accounts.models import Person
from portal.ideas.queries.board import MINE
from portal.ideas.queries.triage import SORTS
from portal.kernel.db import db
from portal.posting.addresses import slug_of

REQUESTS = 120
INDEXED = 100_000  # ideas, up to which the index is built (an hour at a million) and similar ones are asked for
READERS = {"member": MEMBER, "staff": PRODUCT}
PEOPLE, OF_COMPANY = 20_000, 20
MOST_WANTED = f"/ideas/1-{slug_of(title_of(1))}"


class Size(NamedTuple):
    """How many of each."""

    ideas: int
    votes: int

    @property
    def world(self) -> World:
        """With never fewer people than vote for one idea."""
        people = min(PEOPLE, max(1_000, self.ideas))
        return World(organizations=people // OF_COMPANY, people=people, ideas=self.ideas, votes=self.votes)


FULL = Size(1_000_000, 10_000_000)


def few(size: Size) -> Size:
    """The small world: as many votes for each idea."""
    return Size(min(1_000, size.ideas), min(1_000, size.ideas) * size.votes // size.ideas)


def _pages() -> list[Page]:
    """Every list of the board in each of its orders and cuts, what stands behind a row, and what staff work with."""
    sorts, cuts = ("trending", "top", "new"), ("", "&status=planned", "&area=reports")
    pages = [Page(f"board {sort}{cut}", f"/ideas?sort={sort}{cut}", "member") for sort in sorts for cut in cuts]
    pages += [Page(f"board {sort}, guest", f"/ideas?sort={sort}&n={{n}}", "guest") for sort in sorts]
    for name, cut in (
        ("status and area", "sort=top&status=review&area=mobile"),
        ("two statuses, two areas", "status=planned&status=progress&area=mobile&area=reports"),
        ("tag", "tag=tag-1"), ("tag, new", "sort=new&tag=tag-1"), ("rare tag, trending", "tag=rare"),
    ):  # fmt: skip
        pages.append(Page(f"board {name}", f"/ideas?{cut}", "member"))
    pages += [Page(f"mine {mine}", f"/ideas?mine={mine}", "member") for mine in MINE]
    pages += [
        Page("idea", "/ideas/{idea}-{slug}", "member"), Page("idea, guest", "/ideas/{idea}-{slug}", "guest"),
        Page("idea, most voted", MOST_WANTED, "member"), Page("its voters, colleagues", "/ideas/1/voters", "member"),
        Page("its voters, staff", "/ideas/1/voters", "staff"), Page("idea as staff see it", MOST_WANTED, "staff"),
        Page("roadmap", "/ideas/roadmap", "member"), Page("feed", "/feeds/ideas.atom?n={n}", "guest"),
        Page("similar", "/ideas/similar?title={words}", "member"), Page("submit", "/ideas/new", "member"),
    ]  # fmt: skip
    pages += [Page(f"triage {sort}", f"/console/ideas?sort={sort}", "staff") for sort in SORTS]
    for cut in ("status=planned", "area=reports", "tag=tag-1", "tier=high", "stage=adoption", "pledge=unanswered",
                "pledge=overdue", "q=permit", "sort=votes&status=review", "tier=high&stage=growth&q=depot"):  # fmt: skip
        pages.append(Page(f"triage {cut}", f"/console/ideas?{cut}", "staff"))
    pages += [Page(f"decide {part}", f"/console/ideas/1{part}", "staff") for part in ("", "/all/companies", "/merge")]
    return [*pages, Page("vote", "/ideas/{idea}/vote", "member", post=True)]


def drill(size: Size = FULL, plans: bool = False, requests: int = REQUESTS, most: int = INDEXED) -> dict[str, Any]:
    """Figures for `make drill`: p95 big ÷ small of each page, and how many are beyond the number to meet."""
    indexed = size.ideas <= most
    pages = [page for page in _pages() if indexed or "similar" not in page.path]
    with tempfile.TemporaryDirectory() as big, tempfile.TemporaryDirectory() as small:
        worlds = [Portal(Path(folder), "postgresql") for folder in (big, small)]
        try:
            sizes = (size, few(size))
            readers = [_start(portal, of, indexed) for portal, of in zip(worlds, sizes, strict=True)]
            if plans:
                board_plans.show(worlds[0])
            addresses: list[Address] = [partial(_address, of) for of in sizes]
            each = zip(worlds, addresses, readers, strict=True)
            asked = [statements(portal, pages, address, who) for portal, address, who in each]
            times = {page.name: ask(page, readers, addresses, requests) for page in pages}
        finally:
            for portal in worlds:
                portal.stop()
    return figures(f"{size.ideas} ideas × {size.votes} votes, beside {few(size)}", times, asked)


def _start(portal: Portal, size: Size, indexed: bool) -> dict[str, Browser]:
    """Fill and serve it; a browser of each reader."""
    write_items(portal.folder / "content", 0)
    portal.command("setup")
    began, app = time.monotonic(), portal.app()
    cookies = _filled(app, size)
    print(f"{size.ideas} ideas, {size.votes} votes written in {time.monotonic() - began:.0f} s", flush=True)
    if indexed:
        began = time.monotonic()
        portal.command("search", "rebuild")
        print(f"index built in {time.monotonic() - began:.0f} s", flush=True)
    portal.start("-m", "portal.cli", "serve", "--workers", "1", "--no-worker")  # it would begin to build the index
    return {name: Browser(portal.port, cookie) for name, cookie in {"guest": "", **cookies}.items()}


def _filled(app: Flask, size: Size) -> dict[str, str]:
    with app.app_context():
        fill(size.world)
        cookies = {name: cookie_of(app, db.session.get_one(Person, n)) for name, n in READERS.items()}
        db.session.remove()
        db.engine.dispose()
    return cookies


def _address(size: Size, page: Page, n: int) -> str:
    idea = 4 + 50 * (n % max(size.ideas // 50 - 1, 1))  # open, and merged into no other
    words = quote(" ".join(title_of(idea).split()[:5]))
    return page.path.format(n=n, idea=idea, slug=quote(slug_of(title_of(idea))), words=words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, number in FULL._asdict().items():
        parser.add_argument(f"--{name}", type=int, default=number)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--indexed", type=int, default=INDEXED)
    parser.add_argument("--plans", action="store_true")
    asked = parser.parse_args()
    found = drill(Size(asked.ideas, asked.votes), asked.plans, asked.requests, asked.indexed)
    print("big-board: " + ", ".join(f"{name} {value}" for name, value in found.items()), flush=True)
    sys.exit(1 if found["too_slow"] else 0)


if __name__ == "__main__":
    main()
