"""A clock that jumps a day ahead and back while work is queued: nothing is lost, and nothing waits for that day."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from benchmarks.kills import Inbox
from benchmarks.outages import complete, completions, member, wait
from benchmarks.running import Browser, Clock, Portal, hidden, running, write_items
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
        after_seconds.append(wait(app, nothing_owed))
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


def nothing_owed() -> bool:
    debts = db.session.scalar(sa.select(sa.func.count()).select_from(Outbox)) or 0
    mails = db.session.scalar(sa.select(sa.func.count()).where(Mail.state.in_(("pending", "sending")))) or 0
    return debts + mails == 0


def _owed(app: Flask) -> int:
    with app.app_context():
        return 0 if nothing_owed() else 1
