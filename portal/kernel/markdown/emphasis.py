"""`*`, `_` and `~~` that also work against Japanese punctuation.

CommonMark lets a marker open or close only where punctuation and letters meet as they do in text with spaces, so
`**太字「注」**です` stays literal. Here a marker beside a wide character is judged as if that character were a letter
with room on both sides. Source: the "CJK-friendly emphasis" amendment to CommonMark 0.31, section 6.2.
"""

from __future__ import annotations

from unicodedata import east_asian_width

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter


def is_wide(char: str) -> bool:
    """Whether `char` is kana, kanji, hangul or their punctuation."""
    return east_asian_width(char) in "WFH"


def _is_narrow_punctuation(char: str) -> bool:
    return not is_wide(char) and (isMdAsciiPunct(ord(char)) or isPunctChar(char))


def _flanks(state: StateInline, start: int, end: int) -> tuple[bool, bool]:
    """Whether the run of markers may open and may close."""
    marker = state.src[start]
    before = state.src[start - 1] if start > 0 else " "
    after = state.src[end] if end < state.posMax else " "
    space_before, space_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
    mark_before, mark_after = _is_narrow_punctuation(before), _is_narrow_punctuation(after)
    left = not space_after and (not mark_after or space_before or mark_before or is_wide(before))
    right = not space_before and (not mark_before or space_after or mark_after or is_wide(after))
    if marker != "_":
        return left, right
    loose_before, loose_after = mark_before or isPunctChar(before), mark_after or isPunctChar(after)
    return left and (not right or loose_before), right and (not left or loose_after)


def _run_end(state: StateInline) -> int:
    marker, end = state.src[state.pos], state.pos
    while end < state.posMax and state.src[end] == marker:
        end += 1
    return end


def _add(state: StateInline, text: str, length: int, flanks: tuple[bool, bool]) -> None:
    state.push("text", "", 0).content = text
    token = len(state.tokens) - 1
    state.delimiters.append(Delimiter(ord(text[0]), length, token, -1, flanks[0], flanks[1]))


def emphasis(state: StateInline, silent: bool) -> bool:
    """Inline rule for `*` and `_`, in the place of the parser's own."""
    if silent or state.src[state.pos] not in "*_":
        return False
    start, end = state.pos, _run_end(state)
    flanks = _flanks(state, start, end)
    for _ in range(end - start):
        _add(state, state.src[start], end - start, flanks)
    state.pos = end
    return True


def strikethrough(state: StateInline, silent: bool) -> bool:
    """Inline rule for `~~`, in the place of the parser's own; a lone `~` is text (7~8月)."""
    if silent or state.src[state.pos] != "~":
        return False
    start, end = state.pos, _run_end(state)
    if end - start < 2:
        return False
    flanks = _flanks(state, start, end)
    if (end - start) % 2:
        state.push("text", "", 0).content = "~"
    for _ in range((end - start) // 2):
        _add(state, "~~", 0, flanks)
    state.pos = end
    return True
