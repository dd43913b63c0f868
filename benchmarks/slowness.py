"""PostgreSQL behind a slow line: answers come late, and none that was given is lost, also when the line stands still."""

from __future__ import annotations

import contextlib
import socket
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.outages import complete, complete_one, completions, member, wait
from benchmarks.running import Browser, Portal, running, write_items
from benchmarks.strains import nothing_owed

DELAY = 0.1  # seconds each packet takes, there and back
STILL = 15.0  # seconds in which nothing comes through
SOON = 10.0  # seconds after which a page must be as it was


def drill() -> dict[str, Any]:
    """Well, slow, still, well again; three people finish items in each, and one of them while nothing moves."""
    with tempfile.TemporaryDirectory() as folder:
        write_items(Path(folder) / "content", 30)
        with slow_line(Path(folder) / "postgres") as line, running(Path(folder), "postgresql") as portal:
            return _strained(portal, line)


def _strained(portal: Portal, line: Line) -> dict[str, Any]:
    portal.environ["PORTAL_DATABASE_URL"] = line.url
    browser, app = member(portal)
    well, taken = _seconds(lambda: browser.get("/learn")), complete(browser, range(3))
    line.delay = DELAY
    slow = _seconds(lambda: browser.get("/learn"))
    taken += complete(browser, range(3, 6))
    line.delay = 0.0
    with ThreadPoolExecutor(3) as pool, line.still():
        given = [pool.submit(complete_one, browser, number) for number in range(6, 9)]
        alive = _seconds(lambda: Browser(portal.port).get("/healthz"))
        time.sleep(STILL)
    answers = Counter(one.result() for one in given)
    again = _seconds(lambda: browser.get("/learn"))
    taken += answers[303] + complete(browser, range(9, 12))
    handled = wait(app, nothing_owed)
    kept = completions(app)
    return {
        "page_seconds": round(well, 2),
        "page_seconds_slow": round(slow, 2),
        "health_seconds_still": round(alive, 2),
        "answers_after_still": dict(answers),
        "page_seconds_afterwards": round(again, 2),
        "acknowledged": taken,
        "kept": kept,
        "lost": max(0, taken - kept),
        "handled_after_seconds": handled,
        "too_slow": int(again > SOON or alive > 1),
    }


def _seconds(act: Callable[[], object]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


class Line:
    """A way by TCP to a server that listens in a folder; `delay`: seconds each packet takes."""

    def __init__(self, folder: Path) -> None:
        self.delay, self._folder = 0.0, folder
        self._moving = threading.Event()
        self._moving.set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"postgresql://postgres:@127.0.0.1:{self._door.getsockname()[1]}/postgres"
        threading.Thread(target=self._let_in, daemon=True).start()

    @contextmanager
    def still(self) -> Iterator[None]:
        """Meanwhile nothing comes through."""
        self._moving.clear()
        try:
            yield
        finally:
            self._moving.set()

    def close(self) -> None:
        """Let nobody in any more; who is inside goes with their own end."""
        self._door.close()

    def _let_in(self) -> None:
        with contextlib.suppress(OSError):  # the door is closed
            while True:
                client, _address = self._door.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                server.connect(str(self._folder / ".s.PGSQL.5432"))
                for ends in ((client, server), (server, client)):
                    threading.Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):  # an end that was cut
            while packet := one.recv(65536):
                self._moving.wait()
                time.sleep(self.delay)
                other.sendall(packet)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def slow_line(folder: Path) -> Iterator[Line]:
    """To the server in `folder`, which need not be there yet."""
    line = Line(folder)
    try:
        yield line
    finally:
        line.close()
