"""What an engine must do: keep documents, give candidates in rank order, know the words near a mistyped one.

An engine answers from what it has indexed, within the reader's access tokens; whether the reader may see a
candidate *now* is asked of the database afterwards, in `portal.search.queries`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from portal.kernel.searchable import Document
from portal.search.query import Query

MAX_CANDIDATES = 500  # ranked at most; counts beyond are not exact and say so
JOIN_BELOW = 20  # fewer found by whole words than a page holds: Japanese pieces inside longer words join them
TITLE_WEIGHT = 0.6  # of BM25 on the title, added to that on all text; measured on 871 queries in two languages


class Candidate(NamedTuple):
    """A document that matches, in rank order; a higher score is better, comparable within one answer only."""

    kind: str
    ref: int
    locale: str
    score: float


@dataclass(frozen=True)
class Found:
    """`some` is true when nothing had all terms, so these have any of them; `more` when candidates were left out."""

    candidates: list[Candidate]
    some: bool = False
    more: bool = False


class Batch(Protocol):
    """Changes that become visible together."""

    def drop(self, keys: Collection[tuple[str, int]]) -> None:
        """Take all documents of these (kind, ref) out."""

    def put(self, documents: Sequence[Document]) -> None:
        """Add documents whose (kind, ref) was dropped before or is new."""


class Engine(Protocol):
    """One of the two ways to keep the index."""

    def writing(self) -> AbstractContextManager[Batch]:
        """Hold the index's write lock; what is read from the database inside is not overtaken by another writer."""

    def rebuilding(self) -> AbstractContextManager[Batch]:
        """As `writing`, but what was there before is gone when the block ends; readers see it until then."""

    def search(self, query: Query, access: frozenset[str], limit: int = MAX_CANDIDATES) -> Found:
        """At most `limit` candidates that these access tokens open, best first."""

    def near(self, word: str, access: frozenset[str]) -> list[str]:
        """Words some open document has, one slip from `word` or else two, nearest and most used first."""

    def contents(self) -> set[tuple[str, int, str]]:
        """Everything that can be found now, as (kind, ref, locale)."""
