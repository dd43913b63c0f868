"""Rows of search: PostgreSQL's index, the words for spelling help, and what people looked for in vain.

The embedded default keeps its index in files instead; there the first two tables stay empty.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.db import Model

LEXEMES = TSVECTOR().with_variant(Text(), "sqlite")


class SearchDocument(Model):
    """One thing in one language, cut into lexemes by `portal.search.text`; PostgreSQL's own parser is never asked.

    `text` has title (weight A) and body with positions, the others are plain sets. `flat` is what phrases are
    looked for in.
    """

    __table_args__ = (
        UniqueConstraint("kind", "ref", "locale"),
        Index("ix_search_document_title", "title", postgresql_using="gin"),
        Index("ix_search_document_text", "text", postgresql_using="gin"),
        Index("ix_search_document_pairs", "pairs", postgresql_using="gin"),
        {"info": {"rebuilt": True}},
    )

    kind: Mapped[str]
    ref: Mapped[int]
    locale: Mapped[str]
    access: Mapped[str] = mapped_column(LEXEMES)
    title: Mapped[str] = mapped_column(LEXEMES)
    text: Mapped[str] = mapped_column(LEXEMES)
    pairs: Mapped[str] = mapped_column(LEXEMES)
    flat: Mapped[str]


class SearchWord(Model):
    """A word some document had since the last rebuild. `letters` is the set of its letters, see `spelling.letters`."""

    __table_args__ = ({"info": {"rebuilt": True}},)

    word: Mapped[str] = mapped_column(unique=True)
    length: Mapped[int]
    letters: Mapped[int] = mapped_column(BigInteger)


class SearchMiss(Model):
    """How often a query found nothing on one day, in one language; never who asked."""

    __table_args__ = (UniqueConstraint("day", "locale", "q"),)

    day: Mapped[date]
    locale: Mapped[str]
    q: Mapped[str]
    count: Mapped[int] = mapped_column(default=1)
    at: Mapped[datetime]  # the last time
