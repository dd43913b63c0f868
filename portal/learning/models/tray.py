"""What people put on their trays, who may look at them, and what colleagues suggest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model


class TrayEntry(Model):
    """One item on one person's tray. Finished ones stay until they are taken off."""

    __table_args__ = (
        UniqueConstraint("person_id", "item_id"),
        Index("ix_tray_entry_person_id_position", "person_id", "position"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    position: Mapped[int]  # ascending; gaps and equal ones (then by id) are fine
    at: Mapped[datetime] = mapped_column(default=now)


class TrayShare(Model):
    """This person's tray is open to colleagues of the organization it was shared in."""

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)


class Suggestion(Model):
    """A key person thinks this item would help this colleague."""

    __table_args__ = (
        UniqueConstraint("person_id", "item_id"),
        Index("ix_suggestion_organization_id_id", "organization_id", "id"),
        Index("ix_suggestion_by_id_at", "by_id", "at"),  # how many today
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # whom it is for
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=now)
