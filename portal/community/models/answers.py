"""What is said to a question: answers, comments below either, which answer helped, and what was said before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model


class Answer(Model):
    """One answer. The text of a hidden one stays for staff."""

    __table_args__ = (
        Index("ix_answer_question_id_id", "question_id", "id"),
        Index("ix_answer_question_id_useful_id", "question_id", "useful", "id"),
        Index("ix_answer_author_id_id", "author_id", "id"),
    )

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))  # written on
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))  # the author acted for then
    standing: Mapped[str] = mapped_column(default="")  # of the author then: "" | champion | staff
    source: Mapped[str]  # Markdown
    html: Mapped[str]  # made from the source, safe to show
    plain: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    useful: Mapped[int] = mapped_column(default=0)  # people who say so
    comments: Mapped[int] = mapped_column(default=0)  # shown
    held_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    external_id: Mapped[str | None] = mapped_column(unique=True)  # its key in the file it was imported from


class Acceptance(Model):
    """The one answer that solved a question, and who said so."""

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), unique=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class AnswerUseful(Model):
    """One person finds an answer useful."""

    __table_args__ = (UniqueConstraint("answer_id", "person_id"),)

    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)


class QuestionComment(Model):
    """A remark below a question, or below one of its answers."""

    __table_args__ = (
        Index("ix_question_comment_question_id_answer_id_id", "question_id", "answer_id", "id"),
        Index("ix_question_comment_answer_id_id", "answer_id", "id"),
    )

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))  # the author acted for then
    source: Mapped[str]  # Markdown
    html: Mapped[str]  # made from the source, safe to show
    plain: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    held_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]


class CommunityRevision(Model):
    """What a question, an answer or a comment said until it was edited; one of the three is given."""

    __table_args__ = (
        Index("ix_community_revision_question_id_id", "question_id", "id"),
        Index("ix_community_revision_answer_id_id", "answer_id", "id"),
        Index("ix_community_revision_comment_id_id", "comment_id", "id"),
    )

    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id", ondelete="CASCADE"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("question_comment.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(default="")
    source: Mapped[str]
    editor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # whose edit replaced it
    at: Mapped[datetime] = mapped_column(default=now)
