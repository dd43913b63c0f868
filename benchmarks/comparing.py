"""The same pages of two portals, a big and a small one, asked in turn: what else the machine does slows both."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from benchmarks.running import Browser, Portal, hidden
from portal.kernel.db import db

MOST = 1.5  # p95 of the big world ÷ p95 of the small one
MOST_STATEMENTS = 10
WARM = 15  # requests that are left out first


class Page(NamedTuple):
    """Its name, the address with what changes from request to request, and who reads.

    `post`: with `want`. Not `whole`: a file, of which only the beginning is waited for.
    """

    name: str
    path: str
    who: str
    post: bool = False
    whole: bool = True


BEGINNING = 4096  # bytes of a file
Address = Callable[[Page, int], str]


def statements(portal: Portal, pages: Sequence[Page], address: Address, readers: dict[str, Browser]) -> dict[str, int]:
    """How many SQL statements each page needs, asked of the portal inside this process."""
    app, found = portal.app(), dict[str, int]()
    for page in pages:
        if page.post:
            continue
        client = app.test_client()
        for name, value in readers[page.who].cookies.items():
            client.set_cookie(name, value)
        seen: list[str] = []
        with app.app_context():
            sa.event.listen(db.engine, "before_cursor_execute", keep := lambda *given, seen=seen: seen.append(given[2]))
            for turn in (1, 2):  # the first may read what is kept in memory afterwards
                seen.clear()
                client.get(address(page, turn), headers=readers[page.who].authorization()).close()
            sa.event.remove(db.engine, "before_cursor_execute", keep)
        found[page.name] = len(seen)
    with app.app_context():
        db.engine.dispose()
    return found


def ask(page: Page, worlds: list[dict[str, Browser]], addresses: list[Address], requests: int) -> list[list[float]]:
    """Milliseconds of each request in each world, sorted; the first ones are left out."""
    times: list[list[float]] = [[] for _world in worlds]
    tokens = [hidden(world[page.who].get("/account")[1], "csrf_token") if page.post else "" for world in worlds]
    for turn in range(-min(WARM, requests), requests):
        for world, address, token, found in zip(worlds, addresses, tokens, times, strict=True):
            path, browser = address(page, turn + WARM), world[page.who]
            began = time.perf_counter()
            if page.post:
                status, _body = browser.post(path, csrf_token=token, want=str((turn + 1) % 2))
            else:
                status, _body = browser.get(path, most=None if page.whole else BEGINNING)
            if status != (303 if page.post else 200):
                raise RuntimeError(f"{path} → {status}")
            if turn >= 0:
                found.append((time.perf_counter() - began) * 1000)
    high, low = (sorted(found)[int(len(found) * 0.95)] for found in times)
    print(f"… {page.name}: {high:.1f} ÷ {low:.1f} ms", flush=True)  # what is asked takes a while
    return [sorted(found) for found in times]


def figures(title: str, times: dict[str, list[list[float]]], asked: list[dict[str, int]]) -> dict[str, Any]:
    """Print a line a page, and say how many are beyond the number to meet."""
    print(title)
    print(
        f"{'page':<60}{'p50':>7}{'p95':>8}{'small p50':>11}{'p95':>8}{'ratio':>7}{'statements':>12}  (ms; p95 ÷ p95 ≤ {MOST})"
    )
    ratios, more = dict[str, float](), 0
    for name, (big, small) in times.items():
        (half, most), (half_small, most_small) = ((of[len(of) // 2], of[int(len(of) * 0.95)]) for of in (big, small))
        ratios[name] = most / most_small
        numbers = [of.get(name, 0) for of in asked]
        more += max(numbers) > MOST_STATEMENTS
        met = "met" if ratios[name] <= MOST and max(numbers) <= MOST_STATEMENTS else "MISSED"
        told = f"{half:>7.1f}{most:>8.1f}{half_small:>11.1f}{most_small:>8.1f}{ratios[name]:>7.2f}"
        print(f"{name:<60}{told}{numbers[0] or '':>8}{numbers[1] or '':>4}  {met}", flush=True)
    worst = max(ratios, key=lambda name: ratios[name])
    slow = sum(ratio > MOST for ratio in ratios.values())
    return {
        "pages": len(ratios),
        "worst": f"{worst} {ratios[worst]:.2f}",
        "too_many_statements": more,
        "too_slow": slow + more,
    }
