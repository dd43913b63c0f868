"""The embedded index at one generation, as one thread reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from itertools import chain, islice, repeat
from math import log
from operator import neg
from typing import Any

from portal.search import spelling
from portal.search.alike import Wanted
from portal.search.engines import TITLE_WEIGHT, Candidate
from portal.search.engines.whoosh_segment import K1, Condition, Frozen, Segment, Weight
from portal.search.query import Query
from portal.search.text import flat_phrase, phrase, runs, stem

FEWEST = 20  # documents a small index is taken for, or no word would be rare in it
KEPT = 256  # answers to what is like a text, for as long as the index stays as it is


class View:
    """All segments together."""

    def __init__(self, opened: Any, frozen: dict[str, Frozen], stamp: str) -> None:
        """`frozen` keeps what is known of each segment; it is brought up to date here. `stamp` names the build."""
        self.index, self.stamp = opened, stamp
        self.generation: int = opened.latest_generation()
        self.reader = opened.reader()
        named = {leaf.segment().segment_id(): leaf for leaf, _first in self.reader.leaf_readers() if leaf.doc_count()}
        self.segments = [Segment(leaf, frozen.get(name) or Frozen(leaf)) for name, leaf in named.items()]
        self.documents: int = self.reader.doc_count_all()
        self._alike: dict[tuple[Any, ...], list[Candidate]] = {}
        for name in set(frozen) - set(named):
            frozen.pop(name, None)
        frozen.update(zip(named, (segment.frozen for segment in self.segments), strict=True))

    def close(self) -> None:
        """Let go of the files."""
        self.reader.close()

    def ask(self, conditions: list[Condition], query: Query, access: frozenset[str], limit: int) -> list[Candidate]:
        """The best `limit` open documents that meet all conditions, and one more when there are more."""
        weights = list(self._weights(query.terms))
        scored = (segment.scores(segment.matching(conditions, access), weights) for segment in self.segments)
        ranked = (zip(map(neg, found.values()), repeat(place), found) for place, found in enumerate(scored))
        best = nsmallest(limit + 1, chain.from_iterable(ranked))
        return [Candidate(*self.segments[place].key(document), -score) for score, place, document in best]

    def _weights(self, terms: Iterable[str]) -> Iterator[Weight]:
        """A rare term tells more than a common one: `log(documents / (documents with it + 1)) + 1`."""
        for name, weight in (("text", 1.0), ("title", TITLE_WEIGHT)):
            usual = self._usual(name)
            for term in terms:
                having = sum(segment.count(name, term) for segment in self.segments)
                if having:
                    rare = log(self.documents / (having + 1)) + 1
                    yield Weight(name, term, weight * rare * (K1 + 1), usual)

    def _usual(self, name: str) -> float:
        """How many words the field has in a usual document."""
        return sum(segment.frozen.total[name] for segment in self.segments) / max(1, self.documents) or 1.0

    def alike(self, kind: str, wanted: Sequence[Wanted], access: frozenset[str], limit: int) -> list[Candidate]:
        """The best `limit` open documents of one kind that have any of the terms: each page that is read asks again."""
        asked = kind, tuple(wanted), access, limit
        if asked not in self._alike:
            if len(self._alike) >= KEPT:
                self._alike.clear()
            self._alike[asked] = list(self._ranked(*asked))
        return self._alike[asked]

    def _ranked(self, kind: str, wanted: Sequence[Wanted], access: frozenset[str], limit: int) -> Iterable[Candidate]:
        weights, whole = self._worths(wanted)
        conditions = [(one.field, one.term) for one in wanted]
        scored = [segment.scores(segment.having_any(conditions, access), weights) for segment in self.segments]
        ranked = sorted(
            (-score, place, document) for place, found in enumerate(scored) for document, score in found.items()
        )
        best = ((self.segments[place].key(document), -score / whole) for score, place, document in ranked)
        return islice((Candidate(*key, score) for key, score in best if key[0] == kind), limit)

    def _worths(self, wanted: Sequence[Wanted]) -> tuple[list[Weight], float]:
        """What each term is worth, and what a text of usual length scores that has all that is the text's own."""
        weights, whole = [], 0.0
        usual = {name: self._usual(name) for name in ("text", "title")}
        for one in wanted:
            having = sum(segment.count(one.field, one.term) for segment in self.segments)
            rare = one.weight * log(1 + max(self.documents, FEWEST) / (having + 0.5))
            whole += rare if one.own else 0.0
            if having:
                weights.append(Weight(one.field, one.term, rare * (K1 + 1), usual["text"]))
                if one.field == "text":
                    weights.append(Weight("title", one.term, TITLE_WEIGHT * rare * (K1 + 1), usual["title"]))
        return weights, whole or 1.0

    def spelled_alike(self, word: str) -> set[str]:
        """Words that may be within the slips allowed."""
        most = spelling.slips_allowed(word)
        return {other for segment in self.segments for other in segment.alike(word, most)}

    def uses(self, words: Iterable[str], access: frozenset[str]) -> dict[str, int]:
        """How many open documents have each word."""
        return {word: sum(segment.uses(word, access) for segment in self.segments) for word in words}

    def contents(self) -> set[tuple[str, int, str]]:
        """What can be found."""
        return {segment.key(document) for segment in self.segments for document in segment.reader.all_doc_ids()}


def in_a_row(piece: str) -> Condition:
    """The text has this piece: the terms rule most documents out, the text itself decides."""
    terms = phrase(piece)
    return Condition("pairs", terms, flat=flat_phrase(piece) if len(terms) > 1 else "")


def joined(piece: str) -> Condition:
    """A run of Japanese letters anywhere, also inside longer words; a Latin word in any of its forms."""
    (_run, japanese), *_rest = runs(piece)
    return in_a_row(piece) if japanese else Condition("text", [stem(piece)])
