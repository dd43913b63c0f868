"""What people answered. Scores are whole numbers from 0 to 10."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model

SUSPECTED: dict[str, Any] = {"sqlite_where": sa.text("suspected = 1"), "postgresql_where": sa.text("suspected")}
WITH_WORDS = sa.text("words <> ''")


class Response(Model):
    """One for each invitation. A suspected one came from a machine, as far as we know, and counts nowhere."""

    __table_args__ = (
        UniqueConstraint("invitation_id"),
        CheckConstraint("score BETWEEN 0 AND 10", name="score"),
        Index("ix_response_wave_id_id", "wave_id", "id"),
        Index("ix_response_with_words", "wave_id", "id", sqlite_where=WITH_WORDS, postgresql_where=WITH_WORDS),
        Index("ix_response_suspected", "wave_id", "id", **SUSPECTED),
        Index("ix_response_organization_id_at", "organization_id", "at", "id"),
        Index("ix_response_person_id", "person_id"),
        Index("ix_response_changed_at_id", "changed_at", "id"),
    )

    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"))
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))  # None: forgotten
    score: Mapped[int]
    source: Mapped[str]  # of `policy.SOURCES`: mail | card | import
    suspected: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str] = mapped_column(default="")  # the reason, as they wrote it
    about: Mapped[str] = mapped_column(default="")  # of `policy.ABOUT`: howto | missing | service | other
    language: Mapped[str]  # of the words
    contact: Mapped[str] = mapped_column(default="")  # of `policy.CONTACT`: mail | call | none; "": not said
    request_id: Mapped[int | None] = mapped_column(ForeignKey("customer_request.id"))  # what came of "service"
    version: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime] = mapped_column(default=now)  # from here 24 hours are counted
    changed_at: Mapped[datetime] = mapped_column(default=now)


class ResponseChange(Model):
    """What was sent, each time: the first answer too."""

    __table_args__ = (Index("ix_response_change_response_id_id", "response_id", "id"),)

    response_id: Mapped[int] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    score: Mapped[int]
    signal: Mapped[str]  # of `policy.SIGNALS`: button | hand | none | import
    suspected: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default=now)


class ResponseCount(Model):
    """How many answers that count a wave has, by score and by who gave them: figures are read from here."""

    __table_args__ = (UniqueConstraint("wave_id", "tier", "stage", "language", "score"),)

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id", ondelete="CASCADE"))
    tier: Mapped[str]
    stage: Mapped[str]
    language: Mapped[str]
    score: Mapped[int]
    n: Mapped[int] = mapped_column(default=0)


class Advocacy(Model):
    """A promoter was asked whether they would tell others: at most once a year, counted from `asked_at`."""

    __table_args__ = (Index("ix_advocacy_person_id_asked_at", "person_id", "asked_at"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), unique=True)
    asked_at: Mapped[datetime] = mapped_column(default=now)
    said: Mapped[str] = mapped_column(default="")  # yes | later | no; "": not answered
    said_at: Mapped[datetime | None]
