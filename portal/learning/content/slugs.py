"""The last part of an item's address, from its file's name."""

from __future__ import annotations

import re
import unicodedata

MAX_SLUG = 120  # characters
_JAPANESE = "\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc-\u30fe\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_SLUG = re.compile(rf"[a-z0-9{_JAPANESE}]+(?:-[a-z0-9{_JAPANESE}]+)*")
_OTHER = re.compile(rf"[^a-z0-9{_JAPANESE}]+")


def is_slug(text: str) -> bool:
    """Whether `text` is lower-case letters, digits, Japanese letters and single hyphens between them."""
    return len(text) <= MAX_SLUG and bool(_SLUG.fullmatch(text))


def slug_of(stem: str) -> str:
    """The slug for a file's name without its ending; "" when nothing in it can be used.

    Composed first: some systems store が as two characters.
    """
    composed = unicodedata.normalize("NFC", stem)
    if is_slug(composed):
        return composed
    return _OTHER.sub("-", unicodedata.normalize("NFKC", composed).lower()).strip("-")[:MAX_SLUG].strip("-")
