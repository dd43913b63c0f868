"""What is asked, in which wave, of which customers, and when nobody is to be asked. All of it is for staff."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model

DUE = sa.text("next_on IS NOT NULL")
LASTING = sa.text("ended_at IS NULL")


class Survey(Model):
    """The NPS question, asked again and again: by hand, every so many days, or after something happened."""

    __table_args__ = (Index("ix_survey_next_on", "next_on", "id", sqlite_where=DUE, postgresql_where=DUE),)

    name: Mapped[str]  # for staff
    by: Mapped[str] = mapped_column(default="hand")  # of `policy.WAYS`: hand | days | event
    every_days: Mapped[int] = mapped_column(default=180)  # between two waves, where it comes by itself
    next_on: Mapped[date | None]  # when the next wave goes out by itself
    trigger: Mapped[str] = mapped_column(default="")  # code of what makes it ask, where an event does
    delay_days: Mapped[int] = mapped_column(default=1)  # from the event to the question
    segment: Mapped[dict[str, Any]] = mapped_column(default=dict)  # whom waves that come by themselves ask
    drip_days: Mapped[int] = mapped_column(default=1)  # working days over which such a wave goes out
    state: Mapped[str] = mapped_column(default="live")  # live | archived
    version: Mapped[int] = mapped_column(default=1)  # a save over a newer save is refused
    at: Mapped[datetime] = mapped_column(default=now)


class Wave(Model):
    """One sending of a survey. Its segment and days are fixed once it is launched."""

    __table_args__ = (
        UniqueConstraint("survey_id", "number"),
        Index("ix_wave_state_closes_at", "state", "closes_at"),
        Index("ix_wave_starts_at_id", "starts_at", "id"),
    )

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(default="sent")  # sent | event | imported
    segment: Mapped[dict[str, Any]] = mapped_column(default=dict)  # see `queries.audience`
    drip_days: Mapped[int] = mapped_column(default=1)  # working days over which it goes out
    starts_at: Mapped[datetime]
    closes_at: Mapped[datetime]  # nobody is asked or answers after that
    state: Mapped[str] = mapped_column(default="draft")  # draft | live | closed
    launched_at: Mapped[datetime | None]
    launched_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # None: it went out by itself
    version: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime] = mapped_column(default=now)


class SurveyPause(Model):
    """An incident: until it ends, nobody is asked; of one company, or, without one, of any."""

    __table_args__ = (
        Index("ix_survey_pause_lasting", "organization_id", "until", sqlite_where=LASTING, postgresql_where=LASTING),
    )

    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id", ondelete="CASCADE"))
    reason: Mapped[str]
    until: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]  # sooner than planned
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
