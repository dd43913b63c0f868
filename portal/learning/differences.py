"""What one text says otherwise than another: line by line, and within a line word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

AROUND = 2  # unchanged lines shown before and after a change
MOST_WORDS = 1500  # in a line; of a longer one no words are marked
SAME, GONE, NEW, GAP = "same", "gone", "new", "gap"
ALIKE = 0.3  # share of a line that must be the same for its words to be told apart
_JAPANESE = "\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_JAPANESE}]|[^\W{_JAPANESE}]+|\s+|.", re.DOTALL)


class Part(NamedTuple):
    """Some of a line; `marked` where a line was changed and the other one does not have it."""

    text: str
    marked: bool


class Line(NamedTuple):
    """A line that is in both (same), only in the old text (gone) or the new one (new); a gap: `left_out` same ones."""

    kind: str
    parts: tuple[Part, ...] = ()
    left_out: int = 0


def compare(old: str, new: str) -> list[Line]:
    """The changed lines with what stands around them; empty when both are the same."""
    before, after = old.split("\n"), new.split("\n")
    lines: list[Line] = []
    blocks = SequenceMatcher(None, before, after).get_opcodes()
    for number, (tag, a, b, c, d) in enumerate(blocks):
        if tag == "equal":
            lines += _around(before[a:b], first=number == 0, last=number == len(blocks) - 1)
        else:
            lines += _changed(before[a:b], after[c:d])
    return lines


def _around(same: Sequence[str], *, first: bool, last: bool) -> Iterator[Line]:
    head = 0 if first else AROUND
    tail = 0 if last else AROUND
    left_out = len(same) - head - tail
    shown = [Line(SAME, (Part(line, False),)) for line in same]
    if left_out <= 1 and not (first and last):
        yield from shown
        return
    yield from shown[:head]
    if not (first and last):
        yield Line(GAP, left_out=left_out)
    yield from shown[len(same) - tail :] if tail else ()


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    """Lines that follow each other are told apart word by word where enough of them is the same."""
    gone, new = [], []
    for one, other in zip_longest(before, after):
        old_parts, new_parts = _words(one, other) if one is not None and other is not None else (None, None)
        if one is not None:
            gone.append(Line(GONE, old_parts or (Part(one, False),)))
        if other is not None:
            new.append(Line(NEW, new_parts or (Part(other, False),)))
    yield from gone
    yield from new


def _words(old: str, new: str) -> tuple[tuple[Part, ...] | None, tuple[Part, ...] | None]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return None, None
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < ALIKE:
        return None, None
    gone, added = list[Part](), list[Part]()
    for tag, a, b, c, d in matcher.get_opcodes():
        if a < b:
            gone.append(Part("".join(before[a:b]), tag != "equal"))
        if c < d:
            added.append(Part("".join(after[c:d]), tag != "equal"))
    return tuple(gone), tuple(added)
