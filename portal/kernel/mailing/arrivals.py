"""What came to the address for bounces: which mail of ours it is about, and what becomes of that mail's address."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa

from portal.kernel.db import db
from portal.kernel.mailing import bounces, reports
from portal.kernel.mailing.models import Mail
from portal.kernel.mailing.verp import Forged, mail_named


class Outcome(StrEnum):
    """What one message was, in the words of the command line."""

    PERMANENT = "permanent"
    TEMPORARY = "temporary"
    FOREIGN = "not ours"
    FORGED = "forged"
    NO_REPORT = "not a report"


def take(raw: bytes, to: str | None = None) -> Outcome:
    """Note what one message says, in the current transaction. `to`: to whom it came, if the mail server says so.

    Only a signed address counts. Whose mail came back is read from our own row, never from the message.
    """
    try:
        mail_id = mail_named(reports.addressed_to(raw) if to is None else to)
    except Forged:
        return Outcome.FORGED
    if mail_id is None:
        return Outcome.FOREIGN
    report = reports.read(raw)
    if report is None:
        return Outcome.NO_REPORT
    sent = db.session.execute(sa.select(Mail.to_email, Mail.sent_at, Mail.created_at).where(Mail.id == mail_id)).first()
    if sent is None:  # forgotten after its days, or its receiver was erased
        return Outcome.FOREIGN
    bounces.note(sent.to_email, mail_id, sent.sent_at or sent.created_at, report.reason, permanent=report.permanent)
    return Outcome.PERMANENT if report.permanent else Outcome.TEMPORARY
