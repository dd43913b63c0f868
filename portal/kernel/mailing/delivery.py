"""Sending what is due: claim a few, commit, hand over, note each at once.

A claim ends by itself after five minutes, so a killed worker loses nothing, and repeats at most the one mail that was
in its hand. While the server or the disk is away, no mail is touched: this process waits and asks again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from flask import current_app

from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.jobs import every
from portal.kernel.mailing import bounces, transport
from portal.kernel.mailing.message import as_message
from portal.kernel.mailing.models import Mail
from portal.kernel.mailing.transport import BadAddress, Postponed, Rejected, Send, Unreachable
from portal.kernel.outbox import backoff, is_due

BATCH = 50  # mails claimed at once and sent over one connection
CLAIM = timedelta(minutes=5)
KEEP_TRYING = timedelta(days=2)
LONGEST_PAUSE = timedelta(minutes=1)  # between two looks for a server that is away
ROUND_SECONDS = 5.0  # how long one call may go on, so that a worker told to stop does
KEPT = timedelta(days=90)  # how long subjects of sent mails are kept
RETRIABLE = timedelta(days=14)  # how long a failed mail keeps its text, so that staff can send it after all
BOUNCED = "address bounced"  # why a mail was not even tried
EMPTIED: dict[str, Any] = {"text": "", "html": "", "headers": {}}  # what is left of a mail nobody will send (again)

Claimed = sa.Row[Any]
CLAIMED = (
    Mail.id,
    Mail.to_email,
    Mail.subject,
    Mail.text,
    Mail.html,
    Mail.headers,
    Mail.tries,
    Mail.created_at,
    Mail.bulk,
    Mail.kind,  # as it is: SQLite 3.40 answers "kind IS NOT NULL" wrongly in RETURNING
    bounces.bounced(Mail.to_email).label("bounced"),
)

Writer = Callable[[], int]
WRITERS: list[Writer] = []

log = structlog.get_logger()


@dataclass
class Pause:
    """This process's memory of a server that is away."""

    until: datetime
    failures: int


def before_sending(writer: Writer) -> Writer:
    """Let `writer` write some of the mails that somebody owes, in its own transaction, each time mails are sent.

    It answers how many it dealt with; 0 means that nothing waits. A deed that concerns 50,000 people thus holds neither
    its own transaction nor the worker's other duties for as long as their mails take.
    """
    if writer not in WRITERS:
        WRITERS.append(writer)
    return writer


def send_due() -> int:
    """Write and send the mails that are due, account mails first; how many went out.

    Goes on for about `ROUND_SECONDS`; while the server is away nothing is sent.
    """
    began, sent = time.monotonic(), 0
    while time.monotonic() - began < ROUND_SECONDS:
        written = sum(writer() for writer in WRITERS)
        batch = [] if _pausing() else _claim()
        if not written and not batch:
            break
        sent += _send(batch) if batch else 0
    return sent


def _pausing() -> bool:
    pause: Pause | None = current_app.extensions.get("mail_pause")
    return pause is not None and timedelta() < pause.until - now() <= LONGEST_PAUSE  # else the clock was set back


def _claim() -> Sequence[Claimed]:
    """Take the next mails for this worker alone: PostgreSQL skips rows others hold, SQLite updates one at a time."""
    due = sa.and_(Mail.due_at.is_not(None), is_due(Mail.due_at))  # the first for the index, in the words it has
    ids = db.session.scalars(
        sa.select(Mail.id)
        .where(due)
        .order_by(Mail.bulk, Mail.due_at, Mail.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    if not ids:
        db.session.rollback()
        return []
    claimed = db.session.execute(
        sa.update(Mail)
        .where(Mail.id.in_(ids), due)
        .values(state="sending", due_at=now() + CLAIM)
        .returning(*CLAIMED)
        .execution_options(synchronize_session=False)
    ).all()
    db.session.commit()
    return sorted(claimed, key=lambda mail: (mail.bulk, mail.id))


def _send(batch: Sequence[Claimed]) -> int:
    """Hand a batch over; how many were taken. What was not tried is free again at once."""
    waiting, sent, began = list(batch), 0, time.monotonic()
    try:
        with transport.opened() as send:
            while waiting and time.monotonic() - began < CLAIM.total_seconds() / 2:
                mail = waiting.pop(0)
                try:
                    sent += _send_one(send, mail)
                except Unreachable as error:
                    _postpone(mail, str(error))
                    raise
        _server_is_back()
    except Unreachable as error:
        _server_is_away(str(error))
    finally:
        _release(waiting)
    return sent


def _send_one(send: Send, mail: Claimed) -> bool:
    """Hand one over, unless mails to its address come back; those about accounts and safety are sent even so."""
    if mail.kind and mail.bounced:
        _finish(mail, "failed", error=BOUNCED)
        return False
    try:
        send(as_message(mail), mail.id)
    except (Rejected, ValueError) as error:
        there = _finish(mail, "failed", error=str(error)[:500])
        if there and isinstance(error, BadAddress):
            bounces.note(mail.to_email, mail.id, now(), error.said, permanent=True)
            db.session.commit()
        log.warning("mail.rejected", mail=mail.id, reason=str(error))
        return False
    except Postponed as error:
        _postpone(mail, str(error))
        return False
    if not _finish(mail, "sent", sent_at=now(), error=None, **EMPTIED):
        transport.take_back(mail.id)  # its receiver was erased while it was in hand
    return True


def _finish(mail: Claimed, state: str, **values: Any) -> bool:
    """Note what became of it; False when its row is gone."""
    return _update([mail], state=state, due_at=None, tries=Mail.tries + 1, **values) > 0


def _postpone(mail: Claimed, reason: str) -> None:
    if now() - mail.created_at > KEEP_TRYING:
        _finish(mail, "failed", error=f"given up after {KEEP_TRYING.days} days: {reason}"[:500])
        log.error("mail.given_up", mail=mail.id, reason=reason)
        return
    _update([mail], state="pending", due_at=now() + backoff(mail.tries + 1), tries=Mail.tries + 1, error=reason[:500])


def _release(mails: Sequence[Claimed]) -> None:
    if mails:
        _update(mails, state="pending", due_at=now())


def _update(mails: Sequence[Claimed], **values: Any) -> int:
    ids = [mail.id for mail in mails]
    changed = sa.update(Mail).where(Mail.id.in_(ids)).values(**values).returning(Mail.id)
    found = db.session.execute(changed, execution_options={"synchronize_session": False}).all()
    db.session.commit()
    return len(found)


def _server_is_away(reason: str) -> None:
    """Wait a little longer each time; the log says it once, not every second."""
    before: Pause | None = current_app.extensions.get("mail_pause")
    failures = before.failures + 1 if before else 1
    current_app.extensions["mail_pause"] = Pause(now() + min(backoff(failures), LONGEST_PAUSE), failures)
    if before is None:
        log.error("mail.unreachable", reason=reason, effect="mails wait and are sent later")


def _server_is_back() -> None:
    if current_app.extensions.pop("mail_pause", None):
        log.info("mail.recovered")


@every(24 * 3600, "mail.forget_sent")
def forget_sent() -> None:
    """Take away the text of mails that failed a while ago, and what is left of mails sent or refused long ago."""
    db.session.execute(sa.delete(Mail).where(Mail.due_at.is_(None), Mail.created_at < now() - KEPT))
    late = (Mail.state == "failed", Mail.text != "", Mail.created_at < now() - RETRIABLE)
    db.session.execute(sa.update(Mail).where(*late).values(**EMPTIED))
    db.session.commit()
