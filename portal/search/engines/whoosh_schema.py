"""What the embedded index keeps of a document; all of it made of ready terms, which Whoosh never analyses again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from whoosh.codec.whoosh3 import W3Codec
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.formats import Existence

from portal.kernel.searchable import Document
from portal.search.text import bigrams, capped, flat, tokens, words

BLOCK = 1024  # postings unpacked at once; they are always read to the end, so few large blocks are quickest


class Terms(FieldType):
    """Terms with how often each one occurs, as they are given."""

    def __init__(self) -> None:
        super().__init__(Existence(), analyzer=None)

    def index(self, value: Mapping[str, int], **_kwargs: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """(term, how often, weight, nothing) for each term, as Whoosh wants it."""
        return ((term.encode(), often, float(often), b"") for term, often in value.items())


SCHEMA = Schema(
    thing=Terms(),  # kind:ref, for taking all its languages out
    key=COLUMN(VarBytesColumn()),  # kind:ref:locale
    access=Terms(),
    title=Terms(),
    text=Terms(),  # title and body
    title_length=COLUMN(NumericColumn("H")),  # words, at most 65,535
    text_length=COLUMN(NumericColumn("H")),
    pairs=Terms(),  # characters, pairs of them and Latin words
    flat=COLUMN(VarBytesColumn()),  # what phrases are looked for in
    words=Terms(),  # as people write them
)


def codec() -> W3Codec:
    """How the files are written; any block size can be read."""
    made = W3Codec(blocklimit=BLOCK)
    made.length_stats = False  # of no field; to find none, Whoosh would look for a file at each posting
    return made


def fields(document: Document) -> dict[str, Any]:
    """The values of each field of the schema."""
    title, body = capped(document.title, document.body)
    both = f"{title}\n{body}"
    in_title = Counter(token.text for token in tokens(title))
    in_text = in_title + Counter(token.text for token in tokens(body))
    return {
        "thing": {f"{document.kind}:{document.ref}": 1},
        "key": f"{document.kind}:{document.ref}:{document.locale}".encode(),
        "access": _once(document.access),
        "title": in_title,
        "text": in_text,
        "title_length": min(in_title.total(), 65_535),
        "text_length": min(in_text.total(), 65_535),
        "pairs": _once(term for term, _at in bigrams(both)),
        "flat": flat(both).encode(),
        "words": _once(words(both)),
    }


def _once(terms: Iterable[str]) -> dict[str, int]:
    return dict.fromkeys(terms, 1)
