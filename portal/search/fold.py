"""One spelling for each letter, and the way back to where it stood.

Full and half width, ligatures and case disappear (Unicode NFKC per base character with its combining marks, the
half-width voicing marks ﾞﾟ included), so ＡＰＩ is found by api and ｶﾞｲﾄﾞ by ガイド, and still the mark in a highlight
covers the letters as they were written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

KANJI = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"  # with 々〆〇
JAPANESE = KANJI + "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"  # hiragana, katakana, ー
RUN = re.compile(rf"(?P<ja>[{JAPANESE}]+)|[^\W_{JAPANESE}]+")
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_HARD = "\x00"  # stands for a letter that does not fold one to one


@dataclass(frozen=True)
class Folded:
    """Folded text; `starts[i]` and `ends[i]` are the offsets of its letter i in the original."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Original offsets of the letters from `start` up to, not including, `end` (which must be greater)."""
        return self.starts[start], self.ends[end - 1]


class _Letters(dict[int, str]):
    """Letter → folded letter, worked out when first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _fold_letter(char)
        if len(folded) != 1 or _joins(char):
            folded = _HARD
        self[code] = folded
        return folded


_letters = _Letters()


def fold(text: str) -> Folded:
    """The folded text with its offsets; quick where every letter folds to one letter, as nearly all do."""
    quick = text.translate(_letters)
    if _HARD not in quick:
        return Folded(quick, range(len(text)), range(1, len(text) + 1))
    return _fold_by_letter(text)


def _fold_by_letter(text: str) -> Folded:
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and _joins(text[end]):
            end += 1
        folded = _fold_letter(text[at:end])
        letters.append(folded)
        starts.extend([at] * len(folded))
        ends.extend([end] * len(folded))
        at = end
    return Folded("".join(letters), starts, ends)


@lru_cache(maxsize=8192)
def _joins(char: str) -> bool:
    """Whether this letter belongs to the one before it."""
    return unicodedata.combining(char) != 0 or char in "ﾞﾟ" or _is_variation(char)


def _is_variation(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


@lru_cache(maxsize=8192)
def _fold_letter(group: str) -> str:
    kept = "".join(char for char in group if char not in _INVISIBLE and not _is_variation(char))
    return unicodedata.normalize("NFKC", kept).lower().replace(_HARD, " ")
