"""What customers ask each other, where it belongs, and who wants to know.

A question and those merged into it are a *family*; the one they were merged into is its *canonical* question, the only
one that is listed. Merging sets a pointer and moves nothing, so it can be undone.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model
from portal.posting.addresses import post_url

_LISTED = "merged_into_id IS NULL AND hidden_at IS NULL AND held_at IS NULL"
_UNANSWERED = "solved_at IS NULL AND champion_at IS NULL AND staff_at IS NULL"
LISTED, MERGED, DUE = sa.text(_LISTED), sa.text("merged_into_id IS NOT NULL"), sa.text("route_at IS NOT NULL")
BROUGHT = sa.text(f"{_LISTED} AND routed_at IS NOT NULL AND answered_at IS NULL AND solved_at IS NULL")
UNANSWERED, SOLVED = sa.text(f"{_LISTED} AND {_UNANSWERED}"), sa.text(f"{_LISTED} AND solved_at IS NOT NULL")


def _where(name: str, *columns: str, where: sa.TextClause = LISTED) -> Index:
    """An index over what a list shows, in its order."""
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


class Question(Model):
    """One question. `answers` are those shown, of the whole family, on its canonical question.

    It is *unanswered* until an answer is accepted, or staff or a champion answer.
    """

    __table_args__ = (
        _where("ix_question_at", "at", "id"),
        _where("ix_question_unanswered", "at", "id", where=UNANSWERED),
        _where("ix_question_solved", "solved_at", "id", where=SOLVED),
        _where("ix_question_area_at", "area_id", "at", "id"),
        _where("ix_question_group_at", "group_id", "at", "id"),
        _where("ix_question_item_at", "item_id", "at", "id"),
        _where("ix_question_merged_into_id", "merged_into_id", where=MERGED),
        _where("ix_question_route_at", "route_at", "id", where=DUE),
        _where("ix_question_brought", "routed_at", "id", where=BROUGHT),
        Index("ix_question_author_id_id", "author_id", "id"),
        Index("ix_question_organization_id_id", "organization_id", "id"),
    )

    title: Mapped[str]
    excerpt: Mapped[str] = mapped_column(default="")  # of the text, for lists
    source: Mapped[str] = mapped_column(deferred=True)  # Markdown
    html: Mapped[str] = mapped_column(deferred=True)  # made from the source, safe to show
    plain: Mapped[str] = mapped_column(deferred=True)
    language: Mapped[str] = mapped_column(default="en")  # it was written in
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))  # the author acted for then
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("community_group.id"))
    secret: Mapped[bool] = mapped_column(default=False)  # its group is closed: for members of it and staff only
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id", ondelete="SET NULL"))  # of learning; asked about
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id", ondelete="SET NULL"))  # it became
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"))  # a canonical question
    answers: Mapped[int] = mapped_column(default=0)
    too: Mapped[int] = mapped_column(default=0)  # people who have this question, too, beside the author
    solved_at: Mapped[datetime | None]  # an answer was accepted
    answered_at: Mapped[datetime | None]  # first answer by anybody but the author
    champion_at: Mapped[datetime | None]  # first answer by a champion
    staff_at: Mapped[datetime | None]  # first answer by staff
    route_at: Mapped[datetime | None]  # champions are asked then, if it is still unanswered; None: done, or no need
    routed_at: Mapped[datetime | None]  # champions or staff were asked
    locked_at: Mapped[datetime | None]  # takes no more answers and comments
    held_at: Mapped[datetime | None]  # waits for a look before anybody else sees it
    hidden_at: Mapped[datetime | None]  # taken off; its author is told why
    hidden_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)  # of title and text; a save over a newer one is refused
    at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    external_id: Mapped[str | None] = mapped_column(unique=True)  # its key in the file it was imported from

    @property
    def url(self) -> str:
        """Address of its page."""
        return question_url(self.id, self.title)

    @property
    def is_unanswered(self) -> bool:
        """No accepted answer, and none by staff or a champion."""
        return self.solved_at is None and self.champion_at is None and self.staff_at is None


class QuestionTag(Model):
    """A tag on a question."""

    __table_args__ = (
        UniqueConstraint("question_id", "tag_id"),
        Index("ix_question_tag_tag_id_question_id", "tag_id", "question_id"),
    )

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"))


class QuestionToo(Model):
    """One person has this question, too."""

    __table_args__ = (
        UniqueConstraint("question_id", "person_id"),
        Index("ix_question_too_person_id_id", "person_id", "id"),
    )

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class CommunityFollow(Model):
    """Whether somebody hears of a question, a group or a tag. A row that says no keeps them from hearing again."""

    __table_args__ = (
        UniqueConstraint("kind", "ref", "person_id"),
        Index("ix_community_follow_person_id_kind_id", "person_id", "kind", "id"),
    )

    kind: Mapped[str]  # question | group | tag
    ref: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    wanted: Mapped[bool] = mapped_column(default=True)
    at: Mapped[datetime] = mapped_column(default=now)


class Asking(Model):
    """Somebody about to ask opened something similar; `asked_at`: they asked all the same, within a day."""

    __table_args__ = (Index("ix_asking_person_id_at", "person_id", "at"), Index("ix_asking_at", "at"))

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]  # question | item
    ref: Mapped[int]
    asked_at: Mapped[datetime | None]
    at: Mapped[datetime] = mapped_column(default=now)


def question_url(question_id: int, title: str) -> str:
    """`/community/questions/<id>-<slug>`."""
    return post_url("/community/questions", question_id, title)
