"""What customers wish for, where it belongs, and who follows it.

An idea and those merged into it are a *family*; the one they were merged into is its *canonical* idea, the only one
that is listed. Merging sets a pointer and moves nothing, so it can be undone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model
from portal.posting.addresses import post_url

LISTED = sa.text("merged_into_id IS NULL AND hidden_at IS NULL AND held_at IS NULL")
MERGED = sa.text("merged_into_id IS NOT NULL")


def _listed(name: str, *columns: str) -> Index:
    """An index over what lists show, for one of their orders."""
    return Index(name, *columns, sqlite_where=LISTED, postgresql_where=LISTED)


class IdeaStatus(Model):
    """A state ideas can be in. Names are data; `category` is what code goes by."""

    slug: Mapped[str] = mapped_column(unique=True)
    category: Mapped[str]  # new | review | planned | progress | shipped | declined
    position: Mapped[int]
    names: Mapped[dict[str, Any]]  # by locale
    ideas: Mapped[int] = mapped_column(default=0)  # listed ones in this state


class Idea(Model):
    """One wish. `votes`, `companies`, `comments`, `demand` and `detractors` are of the whole family, on its canonical
    idea.
    """

    __table_args__ = (
        _listed("ix_idea_trending", "trending", "id"),
        _listed("ix_idea_votes", "votes", "id"),
        _listed("ix_idea_status_trending", "status_id", "trending", "id"),
        _listed("ix_idea_status_votes", "status_id", "votes", "id"),
        _listed("ix_idea_status_at", "status_id", "at", "id"),
        _listed("ix_idea_area_trending", "area_id", "trending", "id"),
        _listed("ix_idea_area_votes", "area_id", "votes", "id"),
        _listed("ix_idea_area_at", "area_id", "at", "id"),
        _listed("ix_idea_demand", "demand", "id"),
        _listed("ix_idea_companies", "companies", "id"),
        _listed("ix_idea_detractors", "detractors", "id"),
        _listed("ix_idea_at", "at", "id"),
        _listed("ix_idea_heard", "heard_at", "id"),
        Index("ix_idea_author_id_id", "author_id", "id"),
        Index("ix_idea_organization_id_id", "organization_id", "id"),
        Index(  # holds merged ideas alone, or SQLite would look the others up in it and sort them for each list
            "ix_idea_merged_into_id", "merged_into_id", sqlite_where=MERGED, postgresql_where=MERGED
        ),
        Index(
            "ix_idea_pledge",
            "pledged_for",
            "id",
            sqlite_where=sa.text("pledged_for IS NOT NULL AND answered_at IS NULL"),
            postgresql_where=sa.text("pledged_for IS NOT NULL AND answered_at IS NULL"),
        ),
        Index(
            "ix_idea_kept",
            "answered_at",
            "id",
            sqlite_where=sa.text("pledged_at IS NOT NULL AND answered_at IS NOT NULL"),
            postgresql_where=sa.text("pledged_at IS NOT NULL AND answered_at IS NOT NULL"),
        ),
    )

    title: Mapped[str]
    excerpt: Mapped[str] = mapped_column(default="")  # of the text, for lists
    source: Mapped[str] = mapped_column(deferred=True)  # Markdown
    html: Mapped[str] = mapped_column(deferred=True)  # made from the source, safe to show
    plain: Mapped[str] = mapped_column(deferred=True)
    language: Mapped[str] = mapped_column(default="en")  # it was written in
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))  # the author acted for then
    status_id: Mapped[int] = mapped_column(ForeignKey("idea_status.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id"))  # a canonical idea
    merged_at: Mapped[datetime | None]
    votes: Mapped[int] = mapped_column(default=0)  # people
    companies: Mapped[int] = mapped_column(default=0)  # of voters
    comments: Mapped[int] = mapped_column(default=0)
    trending: Mapped[float] = mapped_column(default=0.0)  # see ideas.trending
    demand: Mapped[int] = mapped_column(sa.BigInteger, default=0)  # staff only: contract value of companies, once each
    detractors: Mapped[int] = mapped_column(default=0, server_default="0")  # staff only: companies by their last score
    pledged_at: Mapped[datetime | None]  # enough companies wanted it
    pledged_for: Mapped[datetime | None]  # an official answer is promised by then
    answered_at: Mapped[datetime | None]  # first official answer: a response, or shipped or declined with its words
    heard_at: Mapped[datetime] = mapped_column(default=now)  # last official answer; until the first: when submitted
    shipped_url: Mapped[str] = mapped_column(default="")  # where what was built is described
    window: Mapped[str] = mapped_column(default="")  # on the roadmap, as product writes it: "Jan to Mar 2027"
    held_at: Mapped[datetime | None]  # waits for a look before anybody else sees it
    hidden_at: Mapped[datetime | None]  # taken off the board; its author is told why
    hidden_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)  # of title and text; a save over a newer one is refused
    at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    external_id: Mapped[str | None] = mapped_column(unique=True)  # its key in the file it was imported from

    @property
    def url(self) -> str:
        """Address of its page; the words in it are for people, the number finds it."""
        return idea_url(self.id, self.title)


class IdeaTag(Model):
    """A tag on an idea."""

    __table_args__ = (UniqueConstraint("idea_id", "tag_id"), Index("ix_idea_tag_tag_id_idea_id", "tag_id", "idea_id"))

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"))


class IdeaFollow(Model):
    """Whether somebody hears of an idea. A row that says no keeps a vote from following again."""

    __table_args__ = (
        UniqueConstraint("idea_id", "person_id"),
        Index("ix_idea_follow_person_id_id", "person_id", "id"),
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    wanted: Mapped[bool] = mapped_column(default=True)
    at: Mapped[datetime] = mapped_column(default=now)


def idea_url(idea_id: int, title: str) -> str:
    """`/ideas/<id>-<slug>`."""
    return post_url("/ideas", idea_id, title)
