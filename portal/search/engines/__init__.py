"""What an engine must do: keep documents, give candidates in rank order, put mistyped words right.

An engine answers from what it has indexed, within the reader's access tokens; whether the reader may see a
candidate *now* is asked of the database afterwards, in `portal.search.queries`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from portal.kernel.searchable import Document
from portal.search.alike import Wanted
from portal.search.query import Query

MAX_CANDIDATES = 500  # ranked at most; counts beyond are not exact and say so
JOIN_BELOW = 20  # fewer found by whole words than a page holds: Japanese pieces inside longer words join them
HAVING = 20  # documents looked at to tell whether the reader may see any with the words put right
TITLE_WEIGHT = 0.6  # of BM25 on the title, added to that on all text; measured on 871 queries in two languages


class Candidate(NamedTuple):
    """A document that matches, in rank order; a higher score is better, comparable within one answer only."""

    kind: str
    ref: int
    locale: str
    score: float


@dataclass(frozen=True)
class Found:
    """`some` is true when nothing had all terms, so these have any of them; `more` when candidates were left out.

    `building` is true while there is no index to ask: nothing was found because nothing was looked for.
    """

    candidates: list[Candidate]
    some: bool = False
    more: bool = False
    building: bool = False


class Amended(NamedTuple):
    """Spelling help: the word that was probably meant for each mistyped one, and open documents that have them all."""

    right: dict[str, str]
    having: list[Candidate]


class NotBuilt(Exception):
    """There is no index of ours to write into; building it anew takes every change in."""


class Batch(Protocol):
    """Changes that become visible together."""

    def drop(self, keys: Collection[tuple[str, int]]) -> None:
        """Take all documents of these (kind, ref) out."""

    def put(self, documents: Sequence[Document]) -> None:
        """Add documents whose (kind, ref) was dropped before or is new."""


class Engine(Protocol):
    """One of the two ways to keep the index."""

    def writing(self) -> AbstractContextManager[Batch]:
        """Hold the index's write lock; what is read from the database inside is not overtaken by another writer.

        Raises NotBuilt, lock in hand, so nobody is building it at that moment.
        """

    def rebuilding(self) -> AbstractContextManager[Batch]:
        """As `writing`, but what was there before is gone when the block ends; readers see it until then."""

    def search(self, query: Query, access: frozenset[str], limit: int = MAX_CANDIDATES) -> Found:
        """At most `limit` candidates that these access tokens open, best first."""

    def alike(self, kind: str, wanted: Sequence[Wanted], access: frozenset[str], limit: int) -> list[Candidate]:
        """At most `limit` open documents of one kind that have any of the terms, best first.

        A score of about 1 has all that is wanted and the text's own, in a text of usual length.
        """

    def amend(self, words: Sequence[str], access: frozenset[str]) -> Amended:
        """Put right those of the words that no open document has.

        Each becomes a word some open document has: one slip away or else two, then the most used. `having` are at most
        `HAVING` documents that have all of those as they are written; nothing is `right` when there are none.
        """

    def wants_rebuild(self) -> bool:
        """Whether the index is not there, not in our format, or was found damaged."""

    def drop_deleted(self) -> None:
        """Leave nothing on the disk of documents that were taken out."""

    def contents(self) -> set[tuple[str, int, str]]:
        """Everything that can be found now, as (kind, ref, locale)."""
