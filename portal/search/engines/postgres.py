"""The index in PostgreSQL: same words, same order of asking; changes commit with the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import BIT, TSQUERY

from portal.kernel.db import db, insert
from portal.kernel.searchable import Document
from portal.search import spelling
from portal.search.engines import MAX_CANDIDATES, Candidate, Found
from portal.search.engines.lexemes import all_of, any_of, plain_vector, weighed_vector
from portal.search.engines.tiers import in_tiers
from portal.search.models import SearchDocument, SearchWord
from portal.search.query import Query
from portal.search.text import bigrams, capped, flat, flat_phrase, phrase, runs, stem, tokens, words

LOCK = 7_150_311  # any number that no other advisory lock of the portal has
BY_LENGTH = 1  # ts_rank's flag: divide by 1 + log(length), or long texts come first
COUNTED = 50  # documents counted to tell which of two near words is used more
NEAR_WORDS = 5_000  # words with nearly the same letters that are compared

_USED = sa.text("""
SELECT near.word, (SELECT count(*) FROM (
    SELECT 1 FROM search_document d
    WHERE d.pairs @@ near.pairs::tsquery AND strpos(d.flat, near.flat) > 0 AND d.access @@ cast(:access AS tsquery)
    LIMIT :counted) used) AS uses
FROM unnest(cast(:words AS text[]), cast(:pairs AS text[]), cast(:flats AS text[])) AS near(word, pairs, flat)
""")

Condition = sa.ColumnElement[bool]


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
        if not access:
            return Found([])
        quotes = [condition for piece in query.phrases for condition in _in_a_row(piece)]
        every, some = _has("text", all_of(query.terms)), _has("text", any_of(query.terms))
        joined = [condition for piece in query.joined for condition in _joined(piece)]
        with _by_index():
            return in_tiers(
                query,
                limit,
                every_term=lambda: _ask([every, *quotes], query, access, limit),
                together=lambda: _ask([*joined, *quotes], query, access, limit),
                any_term=lambda: _ask([some, *quotes], query, access, limit),
            )

    def near(self, word: str, access: frozenset[str]) -> list[str]:
        """Words in use near `word`."""
        most = spelling.slips_allowed(word)
        if not most or not access:
            return []
        return spelling.in_use(word, _alike(word, most), lambda others: _uses(others, access))

    def contents(self) -> set[tuple[str, int, str]]:
        """What can be found."""
        keys = sa.select(SearchDocument.kind, SearchDocument.ref, SearchDocument.locale)
        return {(kind, ref, locale) for kind, ref, locale in db.session.execute(keys)}


def _ask(conditions: Sequence[Condition], query: Query, access: frozenset[str], limit: int) -> list[Candidate]:
    """Matches with the terms in their titles and others, about `limit` of each, ranked together."""
    matching = sa.select(SearchDocument.id).where(*conditions, _has("access", any_of(access)))
    titled = matching.where(_has("title", all_of(query.terms))).limit(limit)
    others = matching.limit(limit + 1)
    picked = sa.union(sa.select(titled.subquery().c.id), sa.select(others.subquery().c.id)).subquery()
    score = sa.func.ts_rank(SearchDocument.text, _tsquery(any_of(query.terms)), BY_LENGTH).label("score")
    ranked = (
        sa.select(SearchDocument.kind, SearchDocument.ref, SearchDocument.locale, score)
        .where(SearchDocument.id.in_(sa.select(picked.c.id)))
        .order_by(score.desc(), SearchDocument.id)
        .limit(limit + 1)
    )
    return [Candidate(*row) for row in db.session.execute(ranked)]


@contextmanager
def _by_index() -> Iterator[None]:
    """Keep the planner from reading the whole table for a rare word because a limit promises an early end."""
    db.session.execute(sa.text("SET LOCAL enable_seqscan TO off"))
    yield
    db.session.execute(sa.text("SET LOCAL enable_seqscan TO DEFAULT"))


def _tsquery(written: str) -> sa.ColumnElement[str]:
    return sa.cast(sa.literal(written, sa.Text), TSQUERY)


def _has(column: str, written: str) -> Condition:
    return sa.type_coerce(SearchDocument.__table__.c[column].bool_op("@@")(_tsquery(written)), sa.Boolean)


def _in_a_row(piece: str) -> list[Condition]:
    """The index rules most documents out, the text decides."""
    return [_has("pairs", all_of(phrase(piece))), sa.func.strpos(SearchDocument.flat, flat_phrase(piece)) > 0]


def _joined(piece: str) -> list[Condition]:
    (_run, japanese), *_rest = runs(piece)
    return _in_a_row(piece) if japanese else [_has("text", all_of([stem(piece)]))]


def _alike(word: str, most: int) -> Sequence[str]:
    """Words that may be within that many slips."""
    apart = sa.func.bit_count(sa.cast(SearchWord.letters.op("#")(spelling.letters(word)), BIT(64)))
    alike = sa.select(SearchWord.word).where(
        SearchWord.length.between(len(word) - most, len(word) + most), apart <= 2 * most
    )
    return db.session.scalars(alike.limit(NEAR_WORDS)).all()


def _uses(near: list[str], access: frozenset[str]) -> dict[str, int]:
    """How many open documents have each word, counted no further than matters."""
    if not near:
        return {}
    given = {
        "words": near,
        "pairs": [all_of(phrase(word)) for word in near],
        "flats": [flat_phrase(word) for word in near],
        "access": any_of(access),
        "counted": COUNTED,
    }
    return {row.word: row.uses for row in db.session.execute(_USED, given)}
