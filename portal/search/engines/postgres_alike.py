"""Documents of one kind that have any of some terms, ranked as the embedded index ranks them.

Only documents with a telling term are looked at, `MOST` at the most: what PostgreSQL knows of how common a word is
says which terms these are, so that a word every tenth text has is never followed through all of them.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import current_app

from portal.kernel.db import db
from portal.search.alike import Wanted
from portal.search.engines import TITLE_WEIGHT, Candidate
from portal.search.engines.lexemes import any_of, quoted

MOST = 2000  # documents that are weighed
FEWEST = 20  # documents a small index is taken for, or no word would be rare in it
KEPT_SECONDS = 600.0  # PostgreSQL's own figures are no younger

COMMON = sa.text("""
SELECT s.attname, e.term, e.share * greatest(c.reltuples, 0) AS having
FROM pg_stats s JOIN pg_class c ON c.oid = 'search_document'::regclass,
LATERAL unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS e(term, share)
WHERE s.schemaname = current_schema() AND s.tablename = 'search_document' AND s.attname IN ('text', 'pairs')
AND e.term IS NOT NULL
""")
# What is worth what is BM25's, every term counted once: `log(documents / with it)`, less in long texts, more in titles.
RANKED = sa.text("""
WITH near AS MATERIALIZED (
  SELECT id, ref, locale, title, text, pairs, length(text) AS words FROM search_document
  WHERE kind = :kind AND access @@ CAST(:access AS tsquery)
  AND (text @@ CAST(:in_text AS tsquery) OR pairs @@ CAST(:in_pairs AS tsquery)) LIMIT :most
), size AS (SELECT count(*) AS documents, greatest(avg(words), 1) AS usual FROM near
), wanted AS MATERIALIZED (
  SELECT field, CAST(term AS tsquery) AS query, weight, own, place FROM unnest(
    CAST(:fields AS text[]), CAST(:terms AS text[]), CAST(:weights AS float8[]), CAST(:own AS boolean[])
  ) WITH ORDINALITY AS w(field, term, weight, own, place)
), met AS MATERIALIZED (
  SELECT near.id, wanted.place, wanted.field = 'text' AND near.title @@ wanted.query AS titled, near.words
  FROM near JOIN wanted ON CASE WHEN wanted.field = 'pairs' THEN near.pairs ELSE near.text END @@ wanted.query
), worth AS (
  SELECT wanted.place, wanted.own,
  wanted.weight * ln(1 + greatest(size.documents, :floor)
    / (0.5 + (SELECT count(*) FROM met WHERE met.place = wanted.place))) AS worth
  FROM wanted, size
), whole AS (SELECT greatest(sum(worth) FILTER (WHERE own), 1e-9) AS whole FROM worth
), score AS (
  SELECT met.id, sum(worth.worth * (
    2.2 / (1 + 1.2 * (0.25 + 0.75 * met.words / size.usual)) + CASE WHEN met.titled THEN :title_weight ELSE 0 END
  )) / min(whole.whole) AS score
  FROM met JOIN worth USING (place), size, whole GROUP BY met.id
)
SELECT near.ref, near.locale, score.score FROM score JOIN near USING (id)
ORDER BY score.score DESC, near.ref LIMIT :limit
""")


def alike(kind: str, wanted: Sequence[Wanted], access: frozenset[str], limit: int) -> list[Candidate]:
    """As `Engine.alike`."""
    telling = _telling(wanted)
    rows = db.session.execute(
        RANKED,
        {
            "kind": kind,
            "access": any_of(sorted(access)),
            "in_text": any_of(one.term for one in telling if one.field == "text"),
            "in_pairs": any_of(one.term for one in telling if one.field == "pairs"),
            "most": MOST,
            "fields": [one.field for one in wanted],
            "terms": [quoted(one.term) for one in wanted],
            "weights": [one.weight for one in wanted],
            "own": [one.own for one in wanted],
            "floor": FEWEST,
            "title_weight": TITLE_WEIGHT,
            "limit": limit,
        },
    )
    return [Candidate(kind, row.ref, row.locale, float(row.score)) for row in rows]


def _telling(wanted: Sequence[Wanted]) -> list[Wanted]:
    """The rarest terms, as many as lead to few enough documents; at least one."""
    having = _having()
    rarest = sorted(wanted, key=lambda one: (having.get(one[:2], 0.0), not one.own, -one.weight))
    told: list[Wanted] = []
    documents = 0.0
    for one in rarest:
        documents += having.get(one[:2], 0.0)
        if told and documents > MOST:
            break
        told.append(one)
    return told


def _having() -> dict[tuple[str, str], float]:
    """How many documents about have each of the commonest terms, by field; from memory for `KEPT_SECONDS`."""
    kept: dict[str, Any] = current_app.extensions.setdefault("search_common", {})
    if kept.get("until", 0.0) < time.monotonic():
        rows = db.session.execute(COMMON)
        kept["having"] = {(row.attname, row.term): float(row.having) for row in rows}
        kept["until"] = time.monotonic() + KEPT_SECONDS
    having: dict[tuple[str, str], float] = kept["having"]
    return having
