"""What is said below an idea, and what it said before it was edited."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model


class IdeaComment(Model):
    """One comment. The text of a hidden one stays for staff."""

    __table_args__ = (Index("ix_idea_comment_idea_id_id", "idea_id", "id"),)

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))  # written on
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))  # the author acted for then
    source: Mapped[str]  # Markdown
    html: Mapped[str]  # made from the source, safe to show
    plain: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    agrees: Mapped[int] = mapped_column(default=0)
    held_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    external_id: Mapped[str | None] = mapped_column(unique=True)  # its key in the file it was imported from
    became_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id", ondelete="SET NULL"), unique=True)  # made of it


class CommentAgree(Model):
    """One person agrees with a comment."""

    __table_args__ = (UniqueConstraint("comment_id", "person_id"),)

    comment_id: Mapped[int] = mapped_column(ForeignKey("idea_comment.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)


class IdeaRevision(Model):
    """What an idea or a comment said until it was edited."""

    __table_args__ = (
        Index("ix_idea_revision_idea_id_id", "idea_id", "id"),
        Index("ix_idea_revision_comment_id_id", "comment_id", "id"),
    )

    idea_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))  # either this
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("idea_comment.id", ondelete="CASCADE"))  # or that
    number: Mapped[int]
    title: Mapped[str] = mapped_column(default="")
    source: Mapped[str]
    editor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # whose edit replaced it
    at: Mapped[datetime] = mapped_column(default=now)
