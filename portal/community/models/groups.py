"""Groups by industry or use case, and who is in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model

STANDING, LEADING = sa.text("archived_at IS NULL"), sa.text("leader")


class CommunityGroup(Model):
    """A place of its own for some of the people.

    `access`: open (who likes joins) | request (a leader lets people in; everybody reads) | closed (only members and
    staff know of it, counts included).
    """

    __table_args__ = (
        Index("ix_community_group_position", "position", "id", sqlite_where=STANDING, postgresql_where=STANDING),
    )

    slug: Mapped[str] = mapped_column(unique=True)
    names: Mapped[dict[str, Any]]  # by locale
    abouts: Mapped[dict[str, Any]]  # by locale: for whom it is, one or two sentences
    icon: Mapped[str] = mapped_column(default="users")
    kind: Mapped[str] = mapped_column(default="topic")  # industry | topic | champions (one: where champions gather)
    industry: Mapped[str] = mapped_column(default="")  # of organizations it is meant for, if it is for one
    access: Mapped[str] = mapped_column(default="open")
    members: Mapped[int] = mapped_column(default=0)
    questions: Mapped[int] = mapped_column(default=0)  # listed
    pinned_id: Mapped[int | None] = mapped_column(ForeignKey("question.id", ondelete="SET NULL", use_alter=True))
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    archived_at: Mapped[datetime | None]  # no longer listed, nobody joins or posts; what was said stays readable
    created_at: Mapped[datetime] = mapped_column(default=now)


class GroupMember(Model):
    """Somebody in a group, or asking to be let in."""

    __table_args__ = (
        UniqueConstraint("group_id", "person_id"),
        Index("ix_group_member_person_id_group_id", "person_id", "group_id"),
        Index("ix_group_member_group_id_state_id", "group_id", "state", "id"),
        Index("ix_group_member_leader", "group_id", "id", sqlite_where=LEADING, postgresql_where=LEADING),
    )

    group_id: Mapped[int] = mapped_column(ForeignKey("community_group.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(default="member")  # member | asked
    leader: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str] = mapped_column(default="")  # why they would like to join, for the leader
    at: Mapped[datetime] = mapped_column(default=now)
