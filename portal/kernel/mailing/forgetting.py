"""Mails of somebody who was erased, and their name in mails to others."""

from __future__ import annotations

from collections.abc import Collection
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import sqlalchemy as sa

from portal.kernel.db import db
from portal.kernel.forgetting import Words
from portal.kernel.i18n import _, using
from portal.kernel.mailing.models import BouncedAddress, Mail
from portal.kernel.mailing.transport import folder

NO_SESSION = {"synchronize_session": False}


def forget_mails(person_id: int, words: Words, namesakes: Collection[int]) -> None:
    """Delete the person's mails, sent or not; take their name and address out of what was written to others.

    Mails to `namesakes`, who bear the same name, are greeted with it and stay as they are.
    """
    _forget_bounces(person_id, words)
    to_them = (sa.func.lower(Mail.to_email) == word.lower() for word in words.words)
    theirs = sa.or_(Mail.person_id == person_id, *to_them)
    db.session.execute(sa.delete(Mail).where(theirs), execution_options=NO_SESSION)
    named = sa.select(Mail).where(words.perhaps_in(Mail.subject, Mail.text, Mail.html, Mail.error))
    for mail in db.session.scalars(named.execution_options(populate_existing=True)).all():
        if mail.person_id in namesakes:
            continue
        with using(mail.language):
            former = _("Former member")
        for name in ("subject", "text", "html", "error"):
            if text := getattr(mail, name):
                setattr(mail, name, words.replaced(text, former))
    db.session.flush()


def _forget_bounces(person_id: int, words: Words) -> None:
    """Of every address that mails to them went to, also an earlier one; and theirs in what servers said of others."""
    earlier = sa.select(sa.func.lower(Mail.to_email)).where(Mail.person_id == person_id)
    theirs = sa.or_(BouncedAddress.email.in_(earlier), BouncedAddress.email.in_([w.lower() for w in words.words]))
    db.session.execute(sa.delete(BouncedAddress).where(theirs), execution_options=NO_SESSION)
    for row in db.session.scalars(sa.select(BouncedAddress).where(words.perhaps_in(BouncedAddress.reason))).all():
        row.reason = words.replaced(row.reason, "…")


def forget_files(words: Words) -> None:
    """Delete the mails kept as files that are to the person or name them; only a developer's portal has any."""
    for path in (*folder().glob("*.eml"), *folder().glob("*.part")):
        message = message_from_bytes(path.read_bytes(), policy=default)
        assert isinstance(message, EmailMessage)
        parts = [str(part.get_content()) for part in message.walk() if part.get_content_maintype() == "text"]
        if any(words.stand_in(text) for text in (*map(str, message.values()), *parts)):
            path.unlink(missing_ok=True)
