"""`portal serve` and `portal worker`: web processes and the worker beside them."""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import click
import structlog
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from sqlalchemy.exc import DBAPIError

from portal.app import create_app
from portal.cli.common import Failed
from portal.config import Settings, from_environ
from portal.kernel.db import db
from portal.kernel.metrics import share
from portal.kernel.schema import why_not_ready
from portal.kernel.worker import run_worker

THREADS = 4  # a process; the database, not the threads, sets the pace

log = structlog.get_logger()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), help="Default: PORTAL_PORT.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1), help="Web processes.")
@click.option("--no-worker", is_flag=True, help="The worker runs elsewhere.")
def serve(host: str, port: int | None, workers: int, no_worker: bool) -> None:
    """Serve the portal; the worker runs beside it and is started again when it dies."""
    found = from_environ(os.environ)
    port = port or found.port
    check_port(host, port)
    check_database(found)
    metrics = scratch_folder()
    share(metrics)
    child = WorkerProcess() if not no_worker else None
    server = make_server("portal.cli.web:app", host, port, workers)
    if child:
        server.on_startup(child.start)
        server.on_shutdown(child.stop)
    click.echo(f"portal: serving on http://{host}:{port} (Ctrl-C stops)", err=True)
    try:
        server.serve()
    finally:
        shutil.rmtree(metrics, ignore_errors=True)


def scratch_folder() -> Path:
    """A new folder for the counters, in memory where the system has such a place.

    They are mapped files, and writing to one on a full disk kills the process: they must not share the data's disk.
    """
    memory = Path("/dev/shm")  # noqa: S108 - the folder below is ours alone
    return Path(tempfile.mkdtemp(prefix="portal-metrics-", dir=memory if memory.is_dir() else None))


@click.command()
@click.option("--parent", type=int, hidden=True, help="The process to end with; by default, whoever started this one.")
def worker(parent: int | None) -> None:
    """Run the worker alone: search, notifications, mail, the clock's jobs."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell starts in the background ignores it
    end_with_parent(signal.SIGINT, parent or os.getppid())
    run_worker(create_app())


def make_server(target: str, host: str, port: int, workers: int) -> Any:
    """Granian as the portal runs it; `target` is `module:app`.

    Web processes are forks of this one: what the collector never touches they go on sharing.
    """
    gc.collect()
    gc.freeze()
    return Granian(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backpressure=8 * THREADS,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=30,
        log_access=False,
        log_level=LogLevels.warning,
    )


def check_port(host: str, port: int) -> None:
    """Two portals on one port would both start silently, so ask first. Raises Failed."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Failed(f"cannot listen on {host}:{port}: {error.strerror}. Choose another with --port.") from None


def check_database(found: Settings) -> None:
    """A database without our schema, or with the demo's people where others would see them, is not served.

    One that does not answer is: pages say so until it does. Raises Failed.
    """
    app = create_app(found, NO_NUDGES=True)
    with app.app_context():
        try:
            reason = why_not_ready()
        except DBAPIError as error:
            log.warning("database.unreachable", error=str(error.orig).splitlines()[0], effect="serving all the same")
            reason = None
        finally:
            db.session.remove()
            db.engine.dispose()
    if reason:
        raise Failed(reason)


class WorkerProcess:
    """The worker as a child: watched by a thread, started again with a doubling wait, stopped last."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.stopping = threading.Event()

    def start(self) -> None:
        """Start it and watch it."""
        self._spawn()
        threading.Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        """Ask it to finish the task in hand, and wait."""
        self.stopping.set()
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()

    def _spawn(self) -> None:
        command = [sys.executable, "-m", "portal.cli", "worker", "--parent", str(os.getpid())]
        self.process = subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own command

    def _watch(self) -> None:
        wait = 1.0
        while not self.stopping.is_set():
            assert self.process is not None
            began = time.monotonic()
            code = self.process.wait()
            if self.stopping.is_set():
                return
            wait = 1.0 if time.monotonic() - began > 60 else min(wait * 2, 30)
            log.error("worker.died", code=code, again_in_seconds=wait)
            if not self.stopping.wait(wait):
                self._spawn()


def end_with_parent(sent: signal.Signals, parent: int) -> None:
    """A killed parent leaves its children behind, with the port; so each looks every second whether it is there.

    Whoever starts says which process it is: one that was killed while this one began is not to be seen from here.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        with contextlib.suppress(ProcessLookupError):
            os.kill(os.getpid(), sent)

    threading.Thread(target=watch, daemon=True).start()


COMMANDS = (serve, worker)
