"""What to do in cases that come again: steps that are copied into a follow-up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model


class Playbook(Model):
    """Only live ones are offered; what a follow-up got from one stays as it was."""

    __table_args__ = (Index("ix_playbook_state_name_id", "state", "name", "id"),)

    name: Mapped[str]
    about: Mapped[str] = mapped_column(default="")  # when it is meant
    state: Mapped[str] = mapped_column(default="draft")  # draft | live | retired
    reviewed_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)  # a save over a newer save is refused
    created_at: Mapped[datetime] = mapped_column(default=now)


class PlaybookStep(Model):
    """One step: what, how many days after the playbook was applied, and whose it is."""

    __table_args__ = (Index("ix_playbook_step_playbook_id_position", "playbook_id", "position"),)

    playbook_id: Mapped[int] = mapped_column(ForeignKey("playbook.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str]
    days: Mapped[int] = mapped_column(default=0)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
