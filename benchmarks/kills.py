"""`python -m benchmarks.kills [--database postgresql --kills 10 --seed 7]`: is anything lost when processes are killed?

People do all that must not be lost while `kill -9` meets the web processes, the worker, both, and the database (on
SQLite whoever writes is the database), at random moments. What was acknowledged must be there once, nothing by half,
whatever follows of it must have followed once, and every stored number must equal a recount.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from pathlib import Path
from typing import Any, NamedTuple

from aiosmtpd.controller import Controller

from benchmarks import aftermath
from benchmarks.clients import Hand, Heard
from benchmarks.deeds import BY_CUSTOMERS, Ask, Decide, Deed, Link
from benchmarks.kill_world import World, fill
from benchmarks.running import Browser, Portal, free_port, running, write_items
from benchmarks.webhooks import Ear
from portal.kernel.db import db

CLIENTS = 10  # threads, each with some of the people
ITEMS = 60
PAUSE = 0.05  # seconds at most between two deeds of a client
BETWEEN = (0.5, 4.0)  # seconds between two kills: from a process that has just begun to one at work
SLOWLY = 2.0  # seconds at least between two decisions: each is told to many


class Plan(NamedTuple):
    """How many are killed, by which dice, and whom, if not all kinds."""

    kills: int
    dice: random.Random
    only: Sequence[str]


class Inbox:
    """An SMTP server that counts how often each message came."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.seen[str(message_from_bytes(envelope.content)["Message-ID"])] += 1
        return "250 taken"


def drill(database: str, kills: int = 30, seed: int | None = None, only: Sequence[str] = ()) -> dict[str, Any]:
    """One run; prints what was done to whom, and the closing table. All that is lost, doubled or half must be 0.

    `only`: those to be killed, of `victims_of`.
    """
    seed = random.randrange(10_000) if seed is None else seed
    print(f"kills-{database}: seed {seed}", flush=True)
    inbox, ear = Inbox(), Ear()
    inbox.controller.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            write_items(Path(folder) / "content", ITEMS)
            mail = f"smtp://127.0.0.1:{inbox.controller.port}"
            settings = {"mail_url": mail, "private_targets": "127.0.0.0/8"}
            with running(Path(folder), database, workers=2, **settings) as portal:
                return _run(portal, inbox, ear, Plan(kills, random.Random(seed), only))
    finally:
        inbox.controller.stop()
        ear.server.shutdown()
        ear.server.server_close()


def _run(portal: Portal, inbox: Inbox, ear: Ear, plan: Plan) -> dict[str, Any]:
    portal.command("setup")
    app = portal.app()
    with app.app_context():
        world = fill(app, ear.url)
        db.session.remove()
        db.engine.dispose()
    portal.start()
    crowd = Crowd(portal, world, plan.dice)
    try:
        killed = _kill(portal, plan)
    finally:
        crowd.go_home()
    with app.app_context():
        figures = aftermath.settle() | aftermath.told() | aftermath.mailed(inbox.seen) | aftermath.called(ear)
        verdicts = {deed.name: deed.verdict() for deed in crowd.deeds}
        cookie = world.staff[1]
        figures |= aftermath.found(portal, cookie, crowd.asked.taken) | aftermath.counted(portal)
    _print(killed, verdicts, crowd.heard.troubles)
    print("".join(f"{line[-6000:]}\n" for line in _faults(portal)[:5]), end="", flush=True)
    return _figures(killed, verdicts, crowd.heard.troubles, figures)


class Crowd:
    """Everybody who does something, at the same time, until told to stop."""

    def __init__(self, portal: Portal, world: World, dice: random.Random) -> None:
        self.heard, self.stop = Heard(), threading.Event()
        by_customers = [kind(world) for kind in BY_CUSTOMERS]
        self.asked = next(deed for deed in by_customers if isinstance(deed, Ask))
        decide, link = Decide(world), Link(world)
        self.deeds: list[Deed] = [*by_customers, decide, link]
        self._port, self._dice = portal.port, dice
        people = [self._hand(person, cookie) for person, cookie in world.cookies.items()]
        self._pool = ThreadPoolExecutor(CLIENTS + 2)
        self._clients = [
            *(self._pool.submit(self._go_on, people[n::CLIENTS], by_customers, 0.0) for n in range(CLIENTS)),
            self._pool.submit(self._go_on, [self._hand(*world.staff)], [decide], SLOWLY),
            self._pool.submit(self._go_on, [self._hand(0, "")], [link], 0.0),
        ]

    def go_home(self) -> None:
        """Stop, and fail as a client failed."""
        self.stop.set()
        for client in self._clients:
            client.result()
        self._pool.shutdown()

    def _hand(self, person: int, cookie: str) -> Hand:
        browser = Browser(self._port, cookie, address=f"10.0.0.{person % 250}")
        return Hand(browser, person, random.Random(self._dice.random()), self.heard, self.stop)

    def _go_on(self, hands: list[Hand], deeds: list[Deed], pause: float) -> None:
        while not self.stop.is_set():
            hand = hands[0].dice.choice(hands)
            hand.dice.choice(deeds).act(hand)
            self.stop.wait(pause + hand.dice.uniform(0, PAUSE))


