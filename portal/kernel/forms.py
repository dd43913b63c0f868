"""A form sent twice is one act: it carries a key, and the key is taken in the deed's own transaction."""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import flash, g, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel import jobs
from portal.kernel.access import me
from portal.kernel.calendar import now
from portal.kernel.db import Model, db, insert_once
from portal.kernel.i18n import _

NAME = "form_key"
KEPT = timedelta(days=1)


class FormKey(Model):
    """A form that was taken, and where its sender was sent on to."""

    key: Mapped[str] = mapped_column(unique=True)  # SHA-256, see `_digest`
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    location: Mapped[str] = mapped_column(default="")


def new_key() -> str:
    """A key for a form that is about to be shown."""
    return secrets.token_urlsafe(16)


def sent_before() -> ResponseReturnValue | None:
    """Take the form in hand; where it was taken already, the answer that it got then.

    To be called before the deed and in its transaction: a deed that is rolled back gives the key back, and a second
    sending waits until the first has ended. A form without a key is a new one each time.
    """
    if not request.form.get(NAME):
        return None
    digest = _digest()
    if insert_once(FormKey, key=digest, at=now(), location="") is not None:
        g.form_taken = digest
        return None
    location = db.session.scalar(sa.select(FormKey.location).where(FormKey.key == digest)) or request.path
    db.session.rollback()
    flash(_("The form was sent twice; it was acted on once."))
    return redirect(location, 303)


def answer(location: str) -> str:
    """Keep where the sender of the form in hand is sent on to, before the commit; the same address."""
    if digest := g.pop("form_taken", None):
        db.session.execute(sa.update(FormKey).where(FormKey.key == digest).values(location=location))
    return location


def _digest() -> str:
    """The key with who sent it, where to, and all it said.

    Who goes back to a page their browser kept and types something else sends the same key, and means another act.
    """
    said = sorted((name, request.form.getlist(name)) for name in request.form if name != "csrf_token")
    return hashlib.sha256(json.dumps([me().id, request.path, said]).encode()).hexdigest()


def forget_answers(part: str) -> None:
    """Forget the forms that led to an address with this part in it."""
    db.session.execute(sa.delete(FormKey).where(FormKey.location.contains(part, autoescape=True)))


@jobs.every(24 * 3600, "kernel.forget_form_keys")
def forget_keys() -> None:
    """Nobody sends a form again after a day."""
    db.session.execute(sa.delete(FormKey).where(FormKey.at < now() - KEPT))
    db.session.commit()
