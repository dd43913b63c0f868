"""What people were told, and what they want by mail."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.calendar import now
from portal.kernel.db import Model
from portal.kernel.events import Event

UNREAD = sa.text("read_at IS NULL")
PLANNED = sa.text("next_at IS NOT NULL")


def _where(flag: str) -> dict[str, Any]:
    """Where a flag is set, as each database is asked for it: SQLite takes an index only for the very same words."""
    return {"postgresql_where": sa.text(flag), "sqlite_where": sa.text(f"{flag} = 1")}


class Way(StrEnum):
    """How somebody hears of one kind, beside the portal itself."""

    NOW = "now"
    DIGEST = "digest"
    PORTAL = "none"


class Every(StrEnum):
    """How often somebody gets a digest."""

    DAY = "daily"
    WEEK = "weekly"
    NEVER = "none"


class Notification(Model):
    """One person was told of one event, once. It holds no words: they are made when it is read, from the event."""

    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        Index("ix_notification_person_id_id", "person_id", "id"),
        Index("ix_notification_unread", "person_id", "id", postgresql_where=UNREAD, sqlite_where=UNREAD),
        Index("ix_notification_mail_due", "id", **_where("mail_due")),
        Index("ix_notification_digest_due", "person_id", "id", **_where("digest_due")),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    kind: Mapped[str]
    mail_due: Mapped[bool] = mapped_column(default=True)  # nobody has looked yet whether this person wants a mail
    digest_due: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # unread, for the next digest
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()


class Preference(Model):
    """How a person wants to hear of one kind; without a row the kind's own default holds."""

    __table_args__ = (UniqueConstraint("person_id", "kind"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str]
    mail: Mapped[bool]  # at once
    digest: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    @property
    def way(self) -> Way:
        """What was chosen."""
        if self.mail:
            return Way.NOW
        return Way.DIGEST if self.digest else Way.PORTAL


class Digest(Model):
    """How often a person wants a digest (without a row: once a week) and when the next one is due.

    Days are those of the reader's calendar. Without `next_at` nothing waits, and the row is looked at by nobody.
    """

    __table_args__ = (Index("ix_digest_next_at_id", "next_at", "id", postgresql_where=PLANNED, sqlite_where=PLANNED),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    every: Mapped[str] = mapped_column(default=Every.WEEK)
    day: Mapped[date | None]  # for which the next one is planned
    next_at: Mapped[datetime | None]  # the morning of that day, in UTC
    last_day: Mapped[date | None]  # on which the last one went out: no second one on it
