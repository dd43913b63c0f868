"""The words of somebody's post as a Markdown quote, under their name and the way to the post."""

from __future__ import annotations

import re

from portal.kernel.i18n import _
from portal.posting.mentions import NAMES
from portal.posting.writing import tidy

MOST = 1_000  # characters; who wants to read more follows the link
PICTURE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
MARKS = re.compile(r"([\\`*_\[\]<>~|!])")  # would begin something inside a name


def quoted(source: str, name: str, url: str) -> str:
    """Markdown to write below. It calls nobody in anew, and leaves out pictures and what the words begin by quoting."""
    words = _own_words(NAMES.sub(r"\1", PICTURE.sub("", tidy(source))))
    if len(words) > MOST:
        words = f"{words[:MOST].rstrip()} …"
    plain = MARKS.sub(r"\\\1", name)
    said = _("%(name)s wrote:", name=f"[{plain}]({url})")
    lines = [said, "", *words.split("\n")] if words else [said]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


def _own_words(text: str) -> str:
    """Without a quote at its head, unless it is nothing else."""
    lines = text.strip().split("\n")
    first = next((place for place, line in enumerate(lines) if line.strip() and not line.startswith(">")), 0)
    return "\n".join(lines[first:]).strip()
