"""What people write on the board: Markdown to safe HTML, plain words, and the language they are in."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from portal.accounts.models import Person
from portal.config import settings
from portal.kernel.i18n import using
from portal.kernel.markdown import Mention, render

JOINER = "\u200d"  # makes one emoji of several
SKINS = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")


class Written(NamedTuple):
    """One text in its three shapes."""

    source: str
    html: str
    plain: str
    language: str

    def excerpt(self, length: int) -> str:
        """Its beginning, at most so many characters, on one line."""
        return excerpt(self.plain, length)


def written(source: str, person: Person, mention: Mention | None = None, *, top: int = 3) -> Written:
    """The text as it is kept. Raises Invalid when it cannot be rendered.

    `mention` knows whom `@[Name]` may name; `top` is the level of the highest headings, one below what stands above.
    """
    source = tidy(source)
    language = language_of(source, person.language)
    with using(language):
        made = render(source, heading_base=top, anchors=False, mention=mention)
    return Written(source, str(made.html), made.plain, language)


def excerpt(plain: str, length: int) -> str:
    """The beginning of a text, at most so many characters, on one line."""
    line = " ".join(plain.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def tidy(source: str) -> str:
    """What somebody typed, with plain line ends and nothing around it."""
    return source.replace("\r\n", "\n").strip()


def letters(text: str) -> int:
    """How many characters people count: an accent, a voicing mark or the parts of one emoji are none of their own."""
    count, joined = 0, False
    for char in unicodedata.normalize("NFC", text):
        if char == JOINER:
            joined = True
            continue
        count += not (joined or unicodedata.category(char) in ("Mn", "Me") or char in SKINS)
        joined = False
    return count


def language_of(text: str, usual: str) -> str:
    """Japanese where a twentieth of the letters is; else the writer's own, or English where theirs is Japanese."""
    letters = sum(letter.isalpha() for letter in text)
    in_japanese = letters and len(JAPANESE.findall(text)) / letters >= 0.05
    found = "ja" if in_japanese else usual if usual != "ja" else "en"
    return found if found in settings().locales else settings().locales[0]
