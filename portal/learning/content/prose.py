"""What a text says about itself when its front matter does not: title, summary, minutes."""

from __future__ import annotations

import re
from math import ceil

from portal.kernel.errors import Invalid
from portal.kernel.markdown import render
from portal.kernel.markdown.plain import count_words

PER_MINUTE = {"ja": 500}  # characters; other languages: words
WORDS_PER_MINUTE = 220
SUMMARY = 160  # characters
MAX_HEADING = 1000  # characters; a longer line is no heading
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
_ADDRESS = re.compile(r"\]\([^)\n]{0,300}\)")
_NOT_PROSE = re.compile(r"\s*(?:[#>|!\[<`~*+-]|\d+[.)]\s|$)")


def first_heading(body: str) -> tuple[str, int, int, int] | None:
    """Its words, level, and the lines from–to (0-based, half open) it stands on; code blocks do not count."""
    lines = body.split("\n")
    fence = ""
    for index, line in enumerate(lines):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) and not line.strip(" `~") else fence
        elif mark:
            fence = mark[1]
        elif len(line) <= MAX_HEADING and (found := _HEADING.fullmatch(line)):
            return _words(found[2]), len(found[1]), index, index + 1
        elif under := _underline(lines, index):
            return _words(line), 1 if under == "=" else 2, index, index + 2
    return None


def _underline(lines: list[str], index: int) -> str:
    """`=` or `-` when the line is a heading by the line below it, else ""."""
    if index + 1 == len(lines) or _NOT_PROSE.match(lines[index]):
        return ""
    found = _UNDERLINE.fullmatch(lines[index + 1])
    return found[1][0] if found else ""


def without_title(body: str, title: str) -> str:
    """The body without a first heading that stands before all else and only repeats the page's own heading."""
    found = first_heading(body)
    if found is None:
        return body
    words, level, start, end = found
    lines = body.split("\n")
    if level != 1 or words != title or any(line.strip() for line in lines[:start]):
        return body
    return "\n".join(lines[end:]).lstrip("\n")


def first_sentences(body: str) -> str:
    """The first paragraph as plain text, cut after a sentence or a word when it is long."""
    for block in re.split(r"\n\s*\n", body):
        if not _NOT_PROSE.match(block):
            return _shorten(_words(block[:4000]))
    return ""


def minutes(body: str, locale: str) -> int:
    """Minutes to read, at least 1: 500 characters of Japanese or 220 words a minute."""
    return max(1, ceil(count_words(_ADDRESS.sub("]", body)) / PER_MINUTE.get(locale, WORDS_PER_MINUTE)))


def _words(markdown: str) -> str:
    try:
        return " ".join(render(markdown, anchors=False).plain.split())
    except Invalid:
        return ""  # the check of the whole body says so, with its line


def _shorten(text: str) -> str:
    if len(text) <= SUMMARY:
        return text
    cut = text[:SUMMARY]
    sentence = max(cut.rfind("。") + 1, cut.rfind(". ") + 1)
    if sentence > SUMMARY // 3:
        return cut[:sentence]
    return (cut.rsplit(" ", 1)[0] if " " in cut[SUMMARY // 2 :] else cut[:-1]) + "…"
