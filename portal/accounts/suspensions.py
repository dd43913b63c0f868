"""Each time somebody was suspended; the one that stands is in the person's own row too, for pages to know at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model


class Suspension(Model):
    """Who let whom only read, from when until when, and why."""

    __table_args__ = (Index("ix_suspension_person_id_id", "person_id", "id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]  # as the person reads it
    at: Mapped[datetime] = mapped_column(default=now)
    until: Mapped[datetime | None]  # None: without end
    lifted_at: Mapped[datetime | None]  # before its time, or for another one in its place
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    @property
    def stands(self) -> bool:
        """Neither lifted nor over."""
        return self.lifted_at is None and (self.until is None or self.until > now())
