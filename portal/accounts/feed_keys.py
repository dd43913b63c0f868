"""The secret part of a person's own feed addresses. Feed readers cannot sign in, so the address itself is the proof."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model


class FeedKey(Model):
    """One key a person. It is shown again, so it is kept as it is; it opens feeds and nothing else."""

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    key: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime] = mapped_column(default=now)
