"""A clock that jumps and a database that is slow or stands still: answers come late or say why, and nothing is lost."""

from __future__ import annotations

import contextlib
import socket
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from benchmarks.kills import Inbox
from benchmarks.outages import complete, complete_one, completions, member, wait
from benchmarks.running import Browser, Clock, Portal, free_port, hidden, running, write_items
from portal.kernel.db import db
from portal.kernel.events import Outbox
from portal.kernel.mail import Mail

DAY = 24 * 3600


def clock_jumps(database: str) -> dict[str, Any]:
    """A day ahead, and back again, with work queued each time: all of it is done soon, and once."""
    inbox = Inbox()
    inbox.controller.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            write_items(Path(folder) / "content", 30)
            mail = f"smtp://127.0.0.1:{inbox.controller.port}"
            with running(Path(folder), database, mail_url=mail) as portal:
                return _jump(portal, Clock(portal), inbox)
    finally:
        inbox.controller.stop()


def _jump(portal: Portal, clock: Clock, inbox: Inbox) -> dict[str, Any]:
    browser, app = member(portal)
    before, links, after_seconds = 0, 0, []
    for turn, ahead in enumerate((0, DAY, 0, -DAY, 0)):
        first = turn * 5
        before += complete(browser, range(first, first + 3))
        clock.ahead(ahead)  # what was queued a moment ago is due at another time now
        before += complete(browser, range(first + 3, first + 5))
        links += _ask_link(portal, turn)
        after_seconds.append(wait(app, _nothing_owed))
    with app.app_context():
        mails = db.session.scalar(sa.select(sa.func.count()).select_from(Mail)) or 0
    kept = completions(app)
    return {
        "acknowledged": before,
        "kept": kept,
        "lost": before - kept,
        "links": links,
        "mails_lost": max(0, links - len(inbox.seen)),
        "doubled": len(inbox.seen) - mails,
        "handled_after_seconds": after_seconds,
        "still_owed": _owed(app),
    }


def _ask_link(portal: Portal, turn: int) -> int:
    """A mail that is queued in this moment."""
    browser = Browser(portal.port, address=f"10.2.0.{turn}")
    token = hidden(browser.get("/sign-in")[1], "csrf_token")
    return int(browser.post("/sign-in/link", csrf_token=token, email="p@drill.example")[0] == 200)


def _nothing_owed() -> bool:
    debts = db.session.scalar(sa.select(sa.func.count()).select_from(Outbox)) or 0
    mails = db.session.scalar(sa.select(sa.func.count()).where(Mail.state.in_(("pending", "sending")))) or 0
    return debts + mails == 0


def _owed(app: Flask) -> int:
    with app.app_context():
        return 0 if _nothing_owed() else 1


def slow_database() -> dict[str, Any]:
    """PostgreSQL behind a line that delays every packet by 200 ms, then stands still for 20 s, then is well again."""
    with tempfile.TemporaryDirectory() as folder:
        write_items(Path(folder) / "content", 30)
        with running(Path(folder), "postgresql") as portal:
            line = Line(Path(folder) / "postgres" / ".s.PGSQL.5432")
            try:
                return _strain(portal, line)
            finally:
                line.close()


def _strain(portal: Portal, line: Line) -> dict[str, Any]:
    direct = portal.environ["PORTAL_DATABASE_URL"]
    portal.environ["PORTAL_DATABASE_URL"] = line.url
    browser, app = member(portal)
    portal.environ["PORTAL_DATABASE_URL"] = direct
    well = _seconds(lambda: browser.get("/learn"))
    line.delay = 0.2
    slow = _seconds(lambda: browser.get("/learn"))
    taken = complete(browser, range(3))
    line.delay = 0.0
    line.stand_still()
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(complete_one, browser, number) for number in range(3, 6)]
        alive = _seconds(lambda: Browser(portal.port).get("/healthz"))
        time.sleep(max(0.0, 20 - alive))
        line.go_on()
        answers = Counter(one.result() for one in waiting)
    began = time.monotonic()
    portal.wait_ready()
    taken += answers[302] + answers[303] + complete(browser, range(6, 10))
    recovered = time.monotonic() - began
    handled = wait(app, _nothing_owed)
    return {
        "page_seconds": round(well, 2),
        "page_seconds_slow": round(slow, 2),
        "healthz_seconds_still": round(alive, 2),
        "answers_after_still": dict(answers),
        "acknowledged": taken,
        "kept": (kept := completions(app)),
        "lost": max(0, taken - kept),
        "recovered_seconds": round(recovered, 1),
        "handled_after_seconds": handled,
        "too_slow": int(recovered > 10),
    }


def _seconds(act: Callable[[], object]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


class Line:
    """A way to the database by TCP that can be slow (`delay` seconds a packet) or stand still."""

    def __init__(self, server: Path) -> None:
        self.delay, self._server = 0.0, str(server)
        self._open = threading.Event()
        self._open.set()
        self._door = socket.create_server(("127.0.0.1", free_port()))
        self.url = f"postgresql://postgres:@127.0.0.1:{self._door.getsockname()[1]}/postgres"
        threading.Thread(target=self._let_in, daemon=True).start()

    def stand_still(self) -> None:
        self._open.clear()

    def go_on(self) -> None:
        self._open.set()

    def close(self) -> None:
        self._open.set()
        self._door.close()

    def _let_in(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._door.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                server.connect(self._server)
                for ends in ((client, server), (server, client)):
                    threading.Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while packet := one.recv(65536):
                self._open.wait()
                time.sleep(self.delay)
                other.sendall(packet)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
