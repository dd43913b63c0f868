"""Rows that posts of several slices share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model


class Area(Model):
    """A part of the product that posts are about."""

    slug: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
    names: Mapped[dict[str, Any]]  # by locale
    ideas: Mapped[int] = mapped_column(default=0)  # listed ones in it


class Tag(Model):
    """A word on posts, across areas."""

    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]


class PostImage(Model):
    """A picture somebody put into a post; `kind` and `ref` stay empty until it was sent with one."""

    __table_args__ = (Index("ix_post_image_kind_ref", "kind", "ref"),)

    file_id: Mapped[int] = mapped_column(ForeignKey("file.id", ondelete="CASCADE"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)  # who uploaded it
    kind: Mapped[str] = mapped_column(default="")  # of a post, as its slice registered it with `posting.images`
    ref: Mapped[int | None]  # its number
    at: Mapped[datetime] = mapped_column(default=now)
