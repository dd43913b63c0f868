"""`kill -9` of the worker while it sends 500 messages to another system: is any lost, or told as another one?"""

from __future__ import annotations

import random
import tempfile
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from benchmarks.running import Portal, running, write_items
from portal.accounts.models import Organization, Person, Role
from portal.kernel.db import db
from portal.kernel.events import record
from portal.webhooks.commands.endpoints import Facts, add
from portal.webhooks.models import Outcome, WebhookAttempt, WebhookDelivery

MESSAGES, KILLS = 500, 8


class Ear:
    """Another system that takes a while and counts how often each number came."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.bodies: dict[str, set[bytes]] = {}
        ear, lock = self, threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body, number = self.rfile.read(int(self.headers["content-length"])), self.headers["webhook-id"]
                time.sleep(random.uniform(0.02, 0.1))
                with lock:
                    ear.seen[number] += 1
                    ear.bodies.setdefault(number, set()).add(body)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_parts: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_parts: Any) -> None:  # killed in the middle
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/hooks"


def drill(database: str) -> dict[str, Any]:
    """One run. `lost` and `doubled` must be 0; `repeated` are tries that were under way when the worker was killed."""
    ear = Ear()
    try:
        with tempfile.TemporaryDirectory() as folder:
            write_items(Path(folder) / "content", 1)
            with running(Path(folder), database, private_targets="127.0.0.0/8") as portal:
                return _run(portal, ear)
    finally:
        ear.server.shutdown()
        ear.server.server_close()


def _run(portal: Portal, ear: Ear) -> dict[str, Any]:
    portal.command("setup")
    app = portal.app()
    with app.app_context():
        _happen(ear.url)
    portal.start()
    began, kills = time.monotonic(), 0
    while kills < KILLS and _waiting(app):
        _heard(ear, sum(ear.seen.values()) + MESSAGES // (KILLS + 2))  # in the middle of sending, not of starting
        kills += _waiting(app) > 0
        portal.kill_worker()
    while _waiting(app) and time.monotonic() - began < 400:
        time.sleep(0.5)
    return {"kills": kills, "seconds": round(time.monotonic() - began, 1)} | _count(app, ear)


def _heard(ear: Ear, number: int, seconds: float = 60) -> None:
    """Wait until so many messages came, and a moment more."""
    until = time.monotonic() + seconds
    while sum(ear.seen.values()) < number and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(random.uniform(0.0, 0.1))


def _happen(url: str) -> None:
    """An admin who connects the other system, and so many things for it to hear."""
    admin = Person(email="admin@drill.example", display_name="Admin", roles=Role.ADMIN)
    organization = Organization(name="Drill", name_key="drill")
    db.session.add_all([admin, organization])
    db.session.flush()
    add(admin, Facts(url, "", ["person.left"]))
    for number in range(MESSAGES):
        person = Person(email=f"p{number}@drill.example", display_name=f"P{number}", organization_id=organization.id)
        db.session.add(person)
        record("person.left", person, actor=admin, organization_id=organization.id)
    db.session.commit()


def _waiting(app: Flask) -> int:
    """How many messages are not through; all of them while the outbox was not paid yet."""
    with app.app_context():
        done = sa.select(sa.func.count()).where(WebhookDelivery.state == Outcome.DELIVERED)
        return MESSAGES - (db.session.scalar(done) or 0)


def _count(app: Flask, ear: Ear) -> dict[str, Any]:
    with app.app_context():
        numbers = set(db.session.scalars(sa.select(WebhookDelivery.message_id)))
        tries = db.session.scalar(sa.select(sa.func.count()).select_from(WebhookAttempt)) or 0
    bodies = {body for of_one in ear.bodies.values() for body in of_one}
    return {
        "messages": MESSAGES,
        "numbers_seen": len(ear.seen),
        "lost": MESSAGES - len(bodies),
        "doubled": len(ear.seen) - len(bodies) + len(set(ear.seen) - numbers),
        "still_owed": _waiting(app),
        "repeated": sum(ear.seen.values()) - len(ear.seen),
        "tries_noted": tries,
    }
