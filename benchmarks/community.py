"""`python -m benchmarks.community [--questions 1000000 --thread 5000]`: is a big community as quick?

Two portals on PostgreSQL, one with all these questions and a thread with so many answers, one with 1,000 questions and a
thread of 50. The same requests go to both in turn; the number is p95 of the big one ÷ p95 of the small one, and no page
may need more than ten statements. Ends with 1 when a number is missed.
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

from benchmarks.comparing import Address, Page, ask, figures, statements
from benchmarks.running import Browser, Portal, cookie_of, write_items
from benchmarks.world.corpus import title_of
from benchmarks.world.filling import fill
from benchmarks.world.people import FIRST, MEMBER, PRODUCT
from benchmarks.world.sizes import World
from portal.accounts.models import Person
from portal.kernel.db import db
from portal.posting.addresses import slug_of

REQUESTS = 120
READERS = {"member": MEMBER, "staff": PRODUCT}
PEOPLE, OF_COMPANY = 20_000, 20


class Size(NamedTuple):
    """How many questions, and answers in the longest thread."""

    questions: int
    thread: int

    @property
    def world(self) -> World:
        """Few ask often."""
        people = min(PEOPLE, max(200, self.questions))
        return World(organizations=people // OF_COMPANY, people=people, questions=self.questions, thread=self.thread)


FULL = Size(1_000_000, 5_000)


def few(size: Size) -> Size:
    """The small world; its thread fills more than a page, too."""
    return Size(min(1_000, size.questions), min(50, size.thread))


def _pages() -> list[Page]:
    tabs = ("newest", "unanswered", "solved")
    pages = [Page(f"{tab}", f"/community?tab={tab}", "member") for tab in tabs]
    pages += [Page(f"{tab}, guest", f"/community?tab={tab}&n={{n}}", "guest") for tab in tabs]
    pages += [Page(f"{tab}", f"/community?tab={tab}", "member") for tab in ("you", "following", "mine")]
    for name, cut in (
        ("tag", "tag=tag-1"), ("tag, unanswered", "tab=unanswered&tag=tag-1"), ("area", "area=mobile"),
        ("group", "group=group-1"), ("group, solved", "tab=solved&group=group-1"), ("closed group", "group=group-8"),
    ):  # fmt: skip
        pages.append(Page(name, f"/community?{cut}", "member" if name != "closed group" else "staff"))
    return [
        *pages,
        Page("question", "/community/questions/{question}-{slug}", "member"),
        Page("question, guest", "/community/questions/{question}-{slug}", "guest"),
        Page("long thread", "/community/questions/1-{first}", "member"),
        Page("long thread, oldest", "/community/questions/1-{first}?sort=oldest", "member"),
        Page("long thread, staff", "/community/questions/1-{first}?sort=newest", "staff"),
        Page("comments", "/community/questions/{question}/comments", "member"),
        Page("person, answers", "/people/p{person}", "member"),
        Page("person, questions", "/people/p{person}?tab=questions", "member"),
        Page("ask", "/community/questions/new", "member"),
        Page("feed", "/feeds/community.atom?n={n}", "guest"),
        Page("I have this too", "/community/questions/{question}/too", "member", post=True),
        Page("follow", "/community/questions/1/follow", "member", post=True),
    ]


def drill(size: Size = FULL, requests: int = REQUESTS) -> dict[str, Any]:
    """Figures for `make drill`: p95 big ÷ small of each page, and how many are beyond the number to meet."""
    pages = _pages()
    with tempfile.TemporaryDirectory() as big, tempfile.TemporaryDirectory() as small:
        worlds = [Portal(Path(folder), "postgresql") for folder in (big, small)]
        try:
            sizes = (size, few(size))
            readers = [_start(portal, of) for portal, of in zip(worlds, sizes, strict=True)]
            addresses: list[Address] = [partial(_address, of) for of in sizes]
            each = zip(worlds, addresses, readers, strict=True)
            asked = [statements(portal, pages, address, who) for portal, address, who in each]
            times = {page.name: ask(page, readers, addresses, requests) for page in pages}
        finally:
            for portal in worlds:
                portal.stop()
    title = f"{size.questions} questions, a thread of {size.thread} answers, beside {few(size)}"
    return figures(title, times, asked)


def _start(portal: Portal, size: Size) -> dict[str, Browser]:
    """Fill and serve it; a browser of each reader."""
    write_items(portal.folder / "content", 0)
    portal.command("setup")
    began, app = time.monotonic(), portal.app()
    cookies = _filled(app, size)
    print(f"{size.questions} questions written in {time.monotonic() - began:.0f} s", flush=True)
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
    number = 2 + 3 * (n % (size.questions // 3 - 2))
    number += 3 * (number % 10 == 0)  # of a closed group, perhaps
    words = {"slug": quote(slug_of(title_of(number))), "first": slug_of(title_of(1))}
    return page.path.format(n=n, question=number, person=FIRST + 1, **words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, number in FULL._asdict().items():
        parser.add_argument(f"--{name}", type=int, default=number)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    asked = parser.parse_args()
    found = drill(Size(asked.questions, asked.thread), asked.requests)
    print("big-community: " + ", ".join(f"{name} {value}" for name, value in found.items()), flush=True)
    sys.exit(1 if found["too_slow"] else 0)


if __name__ == "__main__":
    main()
