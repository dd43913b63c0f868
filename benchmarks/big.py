"""`python -m benchmarks.big [--scale 1.0] [--folder …]`: is every page as quick in the world PRODUCT.md plans for?

Two portals on PostgreSQL: one world of this scale, and its twin of a thousandth. The same requests go to both in turn:
lists and details of every role, search, files, the API. The number is p95 of the big one ÷ p95 of the small one, and no
page may need more than ten statements; for a page beyond 1.5 the plan of its slowest statement is printed. Both worlds
are kept in `--folder` when it is named, and used again from there. Ends with 1 when a number is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import plans
from benchmarks.big_pages import SEARCHED, address, pages
from benchmarks.comparing import MOST, Address, Page, ask, figures, statements
from benchmarks.running import Browser, Portal, cookie_of
from benchmarks.world import people
from benchmarks.world.__main__ import prepare
from benchmarks.world.sizes import world
from portal.accounts.models import Person
from portal.api.tokens.commands import Wanted, make
from portal.api.tokens.scopes import SCOPES
from portal.kernel.db import db

SCALE, TWIN = 1.0, 0.001
INDEXED = 0.05  # up to which the search index is built: beyond, that takes long (half an hour at 0.3)
REQUESTS = 60
TOKENS = 8  # each may ask 600 times a minute
READERS = {
    "member": people.MEMBER, "lead": people.LEAD, "champion": people.CHAMPION, "cs": people.CS,
    "product": people.PRODUCT, "admin": people.ADMIN,
}  # fmt: skip
FILLED = "filled"  # a file that stands where a world is whole


def drill(scale: float = SCALE, requests: int = REQUESTS, folder: Path | None = None, only: str = "") -> dict[str, Any]:
    """Figures for `make drill`: p95 big ÷ small of each page, and how many are beyond the number to meet."""
    scales, indexed = (scale, scale * TWIN if scale * TWIN > TWIN else TWIN), scale <= INDEXED
    wanted = only.split(",")
    asked_for = [page for page in pages() if any(word in page.name for word in wanted)]
    asked_for = [page for page in asked_for if indexed or not _searches(page)]
    with _folder(folder) as kept:
        portals = [Portal(kept / f"world-{number:g}", "postgresql") for number in _made(kept, scales)]
        try:
            readers = [_start(portal, of, indexed) for portal, of in zip(portals, scales, strict=True)]
            addresses: list[Address] = [partial(address, world(of)) for of in scales]
            each = list(zip(portals, addresses, readers, strict=True))
            numbers = [statements(portal, asked_for, at, who) for portal, at, who in each]
            times = {page.name: ask(page, readers, addresses, requests) for page in asked_for}
            found = figures(f"a world of {scale:g} beside {scales[1]:g}", times, numbers)
            _explain(asked_for, times, *each[0])
        finally:
            for portal in portals:
                portal.stop()
    return found


def _searches(page: Page) -> bool:
    return any(word in page.path for word in SEARCHED)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        yield kept.resolve()
        return
    with tempfile.TemporaryDirectory() as scratch:
        yield Path(scratch)


def _made(folder: Path, scales: Sequence[float]) -> Sequence[float]:
    for scale in scales:
        (folder / f"world-{scale:g}").mkdir(parents=True, exist_ok=True)
    return scales


def _start(portal: Portal, scale: float, indexed: bool) -> dict[str, Browser]:
    """Fill it, unless it is, and serve it; a browser of each reader."""
    _fill(portal, scale, indexed)
    app = portal.app()
    with app.app_context():
        cookies = {name: cookie_of(app, db.session.get_one(Person, number)) for name, number in READERS.items()}
        admin = db.session.get_one(Person, people.ADMIN)
        tokens = [make(admin, Wanted(f"Drill {n}", list(SCOPES), 7))[1] for n in range(TOKENS)]
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    portal.start("-m", "portal.cli", "serve", "--workers", "1", "--no-worker")  # it would write what is asked for
    found = {name: Browser(portal.port, cookie) for name, cookie in {"guest": "", **cookies}.items()}
    return found | {"program": Browser(portal.port, tokens=tokens)}


def _fill(portal: Portal, scale: float, indexed: bool) -> None:
    filled = portal.folder / FILLED
    if filled.exists():
        return
    prepare(portal, scale)
    if indexed:
        began = time.monotonic()
        portal.command("search", "rebuild")
        print(f"index built in {time.monotonic() - began:.0f} s", flush=True)
    filled.touch()


def _explain(asked_for: list[Page], times: dict[str, list[list[float]]], *big: Any) -> None:
    portal, at, readers = big
    app = portal.app()
    for page in asked_for:
        high, low = (of[int(len(of) * 0.95)] for of in times[page.name])
        if high / low > MOST and not page.post:
            print(page.name)
            print(plans.explain(app, plans.slowest(app, page, at, readers[page.who])), flush=True)
    with app.app_context():
        db.engine.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=SCALE)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--folder", type=Path, help="where both worlds are kept")
    parser.add_argument("--only", default="", help="only pages with one of these in their names: nps,follow-ups")
    asked = parser.parse_args()
    found = drill(asked.scale, asked.requests, asked.folder, asked.only)
    print("big-world: " + ", ".join(f"{name} {value}" for name, value in found.items()), flush=True)
    sys.exit(1 if found["too_slow"] else 0)


if __name__ == "__main__":
    main()
