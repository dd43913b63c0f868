"""What the worker still has to look for outside the database, of people who were erased."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model


class Erasure(Model):
    """What named somebody until a moment ago; the row goes as soon as nothing outside the database does any more."""

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    email: Mapped[str]
    name: Mapped[str]
    digests: Mapped[list[Any]]  # of files whose rows were taken away
    at: Mapped[datetime] = mapped_column(default=now)
