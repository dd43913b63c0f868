"""One statement for one search, whichever tiers it takes: a tier is looked into when those before found too little.

Each list of matches is a materialized part of its own, for two reasons. PostgreSQL plans such a part as if all of it
were wanted, so it takes the index and never reads the whole table because a limit promises an early end; and it
fetches from it only as far as the limit outside asks.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from portal.kernel.db import db
from portal.search.engines import JOIN_BELOW, Candidate, Found
from portal.search.engines.lexemes import all_of, any_of
from portal.search.models import SearchDocument
from portal.search.query import Query
from portal.search.text import flat_phrase, phrase, runs, stem

BY_LENGTH = 1  # ts_rank's flag: divide by 1 + log(length), or long texts come first
LAST = 2  # the tier of documents that have only some of the terms

Condition = sa.ColumnElement[bool]


def ask(query: Query, access: frozenset[str], limit: int) -> Found:
    """Candidates, best first; a document keeps the place of the first tier that found it."""
    rows = db.session.execute(_ranked(_tiers(query, access, limit), query, limit)).all()
    candidates = [Candidate(row.kind, row.ref, row.locale, row.score) for row in rows[:limit]]
    return Found(candidates, some=bool(rows) and rows[0].tier == LAST, more=len(rows) > limit)


def _tiers(query: Query, access: frozenset[str], limit: int) -> list[tuple[int, sa.CTE]]:
    """(number, ids) of each tier this query has."""

    def tier(name: str, wanted: Sequence[Condition], *gate: Condition) -> sa.CTE:
        return _tier(name, [*wanted, *quotes, _has("access", any_of(access)), *gate], query, limit)

    quotes = [condition for piece in query.phrases for condition in _in_a_row(piece)]
    found = [(0, tier("every_term", [_has("text", all_of(query.terms))]))]
    if query.joined:
        few = _count(found[0][1]) < min(limit, JOIN_BELOW)
        found.append((1, tier("together", [part for piece in query.joined for part in _joined(piece)], few)))
    if len(query.terms) > 1:
        none = [_count(ids) == 0 for _number, ids in found]
        found.append((LAST, tier("any_term", [_has("text", any_of(query.terms))], *none)))
    return found


def _tier(name: str, conditions: Sequence[Condition], query: Query, limit: int) -> sa.CTE:
    """Ids of matches with the terms in their titles and of others, about `limit` of each."""
    matching = sa.select(SearchDocument.id).where(*conditions)
    titled = _part(matching.where(_has("title", all_of(query.terms))), f"{name}_titled")
    others = _part(matching, f"{name}_others")
    first, second = sa.select(titled.c.id).limit(limit).subquery(), sa.select(others.c.id).limit(limit + 1).subquery()
    return _part(sa.union(sa.select(first.c.id), sa.select(second.c.id)), name)


def _ranked(tiers: list[tuple[int, sa.CTE]], query: Query, limit: int) -> sa.Select[str, int, str, float, int]:
    """The documents of all tiers, by tier and then by rank; one more than `limit` when there are more."""
    picked = sa.union_all(*(sa.select(ids.c.id, sa.literal(number).label("tier")) for number, ids in tiers)).subquery()
    first = sa.select(picked.c.id, sa.func.min(picked.c.tier).label("tier")).group_by(picked.c.id).subquery()
    score = sa.func.ts_rank(SearchDocument.text, _tsquery(any_of(query.terms)), BY_LENGTH).label("score")
    return (
        sa.select(SearchDocument.kind, SearchDocument.ref, SearchDocument.locale, score, first.c.tier)
        .join(first, first.c.id == SearchDocument.id)
        .order_by(first.c.tier, score.desc(), SearchDocument.id)
        .limit(limit + 1)
    )


def _part(statement: sa.Select[int] | sa.CompoundSelect[int], name: str) -> sa.CTE:
    return statement.cte(name).prefix_with("MATERIALIZED")


def _count(ids: sa.CTE) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(ids).scalar_subquery()


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
