"""`portal backup` while people write: what was acknowledged before it began is in it, half of a deed never is."""

from __future__ import annotations

import tempfile
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from benchmarks import hands
from benchmarks.hands import Hand, Noted, Told
from benchmarks.running import Portal, running, write_items
from portal.kernel import outbox
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Outbox
from portal.search.models import SearchMiss

CLIENTS = 8
ITEMS = 400
BACKUPS = 3
PADDING = 150_000  # rows that make copying take a while
WARM = 40  # deeds before the first backup
PATIENCE = 90.0  # seconds for them
QUIET = 3.0  # seconds of writing before, between and after the backups
PROCESSES = 2  # that serve


class Taken(NamedTuple):
    """A backup, and when its command ran; seconds of the monotonic clock."""

    file: Path
    began: float
    ended: float


def drill(database: str) -> dict[str, Any]:
    """Several backups under load, each restored elsewhere; `lost`, `doubled` and `errors` must be 0."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        write_items(home / "content", ITEMS)
        with running(_place(home, "source"), database, workers=PROCESSES, **_content(home)) as portal:
            told, backups = _under_load(portal, home)
        figures = [_restored(home, database, taken, told) for taken in backups]
        sums = {name: sum(found[name] for found in figures) for name in figures[0]}
        sums["errors"] = sums["from_later"] + sums["dangling"] + told.errors.total()
        return _speeds(told, backups) | sums


def _place(home: Path, name: str) -> Path:
    (home / name).mkdir()
    return home / name


def _content(home: Path) -> dict[str, Any]:
    return {"content_dir": str(home / "content"), "new_posts": "1000"}


def _under_load(portal: Portal, home: Path) -> tuple[Told, list[Taken]]:
    portal.command("setup")
    app = portal.app()
    with app.app_context():
        people = hands.fill(app, CLIENTS)
        _pad()
        outbox.drain()
        work = hands.work()
        db.session.remove()
        db.engine.dispose()
    portal.start()
    told, stop = Told(), threading.Event()
    writers = [Hand(person, [portal.port], work, told, stop) for person in people]
    for writer in writers:
        writer.start()
    try:
        _warm(told)
        time.sleep(QUIET)
        backups = [_back_up(portal, home / f"{number}.backup") for number in range(BACKUPS)]
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    return told, backups


def _pad() -> None:
    """Rows that nobody asks for, made by the database itself."""
    number = sa.select(sa.literal(1).label("n")).cte("number", recursive=True)
    number = number.union_all(sa.select(number.c.n + 1).where(number.c.n < PADDING))
    words = sa.literal("what nobody finds ") + sa.cast(number.c.n, sa.Text)
    facts = {"day": date(2026, 1, 1), "locale": "en", "count": 1, "at": now()}
    table = SearchMiss.__table__
    values = sa.select(*(sa.literal(value, table.c[name].type) for name, value in facts.items()), words)
    db.session.execute(sa.insert(SearchMiss).from_select([*facts, "q"], values.select_from(number)))
    db.session.commit()


def _warm(told: Told) -> None:
    """Wait until all processes are at work."""
    until = time.monotonic() + PATIENCE
    while len(told.deeds) < WARM:
        if told.errors or time.monotonic() > until:
            raise RuntimeError(f"{len(told.deeds)} deeds, answers {dict(told.errors)}, {told.cut} without an answer")
        time.sleep(0.1)


def _back_up(portal: Portal, file: Path) -> Taken:
    began = time.monotonic()
    portal.command("backup", str(file))
    ended = time.monotonic()
    time.sleep(QUIET)
    return Taken(file, began, ended)


def _restored(home: Path, database: str, taken: Taken, told: Told) -> dict[str, Any]:
    """Restore it elsewhere, look, and let the worker there pay what was owed."""
    before = {noted.deed for noted in told.deeds if noted.ended < taken.began}
    after = {noted.deed for noted in told.deeds if noted.began > taken.ended}
    with running(_place(home, f"of-{taken.file.stem}"), database, **_content(home)) as other:
        other.command("restore", str(taken.file))
        counters = _counters(other)
        app = other.app()
        with app.app_context():
            kept = hands.kept()
            figures = {
                "acknowledged": len(before),
                "kept": len(before & kept),
                "from_during": len(kept & {noted.deed for noted in told.deeds}) - len(before & kept),
                "lost": len(before - kept) + counters,
                "from_later": len(after & kept),
                "doubled": hands.halves(),
                "dangling": hands.dangling(),
            }
            outbox.drain()
            figures["still_owed"] = db.session.scalar(sa.select(sa.func.count()).select_from(Outbox)) or 0
            db.session.remove()
            db.engine.dispose()
        other.start()
    return figures


def _counters(portal: Portal) -> int:
    """Whether a number kept beside what it counts is wrong."""
    try:
        portal.command("counters", "check")
    except RuntimeError as error:
        print(error, flush=True)
        return 1
    return 0


def _speeds(told: Told, backups: list[Taken]) -> dict[str, Any]:
    """Deeds a second and the slowest one, while no backup ran and while one did."""
    began = backups[0].began
    during = [noted for taken in backups for noted in told.between(taken.began, taken.ended)]
    seconds = sum(taken.ended - taken.began for taken in backups)
    return {
        "backups": len(backups),
        "seconds_each": round(seconds / len(backups), 1),
        "megabytes": round(backups[-1].file.stat().st_size / 1e6, 1),
        "per_second_before": round(len(told.between(began - QUIET, began)) / QUIET),
        "per_second_during": round(len(during) / seconds),
        "slowest_during": round(_slowest(during), 2),
        "answers_with_error": dict(told.errors),
    }


def _slowest(deeds: list[Noted]) -> float:
    return max((noted.ended - noted.began for noted in deeds), default=0.0)
