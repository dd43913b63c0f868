"""`python -m benchmarks.cafeteria [--items 5000 --people 100000 --completions 2000000]`: is a big cafeteria as quick?

Two portals on PostgreSQL with the same menu, one with all these people and completions, one with few people and 1,000
completions. The same requests go to both in turn, so that what else the machine does slows both; the number is
p95 of the big one ÷ p95 of the small one.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from benchmarks.running import Browser, Portal, cookie_of, write_items
from portal.accounts.models import Membership, Organization, Person, Role
from portal.kernel.db import Model, db, dialect_name
from portal.learning.commands.shelf import new_edition
from portal.learning.models import Completion, Item, ItemAudience, ItemText, ItemVersion, Stage

MOST = 1.5  # p95 of the big world ÷ p95 of the small one
CHUNK = 10_000  # rows sent at once
OF_COMPANY = 50  # people
REQUESTS = 150  # of each page and portal
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
STAGES = ("onboarding", "adoption", "growth")
FORMATS = ("article", "article", "video", "template", "workshop")
JOBS = ("field", "planning", "manager", "finance", "it")
WORDS = "depot photo report queue contract audit plan route van sensor invoice crew shift boiler crane permit".split()


class Size(NamedTuple):
    """How many of each."""

    items: int
    people: int
    completions: int


FULL = Size(5_000, 100_000, 2_000_000)


def few(size: Size) -> Size:
    """The same menu for few people."""
    return Size(size.items, min(50, size.people), min(1_000, size.completions))


def fill(size: Size) -> None:
    """Write the world into an empty database and commit; the same on every run. Nothing is told to anybody."""
    dice = random.Random(7)
    if not db.session.scalar(sa.select(sa.func.count()).select_from(Stage)):
        load(Stage, ({"id": n, "slug": slug, "position": n, "names": {}, "labels": {}, "staff_only": False} for n, slug in enumerate(STAGES, 1)))  # fmt: skip
    load(Organization, _organizations(size))
    load(Person, _people(size))
    load(Membership, _memberships(size))
    load(Item, _items(size, dice))
    load(ItemText, _texts(size, dice))
    load(ItemVersion, _versions(size))
    load(ItemAudience, _audiences(size))
    load(Completion, _completions(size))
    new_edition()
    db.session.commit()
    if dialect_name() == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def load(model: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    """Insert many rows: by COPY on PostgreSQL, in chunks elsewhere."""
    found = iter(rows)
    while chunk := list(islice(found, CHUNK)):
        if dialect_name() == "postgresql":
            _copy(model.__table__, chunk)
        else:
            db.session.execute(sa.insert(model.__table__), chunk)


def _copy(table: sa.Table, rows: list[dict[str, Any]]) -> None:
    names = list(rows[0])
    columns = ", ".join(f'"{name}"' for name in names)
    line = f"COPY {table.name} ({columns}) FROM STDIN"
    connection = db.session.connection().connection.dbapi_connection
    with connection.cursor().copy(line) as copy:  # type: ignore[union-attr]
        for row in rows:
            copy.write_row([_plain(row[name]) for name in names])


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


def _organizations(size: Size) -> Iterator[dict[str, Any]]:
    for n in range(1, companies(size) + 1):
        name = f"Company {n:06d}"
        yield {
            "id": n, "name": name, "name_key": name.lower(), "tier": "low", "tier_reason": "", "touch": "tech",
            "touch_reason": "", "stage": STAGES[n % 3], "contract_value": 0, "industry": "", "language": "en",
            "may_be_named": False, "version": 1, "created_at": EPOCH,
        }  # fmt: skip


def companies(size: Size) -> int:
    """How many companies the people belong to."""
    return -(-size.people // OF_COMPANY)


def _people(size: Size) -> Iterator[dict[str, Any]]:
    for n in range(1, size.people + 1):
        yield {
            "id": n, "public_id": f"p{n}", "email": f"p{n}@bench.example", "display_name": f"Person {n:06d}",
            "roles": int(Role.MEMBER), "organization_id": 1 + (n - 1) // OF_COMPANY, "job": JOBS[n % 5],
            "department": "", "title": "", "influence": "", "time_zone": "UTC", "language": "en", "theme": "",
            "created_at": EPOCH,
        }  # fmt: skip


def _memberships(size: Size) -> Iterator[dict[str, Any]]:
    for n in range(1, size.people + 1):
        company = 1 + (n - 1) // OF_COMPANY
        yield {"id": n, "person_id": n, "organization_id": company, "key_person": n % OF_COMPANY == 1}


def _items(size: Size, dice: random.Random) -> Iterator[dict[str, Any]]:
    for n in range(1, size.items + 1):
        at = EPOCH + timedelta(hours=n % 8_000)
        yes = dice.randrange(60)
        yield {
            "id": n, "slug": f"item-{n:05d}", "stage": STAGES[n % 3], "position": n, "format": FORMATS[n % 5],
            "minutes": 2 + n % 40, "level": ("beginner", "intermediate", "")[n % 3],
            "jobs": [] if n % 3 else [JOBS[n % 5]], "tags": [], "next_slugs": [],
            "prerequisites": [f"item-{n - 1:05d}"] if n % 4 == 0 else [], "lessons": [], "lessons_at": {},
            "owner": "", "review_days": 180, "reviewed_at": at, "extra": {}, "source": "file", "version": 1,
            "kept_from": "", "material_version": 1, "helpful_yes": yes, "helpful_no": dice.randrange(20),
            "published_at": at, "changed_at": at,
        }  # fmt: skip


def _texts(size: Size, dice: random.Random) -> Iterator[dict[str, Any]]:
    for n in range(1, size.items + 1):
        title = " ".join(dice.choices(WORDS, k=3)).capitalize()
        words = " ".join(dice.choices(WORDS, k=200))
        yield {
            "id": n, "item_id": n, "locale": "en", "title": f"{title} {n}", "summary": f"About {title.lower()}.",
            "problem": "", "digest": f"{n:064d}", "source": words, "html": f"<p>{words}</p>", "plain": words,
            "headings": [], "words": 200, "questions": [], "downloads": [],
        }  # fmt: skip


def _versions(size: Size) -> Iterator[dict[str, Any]]:
    for n in range(1, size.items + 1):
        yield {"id": n, "item_id": n, "number": 1, "source": "file", "digest": f"{n:064d}", "texts": {}, "at": EPOCH}


def _audiences(size: Size) -> Iterator[dict[str, Any]]:
    for n in range(1, size.items + 1):
        for part, token in enumerate(("public" if n % 2 else "members", "staff")):
            yield {"id": 2 * n + part, "item_id": n, "token": token}


def _completions(size: Size) -> Iterator[dict[str, Any]]:
    """Each person has finished about as many, no item twice; spread over 300 days."""
    for n in range(size.completions):
        person, turn = 1 + n % size.people, n // size.people
        yield {
            "id": n + 1, "person_id": person, "item_id": 1 + (person * 37 + turn * 101) % size.items,
            "organization_id": 1 + (person - 1) // OF_COMPANY, "kind": "self" if n % 4 == 0 else "earned",
            "version": 1, "at": EPOCH + timedelta(minutes=n * 432_000 // size.completions),
        }  # fmt: skip


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
        fill(size)
        cookies = {name: cookie_of(app, db.session.get_one(Person, n)) for name, n in (("member", 2), ("lead", 1))}
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
