"""What people were told, and what they want by mail."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.calendar import now
from portal.kernel.db import Model
from portal.kernel.events import Event

UNREAD = sa.text("read_at IS NULL")
MAIL_DUE = sa.text("mail_due")


class Notification(Model):
    """One person was told of one event, once. It holds no words: they are made when it is read, from the event."""

    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        Index("ix_notification_person_id_id", "person_id", "id"),
        Index("ix_notification_unread", "person_id", "id", postgresql_where=UNREAD, sqlite_where=UNREAD),
        Index("ix_notification_mail_due", "id", postgresql_where=MAIL_DUE, sqlite_where=MAIL_DUE),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    kind: Mapped[str]
    mail_due: Mapped[bool] = mapped_column(default=True)  # nobody has looked yet whether this person wants a mail
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()


class Preference(Model):
    """Whether a person wants mails of one kind; without a row the kind's own default holds."""

    __table_args__ = (UniqueConstraint("person_id", "kind"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str]
    mail: Mapped[bool]
