"""One row for each mail: written with the deed that causes it, sent by the worker; and one for addresses that fail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model

TROUBLED = sa.text("error IS NOT NULL")


class Mail(Model):
    """A mail on its way or gone. Once sent or given up its body and headers are emptied: they hold links that act.

    `error` says why the last try failed; it is empty once the mail was sent or staff dismissed it.
    """

    __table_args__ = (
        Index(
            "ix_mail_bulk_due_at_id",
            "bulk",
            "due_at",
            "id",
            postgresql_where=sa.text("due_at IS NOT NULL"),
            sqlite_where=sa.text("due_at IS NOT NULL"),
        ),
        Index("ix_mail_troubled", "id", postgresql_where=TROUBLED, sqlite_where=TROUBLED),
    )

    template: Mapped[str]
    kind: Mapped[str | None]  # the kind of notification that can be switched off; None: account and security
    bulk: Mapped[bool] = mapped_column(default=False)  # lets a sign-in link pass a notification to thousands
    key: Mapped[str | None] = mapped_column(unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    to_email: Mapped[str]
    language: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    headers: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="pending")  # pending | sending | sent | failed | dismissed
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None] = mapped_column(default=now)  # sending: when the claim ends; sent, failed: None
    error: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    sent_at: Mapped[datetime | None]


class BouncedAddress(Model):
    """An address that mails came back from. Of addresses, not of people: with another one somebody starts clean."""

    email: Mapped[str] = mapped_column(unique=True)  # lower case
    since: Mapped[datetime | None]  # from when on its mails are held back; None: they are not
    reason: Mapped[str]  # as the server said it
    mail_id: Mapped[int | None]  # of the mail that came back last; its row may be gone
    soft_days: Mapped[list[str]]  # on which mails were sent that failed for a while
    noted_at: Mapped[datetime] = mapped_column(default=now)  # when something came back last
    cleared_at: Mapped[datetime | None]  # when somebody last wanted it tried again; the event says who
