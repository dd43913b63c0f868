"""Marking what was looked for, in the letters as they were written, and choosing the piece of text to show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from portal.search.fold import RUN, Folded, fold
from portal.search.query import Query
from portal.search.text import runs, stem

SCANNED = 20_000  # characters of a body in which the best piece is looked for
WINDOW = 160  # characters of an excerpt
_LEAD = 40  # characters shown before the first match
_MOST = 200  # matches that are weighed
_OKURIGANA = "[いえきぎけげしじせちねびべみめりれわ]{0,2}"  # kana inside a word: 取(り)消(し)

Span = tuple[int, int]


@dataclass(frozen=True)
class _Found:
    span: Span
    key: str


def title(text: str, query: Query) -> Markup:
    """The whole text with `<mark>` around what was looked for."""
    return _marked(text, [found.span for found in _find(fold(text), query)])


def excerpt(text: str, query: Query) -> Markup:
    """About 160 characters around the place where most of the query stands together; the beginning when none does."""
    text = " ".join(text[:SCANNED].split())
    found = list(_find(fold(text), query))[:_MOST]
    start, end = _window(text, found)
    inside = [(a - start, b - start) for a, b in (f.span for f in found) if a >= start and b <= end]
    piece = _marked(text[start:end], inside)
    return Markup("{}{}{}").format("…" if start else "", piece, "…" if end < len(text) else "")


def _window(text: str, found: list[_Found]) -> Span:
    best, best_score = 0, (0, 0)
    for first in found:
        end = first.span[0] + WINDOW - _LEAD
        near = [other for other in found if first.span[0] <= other.span[0] and other.span[1] <= end]
        score = (len({other.key for other in near}), len(near))
        if score > best_score:
            best, best_score = first.span[0], score
    start = max(0, best - _LEAD)
    if start + WINDOW > len(text):
        start = max(0, len(text) - WINDOW)
    return _to_words(text, start, min(len(text), start + WINDOW), best)


def _to_words(text: str, start: int, end: int, keep: int) -> Span:
    """Begin and end between words where a space is near."""
    if start and (space := text.find(" ", start, min(start + 20, keep))) >= 0:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", max(end - 20, keep + 1), end)) >= 0:
        end = space
    return start, end


def _marked(text: str, spans: Iterable[Span]) -> Markup:
    """Escaped piece by piece, so that nothing in `text` is ever taken for markup."""
    pieces: list[Markup] = []
    at = 0
    for start, end in _merged(spans):
        pieces += (escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start:end]))
        at = end
    return Markup("").join([*pieces, escape(text[at:])])


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _find(folded: Folded, query: Query) -> Iterator[_Found]:
    latin, japanese = _patterns(query)
    places: list[tuple[Span, str]] = []
    if latin is not None:
        wanted = frozenset(query.terms)
        starts = (match.start() for match in latin.finditer(folded.text) if _begins_word(match, folded.text))
        words = (word for start in starts if (word := RUN.match(folded.text, start)))
        places += [(word.span(), stem(word[0])) for word in words if stem(word[0]) in wanted]
    if japanese is not None:
        places += [(m.span(), m[0]) for m in japanese.finditer(folded.text)]
    for span, key in sorted(places):
        yield _Found(folded.span(*span), key)


def _begins_word(match: re.Match[str], text: str) -> bool:
    """Whether the match begins a Latin word: no letter of its own writing stands before it."""
    before = text[match.start() - 1 : match.start()]
    run = RUN.fullmatch(before)
    return run is None or bool(run["ja"])


@lru_cache(maxsize=256)
def _patterns(query: Query) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Where a Latin term may stand (its stem decides), and where a Japanese one does."""
    latin: set[str] = set()
    japanese: set[str] = {run for run, is_japanese in runs(query.text) if is_japanese and run in query.joined}
    for term in query.terms:
        run = RUN.fullmatch(term)
        if run is not None and not run["ja"]:
            latin.add(re.escape(term[:-1] if len(term) > 3 else term))
        else:
            japanese.add(term)
    return _either(latin), _either({_loose(term) for term in japanese})


def _loose(term: str) -> str:
    """A word of two to four kanji may be written with kana between them, a long katakana word with ー at its end."""
    if 2 <= len(term) <= 4 and re.fullmatch("[一-鿿]+", term):
        return _OKURIGANA.join(term)
    return re.escape(term) + ("ー?" if re.fullmatch("[ァ-ヺー]{3,}", term) else "")


def _either(parts: set[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(sorted(parts, key=len, reverse=True))) if parts else None
