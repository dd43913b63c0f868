"""`python -m benchmarks.told [--voters 50000]`: an idea that so many people want changes its status.

On SQLite and on PostgreSQL, with real processes: the page must answer at once, everybody who waits must have exactly one
notification of it (those who switched it off and those for whom staff voted none), and the worker's memory must stay
flat. The voters are a family of three ideas; every tenth voted for two of them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import psutil
import sqlalchemy as sa

from benchmarks.running import Browser, Portal, cookie_of, hidden, write_items
from benchmarks.world.filling import fill as fill_world
from benchmarks.world.people import FIRST, PRODUCT, company_of
from benchmarks.world.sizes import World
from benchmarks.world.writing import load
from portal.accounts.models import Person
from portal.ideas.commands.counting import empty, recount
from portal.ideas.commands.statuses import first_status
from portal.ideas.models import Idea, IdeaFollow, IdeaStatusChange, IdeaVote
from portal.kernel.db import db
from portal.kernel.events import Outbox
from portal.kernel.mail import Mail
from portal.notifications.models import Notification

VOTERS = 50_000
IDEAS = (1, 2, 3)  # the second and third are merged into the first
OFF, NOTED = 50, 40  # one of so many switched it off; for one of so many staff voted
AT_ONCE = 2.0  # seconds within which the page answers
MOST_GROWTH = 64.0  # megabytes the worker may grow by, however many are told
PATIENCE = 3600.0  # seconds for all that follows
AT = datetime(2026, 1, 1, tzinfo=UTC)


class Told(NamedTuple):
    """Seconds until the page had answered, all were told, and all mails were written; megabytes of the worker."""

    page: float
    told: float
    mails: float
    before: float
    most: float


def fill(voters: int) -> int:
    """People, the family and their votes; the number of somebody of product, who decides."""
    world = _world(voters)
    fill_world(world)
    first = first_status().id
    load(Idea, (_idea(number, first) for number in IDEAS))
    load(
        IdeaStatusChange, ({"id": n, "idea_id": n, "to_id": first, "reason": "", "window": "", "at": AT} for n in IDEAS)
    )
    load(IdeaVote, _votes(world, voters))
    load(IdeaFollow, _follows(voters))
    for idea in db.session.scalars(sa.select(Idea).order_by(Idea.id)):
        (recount if idea.merged_into_id is None else empty)(idea)
    db.session.commit()
    return PRODUCT


def _world(voters: int) -> World:
    """Everybody but staff votes."""
    return World(organizations=max(1, voters // 50), people=FIRST - 1 + voters, items=10)


def _voters(voters: int) -> range:
    return range(FIRST, FIRST + voters)


def _idea(number: int, status: int) -> dict[str, Any]:
    words = {"title": f"Offline photo queue {number}", "excerpt": "", "source": "W", "html": "<p>W</p>", "plain": "W"}
    zeros = dict.fromkeys(("votes", "companies", "comments", "demand"), 0)
    return {
        "id": number, **words, "language": "en", "author_id": PRODUCT, "status_id": status,
        "merged_into_id": None if number == IDEAS[0] else IDEAS[0], **zeros, "trending": 0.0, "shipped_url": "",
        "window": "", "hidden_reason": "", "version": 1, "at": AT, "heard_at": AT,
    }  # fmt: skip


def _votes(world: World, voters: int) -> Iterator[dict[str, Any]]:
    at = 0
    for person in _voters(voters):
        noted = person % NOTED == 0
        for idea in (IDEAS[0], IDEAS[1]) if person % 10 == 5 else (IDEAS[person % 3],):
            at += 1
            yield {
                "id": at, "idea_id": idea, "person_id": person, "organization_id": company_of(person, world),
                "source": "call" if noted else "own", "added_by_id": PRODUCT if noted else None, "note": "", "at": AT,
            }  # fmt: skip


def _follows(voters: int) -> Iterator[dict[str, Any]]:
    for at, person in enumerate((n for n in _voters(voters) if n % NOTED), 1):
        yield {"id": at, "idea_id": IDEAS[0], "person_id": person, "wanted": person % OFF != 0, "at": AT}


def awaited(voters: int) -> int:
    """How many must be told."""
    return sum(person % NOTED != 0 and person % OFF != 0 for person in _voters(voters))


class Memory(threading.Thread):
    """Watches how big the workers are."""

    def __init__(self, portal: Portal) -> None:
        super().__init__(daemon=True)
        self.processes, self.most, self.done = portal.processes()[1], 0.0, threading.Event()

    def size(self) -> float:
        """Megabytes now."""
        return sum(process.memory_info().rss for process in self.processes if process.is_running()) / 1_000_000

    def settled(self) -> float:
        """Once the worker has read what it reads at its start."""
        sizes = [0.0]
        while len(sizes) < 4 or max(sizes[-4:]) - min(sizes[-4:]) > 1:
            time.sleep(1)
            sizes.append(self.size())
        return sizes[-1]

    def run(self) -> None:
        while not self.done.wait(0.1):
            try:
                self.most = max(self.most, self.size())
            except psutil.Error:
                return


def drill(database: str, voters: int = VOTERS) -> dict[str, Any]:
    """Figures for `make drill`."""
    with tempfile.TemporaryDirectory() as folder:
        portal = Portal(Path(folder), database)
        try:
            write_items(portal.folder / "content", 0)
            portal.command("setup")
            app = portal.app()
            with app.app_context():
                product = fill(voters)
                cookie = cookie_of(app, db.session.get_one(Person, product))
                db.session.remove()
            portal.start()
            told = _change(portal, app, cookie, awaited(voters))
            with app.app_context():
                found = _counted(voters)
                db.session.remove()
                db.engine.dispose()
        finally:
            portal.stop()
    return _figures(database, voters, told, found)


def _change(portal: Portal, app: Any, cookie: str, people: int) -> Told:
    """Decide by the page's form, then wait for the worker."""
    browser, memory = Browser(portal.port, cookie), Memory(portal)
    before = memory.settled()
    memory.start()
    page = browser.get(f"/console/ideas/{IDEAS[0]}")[1]
    form = {name: hidden(page, name) for name in ("csrf_token", "form_key", "seen_change")}
    began = time.monotonic()
    status, _body = browser.post(f"/console/ideas/{IDEAS[0]}/status", status="planned", reason="Many ask", **form)
    answered = time.monotonic() - began
    if status != 303:
        raise RuntimeError(f"the decision was answered with {status}")
    with app.app_context():
        told = _wait(began, lambda: _number(sa.select(sa.func.count()).select_from(Notification)) >= people)
        owed = sa.select(sa.func.count()).select_from(Notification).where(Notification.mail_due)
        mails = _wait(began, lambda: not _number(owed))
    memory.done.set()
    memory.join()
    return Told(answered, told, mails, before, memory.most)


