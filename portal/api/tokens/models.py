"""Tokens of programs, and the acts they sent with a key of their own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model


class ApiToken(Model):
    """One program's way in. It acts as the admin who made it, within its scopes, until it ends."""

    name: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)  # SHA-256: whoever reads the database cannot use it
    tail: Mapped[str]  # the last characters, by which people tell tokens apart
    scopes: Mapped[list[str]]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]  # moved at most every ten minutes


class ApiAct(Model):
    """A POST that was done under a key: sent again, it gets the same answer and does nothing."""

    __table_args__ = (UniqueConstraint("token_id", "key"),)

    token_id: Mapped[int] = mapped_column(ForeignKey("api_token.id", ondelete="CASCADE"))
    key: Mapped[str]  # SHA-256 of what the program sent
    said: Mapped[str]  # SHA-256 of method, address and body
    status: Mapped[int] = mapped_column(default=0)
    answer: Mapped[dict[str, Any]] = mapped_column(default=dict)  # a receipt: numbers and code words
    location: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=now, index=True)
