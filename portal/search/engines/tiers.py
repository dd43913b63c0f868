"""The order in which an engine is asked: all terms, then pieces inside longer Japanese words, then any term."""

from __future__ import annotations

from collections.abc import Callable

from portal.search.engines import JOIN_BELOW, MAX_CANDIDATES, Candidate, Found
from portal.search.query import Query

Ask = Callable[[], list[Candidate]]  # best first, one more than MAX_CANDIDATES when there are more


def in_tiers(query: Query, *, every_term: Ask, together: Ask, any_term: Ask) -> Found:
    """Ask only as far as needed; a document keeps the place of the first tier that found it."""
    if not query:
        return Found([])
    candidates, some = every_term(), False
    if len(candidates) < JOIN_BELOW and query.joined:
        candidates = _with(candidates, together())
    if not candidates and len(query.terms) > 1:
        candidates, some = any_term(), True
    return Found(candidates[:MAX_CANDIDATES], some=some and bool(candidates), more=len(candidates) > MAX_CANDIDATES)


def _with(first: list[Candidate], others: list[Candidate]) -> list[Candidate]:
    known = {candidate[:3] for candidate in first}
    return first + [candidate for candidate in others if candidate[:3] not in known]
