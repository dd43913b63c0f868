"""Things like the one that somebody is writing: of one kind, by any of its words, rare ones and titles first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from portal.search import synonyms, weak
from portal.search.fold import KANJI
from portal.search.text import bigrams, tokens

TYPED = 400  # characters of a text that are looked at: what it is about stands at the beginning
MOST_TERMS = 40
IN_TEXT = 0.4  # a word of the text tells less than one of the title
PAIR = 0.35  # a pair of Japanese characters tells less than a word
SYNONYM = 0.5
_TELLING = re.compile(f"[{KANJI}ァ-ヺー]{{2}}")  # pairs of kana are endings and particles mostly


class Wanted(NamedTuple):
    """A term that a like text may have: in the field `text` (words, which a title may have too) or `pairs`.

    `own` is false for words that only mean the same as one of the text's own.
    """

    field: str
    term: str
    weight: float
    own: bool


@lru_cache(maxsize=256)
def wanted(title: str, text: str = "") -> tuple[Wanted, ...]:
    """What a text like this one has, the most telling first. Kept: whoever reads a post asks the same of it."""
    found: dict[tuple[str, str], Wanted] = {}
    for piece, worth in ((title, 1.0), (text[:TYPED], IN_TEXT)):
        for one in _of(piece, worth):
            known = found.get(one[:2])
            if known is None or (known.own, known.weight) < (one.own, one.weight):
                found[one[:2]] = one
    return tuple(sorted(found.values(), key=lambda one: (-one.weight, not one.own))[:MOST_TERMS])


def _of(piece: str, worth: float) -> Iterator[Wanted]:
    for token in tokens(piece):
        if token.text and token.text not in weak.TERMS:
            yield Wanted("text", token.text, worth, own=True)
    for pair, _at in bigrams(piece):
        if _TELLING.fullmatch(pair):
            yield Wanted("pairs", pair, worth * PAIR, own=True)
    for field, term in synonyms.others(piece):
        yield Wanted(field, term, worth * SYNONYM * (PAIR if field == "pairs" else 1), own=False)
