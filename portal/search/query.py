"""What somebody typed, as data: no operator, wildcard or field name means anything, only quotes do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.search import weak
from portal.search.text import flat_phrase, phrase, runs, tokens, words

MAX_LENGTH = 200  # characters of a query that are used
MAX_TERMS = 16

_QUOTED = re.compile(r'["“”„＂]([^"“”„＂]+)["“”„＂]')


@dataclass(frozen=True)
class Query:
    """A query taken apart.

    `text` is what is shown back, `terms` the index words to find, `phrases` the quoted pieces, `joined` the pieces
    whose characters must stand together when the words find little, `words` what may have been mistyped.
    """

    text: str
    terms: tuple[str, ...]
    phrases: tuple[str, ...]
    joined: tuple[str, ...]
    words: tuple[str, ...]
    cut: bool

    def __bool__(self) -> bool:
        return bool(self.terms)


def parse(typed: str) -> Query:
    """Take a query apart. What goes beyond 200 characters or 16 words is left out, and `cut` says so."""
    whole = " ".join(typed.replace("\x00", " ").split())
    text = whole[:MAX_LENGTH]
    found = list(dict.fromkeys(token.text for token in tokens(text)))
    strong = [term for term in found if term not in weak.TERMS] or found
    return Query(
        text=text,
        terms=tuple(strong[:MAX_TERMS]),
        phrases=tuple(piece for piece in _QUOTED.findall(text) if phrase(piece))[:MAX_TERMS],
        joined=_joined(text),
        words=tuple(dict.fromkeys(words(text)))[:MAX_TERMS],
        cut=len(whole) > MAX_LENGTH or len(strong) > MAX_TERMS,
    )


def exactly(pieces: tuple[str, ...]) -> Query:
    """A query for texts that contain each of these pieces as written."""
    text = " ".join(pieces)
    found = tuple(dict.fromkeys(token.text for token in tokens(text)))
    return Query(text, found[:MAX_TERMS], pieces, (), (), cut=False)


def _joined(text: str) -> tuple[str, ...]:
    """Each Japanese run as it stands and each Latin word, when there is any Japanese; weak words left out."""
    parts = list(dict.fromkeys(runs(text)))
    if not any(japanese for _run, japanese in parts):
        return ()
    strong = [run for run, _japanese in parts if run not in weak.WORDS] or [run for run, _japanese in parts]
    return tuple(strong[:MAX_TERMS])


def normal(query: Query) -> str:
    """The query as it is counted in reports: folded, so that spellings of one wish fall together."""
    return flat_phrase(query.text).strip()
