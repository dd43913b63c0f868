"""The words of a text without its markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

_WIDE = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_WIDE}]|[^\W{_WIDE}]+(?:['’.-][^\W{_WIDE}]+)*")


def inline_text(tokens: Sequence[Token]) -> str:
    """What a run of inline tokens says: text, code, what an image is called; a line break is a space."""
    parts: list[str] = []
    for token in tokens:
        if token.type in ("text", "text_special", "code_inline", "mention"):
            parts.append(token.content)
        elif token.type == "image":
            parts.append(inline_text(token.children or []))
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return "".join(parts)


def plain_text(tokens: Sequence[Token]) -> str:
    """The text of all blocks, one line each; code keeps its own lines."""
    lines = (inline_text(token.children or []) if token.type == "inline" else token.content for token in tokens)
    return "\n".join(line.strip() for line in lines if line.strip())


def count_words(text: str) -> int:
    """Words of spaced scripts plus characters of Japanese, as word processors count mixed text."""
    return sum(1 for _found in _WORD.finditer(text))
