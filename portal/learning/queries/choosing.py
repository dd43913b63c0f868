"""Which items a key person may choose from, few enough for one form."""

from __future__ import annotations

from portal.learning.queries.catalogue import Line
from portal.learning.queries.filters import fold
from portal.learning.queries.menu import Menu

MOST_CHOICES = 12


def items_to_suggest(menu: Menu, stage: str, words: str, slug: str) -> list[Line]:
    """The item of this slug first, then what holds all the words, the company's stage before the others."""
    wanted = fold(words).split()
    found = [line for line in menu.lines if all(word in fold(f"{line.title} {line.summary}") for word in wanted)]
    found.sort(key=lambda line: line.stage != stage)  # stable: the rest keeps the menu's order
    first = [line for line in menu.lines if line.slug == slug]
    return first + [line for line in found if line.slug != slug][: MOST_CHOICES - len(first)]
