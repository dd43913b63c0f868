"""`@[Name]` names somebody: names hold spaces and stand inside Japanese sentences, so they need both their marks."""

from __future__ import annotations

from collections.abc import Callable

from markdown_it.rules_inline import StateInline

Mention = Callable[[str], bool]

NAME = 120  # characters between the brackets


def mention(state: StateInline, silent: bool) -> bool:
    """Inline rule; leaves alone what the caller of `render` does not know."""
    known: Mention | None = state.env.get("mention")
    if known is None or not state.src.startswith("@[", state.pos):
        return False
    start = state.pos + 2
    end = state.src.find("]", start, min(state.posMax, start + NAME + 1))
    if end < 0 or not known(name := " ".join(state.src[start:end].split())):
        return False
    if not silent:
        state.push("mention", "", 0).content = f"@{name}"
    state.pos = end + 1
    return True
