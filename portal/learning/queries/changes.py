"""Which words of an item were added and removed since somebody finished it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from portal.kernel.db import db
from portal.learning.models import Completion, Item, ItemVersion

SAME, ADDED, REMOVED = "same", "added", "removed"
MOST_BLOCKS, MOST_WORDS = 2000, 4000  # beyond these a passage is told as a whole: comparing costs their square
AROUND = 12  # tokens of what stayed the same that are shown beside a change
_BLOCKS = re.compile(r"\n[ \t]*\n\s*")
# Latin words, runs of one Japanese script, and single marks: what people would strike out at once.
_TOKENS = re.compile(
    r"\s+|[^\W_\u3040-\u30ff\u3400-\u9fff]+|[\u3040-\u309f]+|[\u30a0-\u30ff]+|[\u3400-\u9fff]+|.", re.DOTALL
)
_HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t#]*")


class Part(NamedTuple):
    """Words that stayed, came or went."""

    kind: str  # same | added | removed
    text: str


class Passage(NamedTuple):
    """Changed words with some around them, and the heading they stand below ("" before the first)."""

    heading: str
    parts: list[Part]


class Changes(NamedTuple):
    """What changed in one language; `before` is the older version, None when it was not written in this language."""

    language: str
    before: ItemVersion | None
    passages: list[Passage]


def changes_of(item: Item, completion: Completion, language: str) -> Changes:
    """From the version the completion names to the one of today, in the text of this language."""
    wanted = (completion.version, item.version)
    rows = db.session.scalars(
        sa.select(ItemVersion)
        .where(ItemVersion.item_id == item.id, ItemVersion.number.in_(wanted))
        .options(undefer(ItemVersion.texts))
    )
    versions = {version.number: version for version in rows}
    old, new = (versions.get(number) for number in wanted)
    if old is None or new is None or language not in old.texts:
        return Changes(language, None, [])
    return Changes(language, old, compare(old.texts[language], new.texts.get(language, "")))


def compare(old: str, new: str) -> list[Passage]:
    """The changed passages from one Markdown text to another, in order."""
    before, after = _BLOCKS.split(old.strip()), _BLOCKS.split(new.strip())
    if max(len(before), len(after)) > MOST_BLOCKS:
        return [Passage("", [Part(REMOVED, old), Part(ADDED, new)])] if old != new else []
    found, heading = [], ""
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            parts = list(_words("\n\n".join(before[a:b]), "\n\n".join(after[c:d])))
            found.append(Passage(heading, _shortened(parts)))
        heading = next((match[1] for block in reversed(after[c:d]) if (match := _HEADING.fullmatch(block))), heading)
    return found


def _words(old: str, new: str) -> Iterator[Part]:
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        yield from (part for part in (Part(REMOVED, old), Part(ADDED, new)) if part.text)
        return
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Part(SAME, "".join(before[a:b]))
        else:
            gone, come = "".join(before[a:b]), "".join(after[c:d])
            yield from (part for part in (Part(REMOVED, gone), Part(ADDED, come)) if part.text)


def _shortened(parts: Sequence[Part]) -> list[Part]:
    """Long stretches that stayed the same, cut to what is near a change."""
    found = []
    for place, part in enumerate(parts):
        tokens = _TOKENS.findall(part.text) if part.kind == SAME else []
        ahead, behind = (AROUND if place else 0), (AROUND if place < len(parts) - 1 else 0)
        if len(tokens) > ahead + behind + AROUND:
            part = Part(SAME, "".join([*tokens[:ahead], " … ", *tokens[len(tokens) - behind :]]))
        found.append(part)
    return found
