"""One segment of the embedded index: Whoosh keeps the lists of documents, matching and ranking are done here.

Whoosh's own matchers take one document at a time through many layers of Python; whole lists are ten times quicker.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, repeat
from typing import Any, NamedTuple

from portal.search import spelling

K1, B = 1.2, 0.75  # BM25's usual constants
KEPT = 64  # lists of one segment that are kept unpacked: a search asks for the same ones several times

Postings = tuple["array[int]", "array[float]"]


class Condition(NamedTuple):
    """All these terms (or some of them) in a field and, where that is more than the terms say, `flat` in the text."""

    field: str
    terms: Sequence[str]
    some: bool = False
    flat: str = ""


class Weight(NamedTuple):
    """What a term in a field is worth: `most` for endless repetition, and the length that counts as usual."""

    field: str
    term: str
    most: float
    usual: float


class Frozen:
    """What never changes in a segment: read once, for all threads."""

    def __init__(self, reader: Any) -> None:
        self.lengths = {name: array("H", reader.column_reader(f"{name}_length")) for name in ("title", "text")}
        self.total = {name: sum(lengths) for name, lengths in self.lengths.items()}
        self._words: dict[int, list[tuple[int, str]]] | None = None

    def words(self, reader: Any) -> dict[int, list[tuple[int, str]]]:
        """Words by their length, each with the set of its letters; read when first asked for."""
        if self._words is None:
            found: dict[int, list[tuple[int, str]]] = defaultdict(list)
            for word in reader.field_terms("words"):
                found[len(word)].append((spelling.letters(word), word))
            self._words = dict(found)
        return self._words


class Segment:
    """A segment as one thread reads it. Documents are their numbers, always in ascending order."""

    def __init__(self, reader: Any, frozen: Frozen) -> None:
        self.reader, self.frozen = reader, frozen
        self._keys = reader.column_reader("key", translate=False)
        self._flat = reader.column_reader("flat", translate=False)
        self._opened: dict[frozenset[str], bytearray] = {}
        self._kept: dict[tuple[str, str], Postings] = {}

    def key(self, document: int) -> tuple[str, int, str]:
        """Kind, ref and language."""
        kind, ref, locale = self._keys[document].decode().split(":")
        return kind, int(ref), locale

    def opened(self, access: frozenset[str]) -> bytearray:
        """For each document 1 if one of these tokens opens it, else 0; deleted ones are never open."""
        if access not in self._opened:
            opened = bytearray(self.reader.doc_count_all())
            for token in access:
                for document in self._read("access", token)[0]:
                    opened[document] = 1
            for document in self.reader.segment().deleted_docs():
                opened[document] = 0
            self._opened[access] = opened
        return self._opened[access]

    def matching(self, conditions: Iterable[Condition], access: frozenset[str]) -> list[int]:
        """Open documents that meet every condition."""
        lists = [found for condition in conditions for found in self._lists(condition)]
        opened = self.opened(access)
        shortest, *others = sorted(lists, key=len)
        found = [document for document in shortest if opened[document]]
        for other in others:
            if not found:
                break
            known = set(other)
            found = [document for document in found if document in known]
        for needle in {condition.flat.encode() for condition in conditions if condition.flat}:
            found = [document for document in found if needle in self._flat[document]]
        return found

    def having_any(self, terms: Iterable[tuple[str, str]], access: frozenset[str]) -> list[int]:
        """Open documents that have any of these (field, term)."""
        opened = self.opened(access)
        found = set[int]().union(*(self._postings(name, term)[0] for name, term in terms))
        return sorted(document for document in found if opened[document])

    def _lists(self, condition: Condition) -> list[Sequence[int]]:
        lists: list[Sequence[int]] = [self._postings(condition.field, term)[0] for term in condition.terms]
        return [sorted(set().union(*lists))] if condition.some else lists

    def scores(self, documents: list[int], weights: Iterable[Weight]) -> dict[int, float]:
        """BM25 of each document."""
        scores = dict.fromkeys(documents, 0.0)
        for name, term, most, usual in weights:
            lengths = self.frozen.lengths.get(name, self.frozen.lengths["text"])
            least, slope = K1 * (1 - B), K1 * B / usual
            for document, often in zip(*self._postings(name, term), strict=True):
                if document in scores:
                    scores[document] += most * often / (often + least + slope * lengths[document])
        return scores

    def alike(self, word: str, most: int) -> Iterator[str]:
        """Words that may be within that many slips of this one."""
        by_length, letters = self.frozen.words(self.reader), spelling.letters(word)
        for length in range(len(word) - most, len(word) + most + 1):
            for others, other in by_length.get(length, ()):
                if (letters ^ others).bit_count() <= 2 * most:
                    yield other

    def uses(self, word: str, access: frozenset[str]) -> int:
        """How many open documents have this word as people write it."""
        opened = self.opened(access)
        return sum(opened[document] for document in self._postings("words", word)[0])

    def count(self, name: str, term: str) -> int:
        """How many documents have a term, deleted ones included."""
        return int(self.reader.doc_frequency(name, term))

    def _postings(self, name: str, term: str) -> Postings:
        """The documents that have a term, deleted ones included, and how often."""
        if (name, term) not in self._kept:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[name, term] = self._read(name, term)
        return self._kept[name, term]

    def _read(self, name: str, term: str) -> Postings:
        documents, often = array("I"), array("f")
        if (name, term) not in self.reader:
            return documents, often
        matcher = self.reader.postings(name, term)
        matcher = getattr(matcher, "child", matcher)  # without the filter of deleted documents
        while matcher.is_active():
            matcher._read_data()  # block by block: Whoosh has no public way to a whole list
            steps, times, _values = matcher._data
            documents.extend(accumulate(steps))
            often.extend(times if isinstance(times, tuple) else repeat(times or 1.0, len(steps)))
            matcher._next_block()
        return documents, often
