"""The index in PostgreSQL: same words, same order of asking; changes commit with the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from portal.kernel.db import db, insert
from portal.kernel.searchable import Document
from portal.search import spelling
from portal.search.alike import Wanted
from portal.search.engines import (
    MAX_CANDIDATES,
    Amended,
    Candidate,
    Found,
    postgres_alike,
    postgres_ask,
    postgres_spelling,
)
from portal.search.engines.lexemes import plain_vector, weighed_vector
from portal.search.models import SearchDocument, SearchWord
from portal.search.query import Query
from portal.search.text import bigrams, capped, flat, tokens, words

LOCK = 7_150_311  # any number that no other advisory lock of the portal has


class PostgresBatch:
    """Changes in the caller's transaction."""

    def drop(self, keys: Collection[tuple[str, int]]) -> None:
        """Take all documents of these (kind, ref) out."""
        for kind in sorted({kind for kind, _ref in keys}):
            refs = [ref for of, ref in keys if of == kind]
            gone = sa.delete(SearchDocument).where(SearchDocument.kind == kind, SearchDocument.ref.in_(refs))
            db.session.execute(gone)

    def put(self, documents: Sequence[Document]) -> None:
        """Add documents and their words."""
        if not documents:
            return
        db.session.execute(sa.insert(SearchDocument), [_values(document) for document in documents])
        seen = sorted({word for document in documents for word in words(f"{document.title}\n{document.body}")})
        if seen:
            rows = [{"word": word, "length": len(word), "letters": spelling.letters(word)} for word in seen]
            db.session.execute(insert(SearchWord).on_conflict_do_nothing(), rows)


def _values(document: Document) -> dict[str, Any]:
    title, body = capped(document.title, document.body)
    in_title = [token.text for token in tokens(title)]
    both = f"{title}\n{body}"
    return {
        "kind": document.kind,
        "ref": document.ref,
        "locale": document.locale,
        "access": plain_vector(document.access),
        "title": plain_vector(in_title),
        "text": weighed_vector(in_title, (token.text for token in tokens(body))),
        "pairs": plain_vector(term for term, _at in bigrams(both)),
        "flat": flat(both),
    }


class PostgresEngine:
    """Rows of `search_document`."""

    @contextmanager
    def writing(self) -> Iterator[PostgresBatch]:
        """Hold the lock until the caller's transaction ends; the caller commits or rolls back."""
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        yield PostgresBatch()

    @contextmanager
    def rebuilding(self) -> Iterator[PostgresBatch]:
        """As `writing`, from empty tables; others see the old content until the commit."""
        with self.writing() as batch:
            db.session.execute(sa.delete(SearchDocument))
            db.session.execute(sa.delete(SearchWord))
            yield batch
            for column in ("title", "text", "pairs"):  # or every search reads what was put in until the next vacuum
                db.session.execute(sa.select(sa.func.gin_clean_pending_list(f"ix_search_document_{column}")))
            db.session.execute(sa.text("ANALYZE search_document, search_word"))

    def search(self, query: Query, access: frozenset[str], limit: int = MAX_CANDIDATES) -> Found:
        """Candidates, best first."""
        return postgres_ask.ask(query, access, limit) if query and access else Found([])

    def alike(self, kind: str, wanted: Sequence[Wanted], access: frozenset[str], limit: int) -> list[Candidate]:
        """Documents with any of the terms, best first."""
        return postgres_alike.alike(kind, wanted, access, limit) if wanted and access else []

    def amend(self, words: Sequence[str], access: frozenset[str]) -> Amended:
        """What was meant, in two statements however many words there are."""
        near = postgres_spelling.mistyped(words, access) if access else []
        return postgres_spelling.best(near, access) if near else Amended({}, [])

    def wants_rebuild(self) -> bool:
        """Never by itself: the tables come with the schema, and `portal setup` fills them after each change of it."""
        return False

    def drop_deleted(self) -> None:
        """Nothing to do: rows that are gone are cleared as those of every other table."""

    def contents(self) -> set[tuple[str, int, str]]:
        """What can be found."""
        keys = sa.select(SearchDocument.kind, SearchDocument.ref, SearchDocument.locale)
        return {(kind, ref, locale) for kind, ref, locale in db.session.execute(keys)}
