"""Text for PostgreSQL's tsvector and tsquery, written out by us: no parser of its locale cuts anything again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

MAX_POSITION = 16_383  # PostgreSQL's limit; later words stand at the last place
MAX_POSITIONS = 64  # of one lexeme; ranking gains nothing from more


def quoted(term: str) -> str:
    """The term as a lexeme."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def plain_vector(terms: Iterable[str]) -> str:
    """A set of lexemes."""
    return " ".join(quoted(term) for term in sorted(set(terms)))


def weighed_vector(title: Iterable[str], body: Iterable[str]) -> str:
    """Lexemes with their places; those of the title have weight A."""
    places: dict[str, list[str]] = defaultdict(list)
    at = 0
    for weight, terms in (("A", title), ("", body)):
        for term in terms:
            at = min(at + 1, MAX_POSITION)
            if len(places[term]) < MAX_POSITIONS:
                places[term].append(f"{at}{weight}")
    return " ".join(f"{quoted(term)}:{','.join(where)}" for term, where in sorted(places.items()))


def all_of(terms: Iterable[str]) -> str:
    """A tsquery for every term."""
    return " & ".join(quoted(term) for term in dict.fromkeys(terms))


def any_of(terms: Iterable[str]) -> str:
    """A tsquery for at least one term."""
    return " | ".join(quoted(term) for term in dict.fromkeys(terms))
