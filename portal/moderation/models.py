"""What people reported or what waits for a look: a case for each thing, who reported it and why, what was done.

And which people were warned for what they wrote.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model

UNSETTLED = sa.text("closed_at IS NULL")


class ModerationCase(Model):
    """One thing that staff look at. At most one case of a thing is open or in work; cases are for staff only."""

    __table_args__ = (
        Index(
            "uq_moderation_case_unsettled",
            "kind",
            "ref",
            unique=True,
            sqlite_where=UNSETTLED,
            postgresql_where=UNSETTLED,
        ),
        Index("ix_moderation_case_kind_ref_id", "kind", "ref", "id"),
        Index("ix_moderation_case_state_id", "state", "id"),
        Index("ix_moderation_case_state_closed_at_id", "state", "closed_at", "id"),
        Index("ix_moderation_case_author_id", "author_id"),
    )

    kind: Mapped[str]  # of a `Thing` that a slice registered
    ref: Mapped[int]  # its number
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # who wrote it
    came: Mapped[str]  # flagged | held | seen
    state: Mapped[str] = mapped_column(default="open")  # open | work | resolved | rejected
    outcome: Mapped[str] = mapped_column(default="")  # hidden | released | left | withdrawn | gone, once closed
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who has it in work, then who closed it
    version: Mapped[int] = mapped_column(default=1)  # a decision made on an older one is refused
    opened_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]


class ModerationFlag(Model):
    """Somebody reports the thing of a case. Who it was is for staff only."""

    __table_args__ = (UniqueConstraint("case_id", "person_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str]  # of `reasons.REASONS`
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=now)


class ModerationStep(Model):
    """What happened to a case: from which state to which, by whom and with which words."""

    __table_args__ = (Index("ix_moderation_step_case_id_id", "case_id", "id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id", ondelete="CASCADE"))
    what: Mapped[str]  # flagged | withdrawn | held | seen | taken | hidden | restored | released | left | gone | warned
    from_state: Mapped[str] = mapped_column(default="")
    to_state: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=now)


class ModerationWarning(Model):
    """Staff tell somebody that what they wrote does not go. Who it was is for staff only."""

    __table_args__ = (Index("ix_moderation_warning_person_id_id", "person_id", "id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # who is warned
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]  # of the thing, as in a case
    ref: Mapped[int]
    words: Mapped[str]  # as the person reads them
    at: Mapped[datetime] = mapped_column(default=now)
