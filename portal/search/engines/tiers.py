"""The order in which the embedded index is asked: all terms, then pieces inside longer Japanese words, then any term.

PostgreSQL goes through the same tiers inside one statement, see `postgres_ask`; one set of tests holds both to it.
"""

from __future__ import annotations

from collections.abc import Callable

from portal.search.engines import JOIN_BELOW, Candidate, Found
from portal.search.query import Query

Ask = Callable[[], list[Candidate]]  # best first, one more than the limit when there are more


def in_tiers(query: Query, limit: int, *, every_term: Ask, together: Ask, any_term: Ask) -> Found:
    """Ask only as far as needed; a document keeps the place of the first tier that found it."""
    if not query:
        return Found([])
    candidates, some = every_term(), False
    if len(candidates) < min(limit, JOIN_BELOW) and query.joined:
        candidates = _with(candidates, together())
    if not candidates and len(query.terms) > 1:
        candidates, some = any_term(), True
    return Found(candidates[:limit], some=some and bool(candidates), more=len(candidates) > limit)


def _with(first: list[Candidate], others: list[Candidate]) -> list[Candidate]:
    known = {candidate[:3] for candidate in first}
    return first + [candidate for candidate in others if candidate[:3] not in known]
