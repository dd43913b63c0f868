"""What files brought in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model


class CommunityImport(Model):
    """A row that a file brought in once. It is not brought in again, also when what it said was deleted since."""

    __table_args__ = (UniqueConstraint("kind", "key"),)

    kind: Mapped[str]  # questions | answers
    key: Mapped[str]  # external id
    at: Mapped[datetime] = mapped_column(default=now)
