"""Narrowing the menu: what was asked for in the address, and how many items each further choice would leave.

A set of items is a number with one bit for each item, in the order of the menu: what several choices leave, and how
many that are, is a handful of operations whatever the length of the menu.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row

from portal.accounts.policy import JOBS
from portal.learning.content.shapes import FORMATS, LEVELS
from portal.learning.labels import is_paid

MINUTES = (10, 30, 60)  # "up to", in minutes
SORTS = ("useful", "short", "new")
LONGEST_WORDS = 100  # characters looked for


def fold(text: str) -> str:
    """How words of the menu are compared: no case, no width."""
    return unicodedata.normalize("NFKC", text).casefold()


FACETS: dict[str, Callable[[Row[Any]], Iterable[str]]] = {  # the values an item has
    "stage": lambda item: (item.stage,),
    "format": lambda item: (item.format,),
    "job": lambda item: {job.casefold() for job in item.jobs},
    "minutes": lambda item: [str(most) for most in MINUTES if item.minutes <= most],
    "level": lambda item: (item.level,) if item.level else (),
    "price": lambda item: ("paid" if is_paid(item.price) else "free",),
}
ORDERS: dict[str, tuple[str, ...]] = {  # values known whatever is on the menu, as they are offered
    "format": FORMATS, "job": tuple(JOBS), "minutes": tuple(map(str, MINUTES)), "level": LEVELS,
    "price": ("free", "paid"),
}  # fmt: skip


class Asked(NamedTuple):
    """What the address asks for. Within a facet any of the values will do; several facets must all agree."""

    stage: str = ""
    chosen: tuple[tuple[str, frozenset[str]], ...] = ()  # facet and its values
    q: str = ""  # as typed; all its words must be in title or summary
    sort: str = SORTS[0]

    @property
    def on(self) -> int:
        """How many filters are set, the stage apart."""
        return sum(len(values) for _facet, values in self.chosen) + bool(self.q)


class Narrowed(NamedTuple):
    """What is left of the menu, and for each facet how many items each value would leave."""

    left: frozenset[int] | None  # items; None: all of them
    counts: Mapping[str, Mapping[str, int]]
    any_stage: int  # items left whatever their stage


class Facets:
    """Which items have which value."""

    def __init__(self, items: Iterable[Row[Any]], texts: Sequence[str]) -> None:
        self.ids: list[int] = []
        self.texts = [fold(text) for text in texts]
        self.sets: dict[str, dict[str, int]] = {facet: defaultdict(int) for facet in FACETS}
        for place, item in enumerate(items):
            self.ids.append(item.id)
            for facet, values_of in FACETS.items():
                for value in values_of(item):
                    self.sets[facet][value] |= 1 << place
        self.everything = (1 << len(self.ids)) - 1

    def asked(self, args: Mapping[str, Sequence[str]]) -> Asked:
        """The question of an address; `args` gives the values of each key. Unknown ones ask for nothing."""
        chosen = []
        for facet in ORDERS:
            values = frozenset(args.get(facet, ())) & (self.sets[facet].keys() | set(ORDERS[facet]))
            if values:
                chosen.append((facet, values))
        first = {key: args[key][0] for key in ("stage", "q", "sort") if args.get(key)}
        sort = first.get("sort", "")
        return Asked(
            first.get("stage", ""),
            tuple(chosen),
            " ".join(first.get("q", "")[:LONGEST_WORDS].split()),
            sort if sort in SORTS else SORTS[0],
        )

    def narrow(self, asked: Asked) -> Narrowed:
        """What the question leaves; the counts of a facet are those under all other filters."""
        chosen = {facet: self._any(facet, values) for facet, values in asked.chosen}
        if asked.stage:
            chosen["stage"] = self._any("stage", (asked.stage,))
        worded = self._with_words(fold(asked.q).split())
        others = {facet: _all(worded, chosen, but=facet) for facet in FACETS}
        counts = {
            facet: {value: (found & others[facet]).bit_count() for value, found in values.items()}
            for facet, values in self.sets.items()
        }
        left = _all(worded, chosen)
        return Narrowed(self._items(left), counts, others["stage"].bit_count())

    def _any(self, facet: str, values: Iterable[str]) -> int:
        found = 0
        for value in values:
            found |= self.sets[facet].get(value, 0)
        return found

    def _with_words(self, words: Sequence[str]) -> int:
        if not words:
            return self.everything
        flags = ["1" if all(word in text for word in words) else "0" for text in self.texts]
        return int("".join(reversed(flags)) or "0", 2)

    def _items(self, found: int) -> frozenset[int] | None:
        if found == self.everything:
            return None
        flags = reversed(f"{found:b}")  # as long as its highest bit
        return frozenset(item_id for item_id, flag in zip(self.ids, flags, strict=False) if flag == "1")


def _all(worded: int, chosen: Mapping[str, int], but: str = "") -> int:
    for facet, found in chosen.items():
        if facet != but:
            worded &= found
    return worded