def _wait(began: float, done: Any) -> float:
    while not done():
        if time.monotonic() - began > PATIENCE:
            raise RuntimeError("the worker did not come to an end")
        time.sleep(0.5)
    return time.monotonic() - began


def _number(wanted: sa.Select[Any]) -> int:
    found = db.session.scalar(wanted) or 0
    db.session.rollback()
    return found


def _counted(voters: int) -> dict[str, int]:
    """How the rows differ from one notification for each who waits and none for anybody else; and from one mail."""
    people = sa.select(Notification.person_id, sa.func.count().label("times")).group_by(Notification.person_id)
    times = {row.person_id: row.times for row in db.session.execute(people)}
    waiting = {person for person in _voters(voters) if person % NOTED and person % OFF}
    letters = sa.select(sa.func.count(Mail.person_id.distinct())).where(Mail.kind == "idea-status")
    return {
        "lost": len(waiting - times.keys()),
        "doubled": sum(number - 1 for number in times.values()),
        "told_wrongly": len(times.keys() - waiting),
        "mails_lost": len(waiting) - (db.session.scalar(letters) or 0),
        "still_owed": db.session.scalar(sa.select(sa.func.count()).select_from(Outbox)) or 0,
    }


def _figures(database: str, voters: int, told: Told, found: dict[str, int]) -> dict[str, Any]:
    grown = told.most - told.before
    print(
        f"{database}: {voters} voters; page {told.page * 1000:.0f} ms; {awaited(voters)} told after {told.told:.1f} s, "
        f"mails written after {told.mails / 60:.1f} min; worker {told.before:.0f} → {told.most:.0f} MB",
        flush=True,
    )
    slow = int(told.page > AT_ONCE) + int(grown > MOST_GROWTH) + found["told_wrongly"]
    minutes = {"told_minutes": f"{told.told / 60:.2f}", "mail_minutes": f"{told.mails / 60:.1f}"}
    size = {"page_ms": f"{told.page * 1000:.0f}", "worker_mb": f"{told.most:.0f}", "grown_mb": f"{grown:.0f}"}
    return {**found, **minutes, **size, "too_slow": slow}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voters", type=int, default=VOTERS)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    asked = parser.parse_args()
    missed = 0
    for database in asked.database or ("sqlite", "postgresql"):
        print(database, figures := drill(database, asked.voters))
        missed += sum(figures[name] for name in ("lost", "doubled", "mails_lost", "still_owed", "too_slow"))
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
