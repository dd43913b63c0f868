"""Spelling help in two statements, however many words were typed and however many are near them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.kernel.db import db
from portal.search import spelling
from portal.search.engines import HAVING, Amended, Candidate
from portal.search.engines.lexemes import all_of, any_of
from portal.search.query import parse
from portal.search.text import flat_phrase, phrase

COUNTED = 50  # documents counted to tell which of two near words is used more
NEAR_WORDS = 5_000  # words with nearly the same letters that are compared, for each one typed

# Inside: materialized parts, so that the index is taken and left early; `postgres_ask` says why.
_MISTYPED = sa.text("""
SELECT asked.word, near.word AS other
FROM unnest(
    cast(:words AS text[]), cast(:texts AS text[]), cast(:pairs AS text[]), cast(:flats AS text[]),
    cast(:slips AS int[]), cast(:letters AS bigint[])
) AS asked(word, text, pairs, flat, slips, letters)
CROSS JOIN LATERAL (
    SELECT known.word FROM search_word known
    WHERE known.length BETWEEN length(asked.word) - asked.slips AND length(asked.word) + asked.slips
    AND bit_count(cast(known.letters # asked.letters AS bit(64))) <= 2 * asked.slips
    LIMIT :near_words
) near
WHERE NOT EXISTS (
    WITH holding AS MATERIALIZED (
        SELECT 1 FROM search_document d
        WHERE d.text @@ cast(asked.text AS tsquery) AND d.access @@ cast(:access AS tsquery)
    ) SELECT FROM holding
) AND NOT EXISTS (
    WITH holding AS MATERIALIZED (
        SELECT 1 FROM search_document d
        WHERE d.pairs @@ cast(asked.pairs AS tsquery) AND strpos(d.flat, asked.flat) > 0
        AND d.access @@ cast(:access AS tsquery)
    ) SELECT FROM holding
)
""")

_BEST = sa.text("""
WITH used AS MATERIALIZED (
    SELECT near.*, (
        WITH holding AS MATERIALIZED (
            SELECT 1 FROM search_document d
            WHERE d.pairs @@ cast(near.pairs AS tsquery) AND strpos(d.flat, near.flat) > 0
            AND d.access @@ cast(:access AS tsquery)
        ) SELECT count(*) FROM (SELECT FROM holding LIMIT :counted) counted
    ) AS uses
    FROM unnest(
        cast(:words AS text[]), cast(:others AS text[]), cast(:slips AS int[]),
        cast(:pairs AS text[]), cast(:flats AS text[])
    ) AS near(word, other, slips, pairs, flat)
), best AS MATERIALIZED (
    SELECT DISTINCT ON (word) word, other, pairs, flat FROM used
    WHERE uses > 0 ORDER BY word, slips, uses DESC, other COLLATE "C"
), holding AS MATERIALIZED (
    SELECT d.kind, d.ref, d.locale FROM search_document d
    WHERE d.pairs @@ (SELECT cast(string_agg(pairs, ' & ') AS tsquery) FROM best)
    AND NOT EXISTS (SELECT FROM best WHERE strpos(d.flat, best.flat) = 0)
    AND d.access @@ cast(:access AS tsquery)
)
SELECT (SELECT json_object_agg(word, other) FROM best) AS put_right, kind, ref, locale FROM holding LIMIT :having
""")


class Near(NamedTuple):
    """A word nothing open has, and one it may have been meant for, that many slips away."""

    word: str
    other: str
    slips: int


def mistyped(words: Sequence[str], access: frozenset[str]) -> list[Near]:
    """Those of the words that no open document has, each with the words it may have been meant for."""
    asked = [word for word in words if spelling.slips_allowed(word)]
    if not asked:
        return []
    given: dict[str, Any] = {
        "words": asked,
        "texts": [all_of(parse(word).terms) for word in asked],
        # a Latin word counts in any of its forms, which the text says; Japanese also inside a longer word
        "pairs": [all_of(phrase(word)) if parse(word).joined else None for word in asked],
        "flats": [flat_phrase(word) for word in asked],
        "slips": [spelling.slips_allowed(word) for word in asked],
        "letters": [spelling.letters(word) for word in asked],
        "access": any_of(access),
        "near_words": NEAR_WORDS,
    }
    alike: dict[str, list[str]] = defaultdict(list)
    for word, other in db.session.execute(_MISTYPED, given):
        alike[word].append(other)
    return [Near(word, other, slips) for word in alike for slips, other in spelling.likely(word, alike[word])]


def best(near: Sequence[Near], access: frozenset[str]) -> Amended:
    """For each word the nearest and most used other one, and documents that have all of these."""
    given = {
        "words": [pair.word for pair in near],
        "others": [pair.other for pair in near],
        "slips": [pair.slips for pair in near],
        "pairs": [all_of(phrase(pair.other)) for pair in near],
        "flats": [flat_phrase(pair.other) for pair in near],
        "access": any_of(access),
        "counted": COUNTED,
        "having": HAVING,
    }
    rows = db.session.execute(_BEST, given).all()
    return Amended(dict(rows[0].put_right) if rows else {}, [Candidate(r.kind, r.ref, r.locale, 0.0) for r in rows])