def victims_of(portal: Portal, dice: random.Random) -> dict[str, Callable[[], None]]:
    """How each is killed."""
    victims: dict[str, Callable[[], None]] = {
        "web": lambda: portal.kill_web(with_worker=False),
        "worker": portal.kill_worker,
        "both": portal.kill_web,
    }
    if portal.postgres:
        victims["database"] = lambda: portal.kill_database(dice.uniform(0.0, 1.0))
    return victims


def _kill(portal: Portal, plan: Plan) -> Counter[str]:
    """Whom it met, how often."""
    victims = victims_of(portal, plan.dice)
    killed = Counter[str]()
    for _kill in range(plan.kills):
        time.sleep(plan.dice.uniform(*BETWEEN))
        _worker_is_there(portal)
        victim = plan.dice.choice(plan.only or list(victims))
        victims[victim]()
        killed[victim] += 1
    time.sleep(2)
    return killed


def _faults(portal: Portal) -> list[str]:
    """What the log says of answers that were our fault."""
    log = portal.log.read_text(errors="replace").splitlines()
    return [line for line in log if "request.failed" in line or "Application callable raised" in line]


def _worker_is_there(portal: Portal, seconds: float = 60) -> None:
    """One that dies often is started again more and more slowly; killing nobody would prove nothing."""
    until = time.monotonic() + seconds
    while not portal.processes()[1] and time.monotonic() < until:
        time.sleep(0.1)


def _print(killed: Counter[str], verdicts: dict[str, Any], troubles: Counter[int]) -> None:
    print(f"{'killed':<34}{'times':>8}")
    for victim, times in sorted(killed.items()):
        print(f"{victim:<34}{times:>8}")
    print(f"{'done':<34}{'acknowledged':>14}{'lost':>8}{'doubled':>8}{'halves':>8}")
    for name, verdict in verdicts.items():
        print(f"{name:<34}{verdict.taken:>14}{verdict.lost:>8}{verdict.doubled:>8}{verdict.halves:>8}")
    print(f"{'seen by clients':<34}{'times':>8}")
    for status, times in sorted(troubles.items()):
        print(f"{status or 'connection cut':<34}{times:>8}", flush=True)


def _figures(
    killed: Counter[str], verdicts: dict[str, Any], troubles: Counter[int], followed: dict[str, Any]
) -> dict[str, Any]:
    """The sums; what follows of a deed counts as lost or doubled like the deed itself."""
    lost = ("not_told", "not_mailed", "hooks_lost", "not_found", "numbers_off")
    doubled = ("mails_doubled", "hooks_doubled")
    return {
        "kills": killed.total(),
        "taken": sum(verdict.taken for verdict in verdicts.values()),
        "lost": sum(verdict.lost for verdict in verdicts.values()) + sum(followed[name] for name in lost),
        "doubled": sum(verdict.doubled for verdict in verdicts.values()) + sum(followed[name] for name in doubled),
        "halves": sum(verdict.halves for verdict in verdicts.values()),
        "errors": troubles[500],
        **followed,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--only", choices=("web", "worker", "both", "database"), action="append", default=[])
    asked = parser.parse_args()
    figures = drill(asked.database, asked.kills, asked.seed, asked.only)
    print(f"kills-{asked.database}: " + ", ".join(f"{name} {value}" for name, value in figures.items()), flush=True)
    names = ("lost", "doubled", "halves", "errors", "mails_lost", "still_owed")
    sys.exit(1 if sum(figures[name] for name in names) else 0)


if __name__ == "__main__":
    main()
