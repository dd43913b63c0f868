"""What one person did with one item: finished it, watched it, answered its quiz, decided on a next step."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model


class Completion(Model):
    """A person has finished an item, once, whatever language it was read in."""

    __table_args__ = (
        UniqueConstraint("person_id", "item_id"),
        Index("ix_completion_item_id_organization_id", "item_id", "organization_id"),
        Index("ix_completion_person_id_at", "person_id", "at"),
        Index("ix_completion_organization_id_at", "organization_id", "at"),  # reports by company
        Index("ix_completion_at_item_id_kind", "at", "item_id", "kind"),  # reports by stage
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # erased people stay as tombstones
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))  # acted for at the time
    kind: Mapped[str]  # earned | self
    version: Mapped[int]  # of the item, when it was finished
    at: Mapped[datetime] = mapped_column(default=now)


class Watching(Model):
    """How much of an item's video somebody has seen, whatever the order."""

    __table_args__ = (UniqueConstraint("person_id", "item_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    spans: Mapped[list[Any]]  # [from, to] in whole seconds, apart from each other and in order
    left_at: Mapped[int] = mapped_column(default=0)  # second at which it was left
    at: Mapped[datetime] = mapped_column(default=now)  # the last heartbeat: no more can be seen than time has passed


class QuizAttempt(Model):
    """One try at a quiz: what was drawn, and once it is handed in, what was answered."""

    __table_args__ = (Index("ix_quiz_attempt_person_id_item_id_id", "person_id", "item_id", "id"),)

    key: Mapped[str] = mapped_column(unique=True)  # its address; nobody guesses another one's
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    digest: Mapped[str]  # of the questions as they were: a quiz that changed meanwhile is not marked
    asked: Mapped[list[Any]]  # [question, [order of its choices]] each, as drawn
    answers: Mapped[list[Any]]  # what was chosen or typed, one a question; empty until handed in
    correct: Mapped[int | None]
    passed: Mapped[bool | None]
    started_at: Mapped[datetime] = mapped_column(default=now)
    handed_in_at: Mapped[datetime | None]


_WAITING = text("done_at IS NULL AND reminded_at IS NULL")


class NextStep(Model):
    """What somebody decided to do with what an item taught, and by when."""

    __table_args__ = (
        UniqueConstraint("person_id", "item_id"),
        Index("ix_next_step_waiting", "due", postgresql_where=_WAITING, sqlite_where=_WAITING),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    text: Mapped[str]
    due: Mapped[date]  # in the person's own calendar
    done_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    at: Mapped[datetime] = mapped_column(default=now)


class Rating(Model):
    """Whether an item helped one person; changing one's mind replaces it."""

    __table_args__ = (UniqueConstraint("person_id", "item_id"), Index("ix_rating_item_id_id", "item_id", "id"))

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    helpful: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int]  # of the item it is about
    at: Mapped[datetime] = mapped_column(default=now)
