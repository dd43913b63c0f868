"""The process beside the web: pays the outbox, sends mail, runs the clock's jobs.

Huey carries the nudge that something was committed. A nudge that is lost costs a second, not data: a thread looks
into the outbox every second anyway.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, g
from huey import Huey, RedisHuey, SqliteHuey
from huey.serializer import SignedSerializer
from sqlalchemy.exc import DBAPIError

from portal.kernel import jobs, mail, outbox
from portal.kernel.db import db

SWEEP_SECONDS = 1.0
REPEATED: dict[str, tuple[float, Callable[[], Any]]] = {}

log = structlog.get_logger()


def make_huey(app: Flask) -> Huey:
    """The queue of nudges: a file beside the data, or Valkey. Signed, because Huey's messages are pickles."""
    found = app.extensions["settings"]
    shared = {"results": False, "serializer": SignedSerializer(secret=found.secret_key)}
    if found.valkey_url:
        return RedisHuey("portal", url=found.valkey_url, **shared)
    found.data_dir.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("portal", filename=str(Path(found.data_dir) / "nudges.db"), **shared)


def init_worker(app: Flask) -> None:
    """Give the app its queue, and nudge the worker after each commit that owes something."""
    huey = make_huey(app)
    drain_lock = threading.Lock()

    @huey.task(name="drain")
    def drain() -> None:
        with app.app_context():
            drain_together(drain_lock)

    app.extensions["huey"] = huey
    app.extensions["nudge"] = drain
    app.extensions["drain_lock"] = drain_lock

    @app.teardown_appcontext
    def nudge(_error: BaseException | None) -> None:
        if g.pop("nudge", False) and not app.config.get("NO_NUDGES"):
            try:
                drain()
            except Exception as error:  # the queue may be down; the sweep finds the rows within a second
                log.warning("worker.not_nudged", queue=type(huey).__name__, error=str(error))


def drain_together(lock: threading.Lock) -> None:
    """Drain, one thread of this process at a time: the next one takes what came meanwhile."""
    with lock:
        outbox.drain()


def repeated(seconds: float, name: str) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Let the worker call the function again and again in a thread of its own, with `seconds` between two calls."""

    def register(work: Callable[[], Any]) -> Callable[[], Any]:
        REPEATED[name] = (seconds, work)
        return work

    return register


def run_worker(app: Flask) -> None:
    """Serve until a signal says stop; the task in hand is finished first."""
    stop = threading.Event()
    threads = [
        _repeat(app, stop, "sweep", SWEEP_SECONDS, _sweeper(app)),
        _repeat(app, stop, "mail", 0.5, lambda: mail.send_due()),
        *(_repeat(app, stop, name, seconds, work) for name, (seconds, work) in REPEATED.items()),
    ]
    consumer = app.extensions["huey"].create_consumer(
        workers=1, initial_delay=0.05, max_delay=0.25, backoff=1.15, periodic=False
    )
    log.info("worker.started", queue=type(app.extensions["huey"]).__name__)
    try:
        consumer.run()
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=30)
        log.info("worker.stopped")


def _sweeper(app: Flask) -> Callable[[], Any]:
    seen: dict[str, int] = {}

    def sweep() -> None:
        drain_together(app.extensions["drain_lock"])
        jobs.run_due(seen)

    return sweep


def _repeat(app: Flask, stop: threading.Event, name: str, seconds: float, work: Callable[[], Any]) -> threading.Thread:
    """A thread that does `work` again and again; while the database is away it says so once and waits."""

    def loop() -> None:
        failing = False
        while not stop.is_set():
            with app.app_context():
                try:
                    work()
                    if failing:
                        log.info("worker.recovered", thread=name)
                    failing = False
                except DBAPIError as error:
                    db.session.rollback()
                    if not failing:
                        log.error("worker.database_unreachable", thread=name, error=str(error.orig).splitlines()[0])
                    failing = True
                except Exception as error:
                    db.session.rollback()
                    log.error("worker.failed", thread=name, exc_info=error)
                    failing = True
            stop.wait(min(seconds * 5, 5) if failing else seconds)

    thread = threading.Thread(target=loop, name=name, daemon=True)
    thread.start()
    return thread
