"""What has to follow of what was done: told once to whoever waits for it, found, and counted right."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from benchmarks.kill_world import HEARD
from benchmarks.running import Browser, Portal
from benchmarks.webhooks import Ear
from portal.community.events import ACCEPTED, ANSWERED
from portal.community.models import Answer, Question
from portal.kernel.db import db
from portal.kernel.events import Event, Outbox
from portal.kernel.mail import Mail
from portal.notifications.models import Notification
from portal.webhooks.models import Outcome, WebhookDelivery

LOOKED_FOR = 200  # questions that are looked for


def settle(seconds: float = 420) -> dict[str, Any]:
    """Wait until nothing is owed any more. What a killed worker had in hand is taken up after at most five minutes."""
    began = time.monotonic()
    while (owed := _owed()) and time.monotonic() - began < seconds:
        time.sleep(0.5)
    return {"still_owed": owed, "settled_seconds": round(time.monotonic() - began, 1)}


def _owed() -> int:
    db.session.rollback()
    return sum(
        db.session.scalar(sa.select(sa.func.count()).select_from(table).where(where)) or 0
        for table, where in (
            (Outbox, sa.true()),
            (Notification, Notification.mail_due),
            (Mail, Mail.state.in_(("pending", "sending"))),
            (WebhookDelivery, WebhookDelivery.state == Outcome.WAITING),
        )
    )


def told() -> dict[str, int]:
    """Who asked and was answered, and whose answer was accepted, must have one notification of it, and one mail."""
    asker = sa.select(Event.id, Question.author_id).join(Answer, _of(Answer)).join(Question).where(
        Event.name == ANSWERED, Question.author_id != Answer.author_id
    )  # fmt: skip
    helper = sa.select(Event.id, Answer.author_id).join(Answer, _of(Answer)).where(Event.name == ACCEPTED)
    expected = {tuple(row) for wanted in (asker, helper) for row in db.session.execute(wanted)}
    kept = sa.select(Notification.event_id, Notification.person_id)
    keys = set(db.session.scalars(sa.select(Mail.key).where(Mail.key.like("notification:%"))))
    return {
        "to_be_told": len(expected),
        "not_told": len(expected - {tuple(row) for row in db.session.execute(kept)}),
        "not_mailed": sum(f"notification:{event}:{person}" not in keys for event, person in expected),
    }


def _of(model: Any) -> sa.ColumnElement[bool]:
    return Event.subject == sa.literal(f"{model.__tablename__}:").concat(sa.cast(model.id, sa.Text))


def mailed(seen: dict[str, int]) -> dict[str, int]:
    """Every mail came; `seen` is how often each Message-ID did. One in the hand of a killed worker may come again."""
    mails = db.session.scalar(sa.select(sa.func.count()).where(Mail.state == "sent")) or 0
    return {
        "mails": mails,
        "mails_lost": max(0, mails - len(seen)),
        "mails_doubled": max(0, len(seen) - mails),
        "mails_repeated": sum(seen.values()) - len(seen),
    }


def called(ear: Ear) -> dict[str, int]:
    """Every event the other system wants to hear came to it, under one number."""
    last_before = db.session.scalar(sa.select(sa.func.max(Event.id)).where(Event.name == "webhook.added")) or 0
    wanted = sa.select(sa.func.count()).where(Event.name.in_(HEARD.values()), Event.id > last_before)
    happened = db.session.scalar(wanted) or 0
    numbers = set(db.session.scalars(sa.select(WebhookDelivery.message_id)))
    return {
        "hooks": happened,
        "hooks_lost": max(0, happened - len(numbers)) + len(numbers - ear.seen.keys()),
        "hooks_doubled": max(0, len(numbers) - happened) + len(ear.seen.keys() - numbers),
        "hooks_repeated": sum(ear.seen.values()) - len(ear.seen),
    }


def found(portal: Portal, cookie: str, marks: Iterable[str]) -> dict[str, int]:
    """Questions are found by a word that only they have."""
    words, browser = sorted(marks), Browser(portal.port, cookie)
    some = random.sample(words, min(LOOKED_FOR, len(words)))
    missing = sum("/community/questions/" not in _results(browser, word) for word in some)
    return {"looked_for": len(some), "not_found": missing}


def _results(browser: Browser, word: str) -> str:
    """The page without the address that leads to asking."""
    return browser.get(f"/search?q={word}")[1].replace("/community/questions/new", "")


def counted(portal: Portal) -> dict[str, int]:
    """Whether `portal counters check` finds every number right."""
    db.session.remove()
    db.engine.dispose()
    try:
        portal.command("counters", "check")
    except RuntimeError as error:
        print(error, flush=True)
        return {"numbers_off": 1}
    return {"numbers_off": 0}
