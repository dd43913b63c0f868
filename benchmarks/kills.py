"""`kill -9` of web and worker while clients complete items and mails go out: is anything lost or doubled?"""

from __future__ import annotations

import random
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from aiosmtpd.controller import Controller
from flask import Flask

from benchmarks.running import Browser, Portal, cookie_of, free_port, hidden, running, write_items
from portal.accounts.models import Membership, Organization, Person
from portal.kernel import outbox
from portal.kernel.db import db
from portal.kernel.events import Event, Outbox
from portal.kernel.mail import Mail
from portal.learning.models import Completion, Item

CLIENTS = 8
MAIL_CLIENTS = 2
ITEMS = 400


class Inbox:
    """An SMTP server that counts how often each message came."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.seen[str(message_from_bytes(envelope.content)["Message-ID"])] += 1
        return "250 taken"


@dataclass
class Told:
    """What the server acknowledged to the clients."""

    done: set[tuple[int, str]] = field(default_factory=set)
    links: int = 0
    errors: Counter[int] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


def drill(database: str, kills: int = 30) -> dict[str, Any]:
    """One run; the closing figures. `lost` and `doubled` must be 0."""
    inbox = Inbox()
    inbox.controller.start()
    try:
        with tempfile.TemporaryDirectory() as folder:
            write_items(Path(folder) / "content", ITEMS)
            mail = f"smtp://127.0.0.1:{inbox.controller.port}"
            with running(Path(folder), database, workers=2, mail_url=mail) as portal:
                return _run(portal, inbox, kills)
    finally:
        inbox.controller.stop()


def _run(portal: Portal, inbox: Inbox, kills: int) -> dict[str, Any]:
    portal.command("setup")
    app = portal.app()
    with app.app_context():
        outbox.drain()  # the items were published before anybody was there to be told
        people, slugs = _fill(app)
        cookies = {person.id: cookie_of(app, person) for person in people[:CLIENTS]}
        addresses = [person.email for person in people[CLIENTS:]]
    portal.start()
    told, stop = Told(), threading.Event()
    threads = [
        threading.Thread(target=_complete, args=(portal, person, cookie, slugs, told, stop))
        for person, cookie in cookies.items()
    ] + [threading.Thread(target=_ask_links, args=(portal, addresses, n, told, stop)) for n in range(MAIL_CLIENTS)]
    for thread in threads:
        thread.start()
    for kill in range(kills):
        time.sleep(random.uniform(0.3, 1.2))
        (portal.kill_web if kill % 2 else portal.kill_worker)()
    time.sleep(2)
    stop.set()
    for thread in threads:
        thread.join()
    with app.app_context():
        return _settle(kills) | _count(told, inbox)


def _fill(app: Flask) -> tuple[list[Person], list[str]]:
    organization = Organization(name="Drill", name_key="drill")
    db.session.add(organization)
    db.session.flush()
    people = [
        Person(email=f"p{n}@drill.example", display_name=f"P{n}", organization_id=organization.id) for n in range(1500)
    ]
    db.session.add_all(people)
    db.session.flush()
    db.session.add_all(Membership(person_id=person.id, organization_id=organization.id) for person in people)
    db.session.commit()
    return people, list(db.session.scalars(sa.select(Item.slug)))


def _complete(portal: Portal, person: int, cookie: str, slugs: list[str], told: Told, stop: threading.Event) -> None:
    """Mark items as done, each until it is acknowledged or the server went away in the middle."""
    browser = Browser(portal.port, cookie, address=f"10.0.0.{person % 250}")
    for slug in random.sample(slugs, len(slugs)):
        if stop.is_set():
            return
        token = hidden(browser.get(f"/learn/{slug}")[1], "csrf_token")
        status, _body = browser.post(f"/learn/{slug}/done", csrf_token=token, how="self")
        with told.lock:
            if status in (200, 302, 303):
                told.done.add((person, slug))
            else:
                told.errors[status] += 1


def _ask_links(portal: Portal, addresses: list[str], offset: int, told: Told, stop: threading.Event) -> None:
    """Ask for sign-in links, each for another person and from another address, so that no limit stops it."""
    for number, email in enumerate(addresses[offset::MAIL_CLIENTS]):
        if stop.is_set():
            return
        browser = Browser(portal.port, address=f"10.{offset + 1}.{number // 250}.{number % 250}")
        token = hidden(browser.get("/sign-in")[1], "csrf_token")
        status, _body = browser.post("/sign-in/link", csrf_token=token, email=email)
        with told.lock:
            if status in (200, 302, 303):
                told.links += 1
            else:
                told.errors[status] += 1


def _settle(kills: int, seconds: float = 400) -> dict[str, Any]:
    """Wait until nothing is owed any more. A claimed mail is taken again only after its claim is five minutes old."""
    began, waiting = time.monotonic(), 1
    while waiting and time.monotonic() - began < seconds:
        time.sleep(0.5)
        db.session.rollback()
        waiting = (db.session.scalar(sa.select(sa.func.count()).select_from(Outbox)) or 0) + (
            db.session.scalar(sa.select(sa.func.count()).where(Mail.state.in_(("pending", "sending")))) or 0
        )
    return {"kills": kills, "still_owed": waiting, "settled_seconds": round(time.monotonic() - began, 1)}


def _count(told: Told, inbox: Inbox) -> dict[str, Any]:
    kept = set(
        db.session.execute(
            sa.select(Completion.person_id, Item.slug).join(Item, Item.id == Completion.item_id)
        ).tuples()
    )
    events = db.session.scalar(sa.select(sa.func.count()).where(Event.name == "item.completed")) or 0
    mails = db.session.scalar(sa.select(sa.func.count()).select_from(Mail)) or 0
    return {
        "acknowledged": len(told.done),
        "kept": len(kept),
        "lost": len(told.done - kept),
        "doubled": events - len(kept),
        "links_acknowledged": told.links,
        "mails": mails,
        "mails_lost": max(0, told.links - mails) + max(0, mails - len(inbox.seen)),
        "mails_repeated": sum(inbox.seen.values()) - len(inbox.seen),
        "answers_with_error": {status: number for status, number in told.errors.items() if status},
        "connections_cut": told.errors[0],
    }
