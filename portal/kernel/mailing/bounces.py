"""Addresses whose mails come back: when that counts, who is told, and trying again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from portal.kernel.calendar import now
from portal.kernel.db import db, insert_once
from portal.kernel.jobs import every
from portal.kernel.mailing.message import one_line
from portal.kernel.mailing.models import BouncedAddress

SOFT_DAYS = 3  # days whose mails failed for a while: then the address counts as one whose mails come back
SOFT_WITHIN = timedelta(days=30)
CLEARED_KEPT = timedelta(days=90)  # as long as mails of before may come back: their rows are kept for as many days
REASON_LENGTH = 300

HELD = BouncedAddress.since.is_not(None)

Listener = Callable[[str], None]
LISTENERS: list[Listener] = []


def when_bounced(listener: Listener) -> Listener:
    """Let `listener` hear, in the same transaction, of each address that bounces from now on."""
    if listener not in LISTENERS:
        LISTENERS.append(listener)
    return listener


def bounced(address: InstrumentedAttribute[Any]) -> sa.ColumnElement[bool]:
    """A condition for rows: whether mails to the address in this column come back."""
    of_it = sa.select(BouncedAddress.id).where(BouncedAddress.email == sa.func.lower(address), HELD)
    return of_it.correlate_except(BouncedAddress).exists()


def note(email: str, mail_id: int, sent_at: datetime, reason: str, *, permanent: bool) -> None:
    """A mail came back, or was refused for its address. The same mail twice changes nothing.

    Failures for a while count by the day their mail was sent, so a report read again counts no second time. What was
    sent before somebody wanted the address tried again no longer counts.
    """
    email = email.lower()
    if not permanent and sent_at < now() - SOFT_WITHIN:
        return
    insert_once(BouncedAddress, email=email, reason="", soft_days=[], noted_at=now())
    row = db.session.scalars(
        sa.select(BouncedAddress)
        .where(BouncedAddress.email == email)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if row.since is not None or (row.cleared_at is not None and sent_at <= row.cleared_at):
        return
    days = row.soft_days if permanent else _with_day(row.soft_days, sent_at.date())
    if not permanent and days == row.soft_days:
        return
    row.soft_days, row.mail_id, row.noted_at = days, mail_id, now()
    row.reason = one_line(reason, REASON_LENGTH)
    if permanent or len(days) >= SOFT_DAYS:
        row.since = now()
        db.session.flush()
        for listener in LISTENERS:
            listener(email)


def _with_day(days: list[str], day: date) -> list[str]:
    """The days with this one, without those too long before the last."""
    all_of_them = sorted({*days, day.isoformat()})
    last = date.fromisoformat(all_of_them[-1])
    return [one for one in all_of_them if last - date.fromisoformat(one) < SOFT_WITHIN]


def try_again(email: str) -> bool:
    """Send to this address again from now on; whether its mails came back."""
    of_it = sa.update(BouncedAddress).where(BouncedAddress.email == email, HELD)
    cleared = of_it.values(since=None, soft_days=[], cleared_at=now()).returning(BouncedAddress.id)
    return db.session.execute(cleared, execution_options={"synchronize_session": False}).first() is not None


@every(24 * 3600, "mail.forget_soft_bounces")
def forget_soft() -> None:
    """Failures for a while go when they cannot count any more, tries when no mail of before can come back."""
    soft = sa.and_(BouncedAddress.cleared_at.is_(None), BouncedAddress.noted_at < now() - SOFT_WITHIN)
    gone = sa.or_(soft, BouncedAddress.cleared_at < now() - CLEARED_KEPT)
    of_them = sa.delete(BouncedAddress).where(BouncedAddress.since.is_(None), gone)
    db.session.execute(of_them, execution_options={"synchronize_session": False})
    db.session.commit()
