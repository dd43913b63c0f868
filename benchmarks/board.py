"""`python -m benchmarks.board [--ideas 1000000 --votes 10000000] [--plans]`: is a big idea board as quick?

Two portals on PostgreSQL, one with all these ideas and votes, one with 1,000 ideas. The same requests go to both in
turn; PRODUCT's number is p95 of the big one ÷ p95 of the small one. `--plans` prints how PostgreSQL reads the lists.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

from flask import Flask

from benchmarks import board_plans
from benchmarks.board_world import FULL, PRODUCT_ID, Size, few, fill, title_of
from benchmarks.cafeteria import MOST
from benchmarks.running import Browser, Portal, cookie_of, hidden, write_items
from portal.accounts.models import Person
from portal.ideas.models.ideas import slug_of
from portal.kernel.db import db

REQUESTS = 120
READERS = {"member": 2, "staff": PRODUCT_ID}


def _pages(size: Size) -> list[tuple[str, str, str]]:
    """Name, address with the number of the request in it, and reader."""
    pages = [(f"board {sort}, {who}", f"/ideas?sort={sort}&n={{n}}", who) for sort in ("trending", "top", "new") for who in ("guest", "member")]  # fmt: skip
    pages += [
        ("one status, top", "/ideas?sort=top&status=planned", "member"),
        ("one area, trending", "/ideas?area=reports", "member"),
        ("status and area", "/ideas?sort=top&status=review&area=mobile", "member"),
        ("two statuses, two areas", "/ideas?status=planned&status=progress&area=mobile&area=reports", "member"),
    ]
    pages += [(f"mine, {mine}", f"/ideas?mine={mine}", "member") for mine in ("voted", "followed", "posted")]
    pages += [("idea", "/ideas/{idea}-{slug}", "member"), ("idea, guest", "/ideas/{idea}-{slug}", "guest")]
    pages += [("roadmap", "/ideas/roadmap", "member")]
    return pages + [(f"triage by {sort}", f"/console/ideas?sort={sort}", "staff") for sort in ("demand", "companies", "age")]  # fmt: skip


def drill(size: Size = FULL, plans: bool = False) -> dict[str, Any]:
    """Figures for `make drill`: p95 big ÷ small of each page, and how many are beyond the number to meet."""
    with tempfile.TemporaryDirectory() as big, tempfile.TemporaryDirectory() as small:
        worlds = [Portal(Path(folder), "postgresql") for folder in (big, small)]
        try:
            sizes = (size, few(size))
            readers = [_start(portal, of) for portal, of in zip(worlds, sizes, strict=True)]
            if plans:
                board_plans.show(worlds[0])
            times = {name: _ask(path, who, readers, sizes) for name, path, who in _pages(size)}
            times["vote"] = _ask("/ideas/{idea}/vote", "member", readers, sizes, post=True)
        finally:
            for portal in worlds:
                portal.stop()
    return _figures(size, times)


def _start(portal: Portal, size: Size) -> dict[str, Browser]:
    """Fill and serve it; a browser of each reader."""
    write_items(portal.folder / "content", 0)
    portal.command("setup")
    began, app = time.monotonic(), portal.app()
    cookies = _filled(app, size)
    print(f"{size.ideas} ideas, {size.votes} votes written in {time.monotonic() - began:.0f} s", flush=True)
    portal.start()
    return {name: Browser(portal.port, cookie) for name, cookie in {"guest": "", **cookies}.items()}


def _filled(app: Flask, size: Size) -> dict[str, str]:
    with app.app_context():
        fill(size)
        cookies = {name: cookie_of(app, db.session.get_one(Person, n)) for name, n in READERS.items()}
        db.session.remove()
        db.engine.dispose()
    return cookies


def _ask(path: str, who: str, worlds: list[dict[str, Browser]], sizes: tuple[Size, Size], post: bool = False) -> list[list[float]]:  # fmt: skip
    """Milliseconds of each request in each world, sorted; the first ones are left out."""
    times: list[list[float]] = [[] for _world in worlds]
    tokens = [hidden(world[who].get("/account")[1], "csrf_token") if post else "" for world in worlds]
    for turn in range(-15, REQUESTS):
        for world, size, token, found in zip(worlds, sizes, tokens, times, strict=True):
            n = turn % REQUESTS
            idea = 4 + 50 * (n % max(size.ideas // 50 - 1, 1))  # open, and merged into no other
            address = path.format(n=turn + 15, idea=idea, slug=slug_of(title_of(idea)))
            began = time.perf_counter()
            if post:
                status, _body = world[who].post(address, csrf_token=token, want=str((turn + 1) % 2))
            else:
                status, _body = world[who].get(address)
            if status != (303 if post else 200):
                raise RuntimeError(f"{address} → {status}")
            if turn >= 0:
                found.append((time.perf_counter() - began) * 1000)
    return [sorted(found) for found in times]


def _figures(size: Size, times: dict[str, list[list[float]]]) -> dict[str, Any]:
    print(f"{size.ideas} ideas × {size.votes} votes, beside {few(size)}")
    print(f"{'page':<26}{'big p50':>9}{'p95':>8}{'small p50':>11}{'p95':>8}{'ratio':>8}  (ms; p95 ÷ p95 ≤ {MOST})")
    figures: dict[str, Any] = {}
    for name, (big, small) in times.items():
        (half, most), (half_small, most_small) = ((of[len(of) // 2], of[int(len(of) * 0.95)]) for of in (big, small))
        figures[name] = f"{most / most_small:.2f}"
        met = "met" if most / most_small <= MOST else "MISSED"
        print(f"{name:<26}{half:>9.1f}{most:>8.1f}{half_small:>11.1f}{most_small:>8.1f}{figures[name]:>8}  {met}")
    return figures | {"too_slow": sum(float(ratio) > MOST for ratio in figures.values())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, number in FULL._asdict().items():
        parser.add_argument(f"--{name}", type=int, default=number)
    parser.add_argument("--plans", action="store_true")
    asked = parser.parse_args()
    drill(Size(asked.ideas, asked.votes), asked.plans)


if __name__ == "__main__":
    main()
