"""The menu of the cafeteria, its texts and history, and who may see what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model


class Stage(Model):
    """One stop of the success route, as `stages.toml` has it. Items and organizations refer to it by slug."""

    slug: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
    names: Mapped[dict[str, Any]]  # by locale
    labels: Mapped[dict[str, Any]]  # by locale, shorter
    staff_only: Mapped[bool] = mapped_column(default=False)

    def name(self, language: str) -> str:
        """Its name in `language`, else in any language it has, else its slug."""
        return in_language(self.names, language) or self.slug


class Edition(Model):
    """One row, written anew with every change of what a menu shows, so that processes know when theirs is old."""

    token: Mapped[str]  # random: a restored database must not look like a menu somebody still holds


class Item(Model):
    """One entry of the menu, whatever languages it is written in. Archived ones stay for the progress made in them."""

    __table_args__ = (Index("ix_item_stage_position_id", "stage", "position", "id"),)

    slug: Mapped[str] = mapped_column(unique=True)
    stage: Mapped[str]  # slug of a stage
    position: Mapped[int] = mapped_column(default=0)  # within the stage; equal ones stand in order of id
    format: Mapped[str]
    minutes: Mapped[int]
    level: Mapped[str] = mapped_column(default="")
    jobs: Mapped[list[str]]
    tags: Mapped[list[str]]
    next_slugs: Mapped[list[str]]  # what its author recommends afterwards
    prerequisites: Mapped[list[str]]  # slugs that help to know first; nothing is forced
    lessons: Mapped[list[str]]  # slugs of the items a course is made of, in order
    lessons_at: Mapped[dict[str, Any]] = mapped_column(default=dict)  # when a lesson joined, by item; -item: left
    quiz: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # its rule: see content.quiz
    video: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # file or url, and seconds
    price: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # as content.shapes.Price
    owner: Mapped[str] = mapped_column(default="")
    review_days: Mapped[int]
    reviewed_at: Mapped[datetime] = mapped_column(default=now)  # the review is due `review_days` later
    review_told_at: Mapped[datetime | None]  # when the owner was last reminded of a review that is due
    extra: Mapped[dict[str, Any]]  # front matter that has no column, kept as written
    source: Mapped[str] = mapped_column(default="file")  # file | web: where its newest version was written
    version: Mapped[int] = mapped_column(default=1)
    web_at: Mapped[datetime | None]  # last changed on the web, if no file was taken since
    kept_from: Mapped[str] = mapped_column(default="")  # the files against which the web's word was kept, by digest
    material_at: Mapped[date | None]  # last change that matters to those who had finished
    material_version: Mapped[int] = mapped_column(default=1)  # the version that change came with
    helpful_yes: Mapped[int] = mapped_column(default=0)
    helpful_no: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime] = mapped_column(index=True, default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    archived_at: Mapped[datetime | None]

    @property
    def url(self) -> str:
        """Address of its page."""
        return item_url(self.slug)


class ItemText(Model):
    """An item in one language: what was written, and what pages and the index read of it."""

    __table_args__ = (UniqueConstraint("item_id", "locale"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    locale: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    problem: Mapped[str] = mapped_column(default="")  # the pain it solves
    digest: Mapped[str]  # SHA-256 of the file
    source: Mapped[str] = mapped_column(deferred=True)  # Markdown
    html: Mapped[str] = mapped_column(deferred=True)  # made from the source, safe to show
    plain: Mapped[str] = mapped_column(deferred=True)
    headings: Mapped[list[Any]]  # [level, anchor, text] each
    words: Mapped[int] = mapped_column(default=0)
    questions: Mapped[list[Any]] = mapped_column(deferred=True)  # of its quiz, with the right answers
    downloads: Mapped[list[Any]]  # names of files in the content folder


class ItemVersion(Model):
    """What an item said at one time. Completions name the number they were made with."""

    __table_args__ = (UniqueConstraint("item_id", "number"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    number: Mapped[int]
    source: Mapped[str]  # where it came from: file | web
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # who published it on the web
    digest: Mapped[str]  # SHA-256 of stage and texts
    texts: Mapped[dict[str, Any]] = mapped_column(deferred=True)  # Markdown by locale
    files: Mapped[dict[str, Any] | None] = mapped_column(  # with front matter; None: from before it was kept
        JSON(none_as_null=True), deferred=True
    )
    at: Mapped[datetime] = mapped_column(default=now)


class ItemFile(Model):
    """A file that belongs to the item in some language: a picture it shows, its video, captions, a download."""

    __table_args__ = (UniqueConstraint("item_id", "source", "kind", "locale", "name"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id", ondelete="CASCADE"), index=True)
    source: Mapped[str]  # SHA-256 of the file as it lay in the folder; pictures are encoded anew
    kind: Mapped[str] = mapped_column(default="picture")  # picture | video | captions | download
    locale: Mapped[str] = mapped_column(default="")  # of the text that names it, of captions their own; pictures: ""
    name: Mapped[str] = mapped_column(default="")  # as the folder has it; pictures: ""


class ItemAudience(Model):
    """An access token (`public`, `members`, `tier:high`, `staff`) that opens the item; any one is enough."""

    __table_args__ = (UniqueConstraint("item_id", "token"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    token: Mapped[str]


class OldSlug(Model):
    """An address an item had, or that it took over from one it supersedes."""

    slug: Mapped[str] = mapped_column(unique=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)


def item_url(slug: str) -> str:
    """Address of an item's page; slugs may be Japanese."""
    return f"/learn/{quote(slug)}"


def in_language(words: dict[str, Any], language: str) -> str:
    """The word in `language`, else in any other it is written in, else ""."""
    return str(words.get(language) or next(iter(words.values()), ""))
