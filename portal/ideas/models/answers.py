"""What the vendor says and does about an idea, and whether it helped."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model


class IdeaStatusChange(Model):
    """From which state to which, by whom and why; or that the window on the roadmap moved while it was in one."""

    __table_args__ = (
        Index("ix_idea_status_change_idea_id_id", "idea_id", "id"),
        Index("ix_idea_status_change_to_id_at_id", "to_id", "at", "id"),
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    from_id: Mapped[int | None] = mapped_column(ForeignKey("idea_status.id"))  # None: it was submitted
    to_id: Mapped[int] = mapped_column(ForeignKey("idea_status.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(default="")
    window: Mapped[str] = mapped_column(default="")  # on the roadmap since then; from_id = to_id: it only moved
    at: Mapped[datetime] = mapped_column(default=now)


class IdeaTurn(Model):
    """What else happened to an idea, beside its states; `kind`: merged | unmerged | area | behalf | dropped."""

    __table_args__ = (
        Index("ix_idea_turn_idea_id_id", "idea_id", "id"),
        Index("ix_idea_turn_other_id_id", "other_id", "id"),
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    kind: Mapped[str]
    other_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))  # it went into, or left
    before_id: Mapped[int | None] = mapped_column(ForeignKey("area.id", ondelete="SET NULL"))
    after_id: Mapped[int | None] = mapped_column(ForeignKey("area.id", ondelete="SET NULL"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # staff only: whose vote it was
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class IdeaProposal(Model):
    """A state that customer success proposes, with the reason customers would read; staff only."""

    __table_args__ = (
        Index("ix_idea_proposal_idea_id_id", "idea_id", "id"),
        Index(
            "ix_idea_proposal_open",
            "idea_id",
            "id",
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        ),
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    status_id: Mapped[int] = mapped_column(ForeignKey("idea_status.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
    taken: Mapped[bool | None]  # None: product has not looked yet, or somebody proposed something else since
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None]
    reply: Mapped[str] = mapped_column(default="")  # why it was followed, or not, for who proposed it


class IdeaResponse(Model):
    """One version of the official response; the highest number stands."""

    __table_args__ = (UniqueConstraint("idea_id", "number"),)

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    number: Mapped[int]
    source: Mapped[str]
    html: Mapped[str]
    plain: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class IdeaNote(Model):
    """What staff tell each other about an idea; never leaves the console."""

    __table_args__ = (Index("ix_idea_note_idea_id_id", "idea_id", "id"),)

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


class IdeaVerdict(Model):
    """Somebody who wanted a shipped idea was asked whether it solved their problem; asked anew when it ships again."""

    __table_args__ = (
        UniqueConstraint("idea_id", "person_id"),
        Index("ix_idea_verdict_idea_id_solved", "idea_id", "solved"),
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))  # canonical when it shipped
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    opened_at: Mapped[datetime | None]
    solved: Mapped[bool | None]
    missing: Mapped[str] = mapped_column(default="")  # what is still missing, in their words
    answered_at: Mapped[datetime | None]
    at: Mapped[datetime] = mapped_column(default=now)  # asked
