"""Narrowing the menu: what was asked for in the address, and how many items each further choice would leave."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Row

from portal.learning.content.shapes import FORMATS, LEVELS
from portal.learning.queries.catalogue import Line

MINUTES = (10, 30, 60)  # "up to", in minutes
PRICES = ("free", "paid")
SORTS = ("useful", "short", "new")
LONGEST_WORDS = 100  # characters looked for


def _format(item: Row[Any], _line: Line) -> tuple[str, ...]:
    return (item.format,)


def _jobs(item: Row[Any], _line: Line) -> tuple[str, ...]:
    return tuple(item.jobs)


def _minutes(item: Row[Any], _line: Line) -> tuple[str, ...]:
    return tuple(str(most) for most in MINUTES if item.minutes <= most)


def _level(item: Row[Any], _line: Line) -> tuple[str, ...]:
    return (item.level,)


def _price(item: Row[Any], _line: Line) -> tuple[str, ...]:
    return ("paid" if item.price and item.price["amount"] else "free",)


FACETS: dict[str, Callable[[Row[Any], Line], tuple[str, ...]]] = {
    "format": _format, "job": _jobs, "minutes": _minutes, "level": _level, "price": _price,
}  # fmt: skip
ORDERS: dict[str, tuple[str, ...]] = {
    "format": FORMATS, "minutes": tuple(map(str, MINUTES)), "level": LEVELS, "price": PRICES,
}  # fmt: skip


class Asked(NamedTuple):
    """What the address asks for. Within a facet any of the values will do; several facets must all agree."""

    stage: str = ""
    chosen: tuple[tuple[str, frozenset[str]], ...] = ()  # facet and its values
    words: tuple[str, ...] = ()  # folded; all of them must be in title, summary or the pain it solves
    sort: str = "useful"

    @property
    def number(self) -> int:
        """How many filters are on, the stage apart."""
        return sum(len(values) for _facet, values in self.chosen) + bool(self.words)


class Narrowed(NamedTuple):
    """What is left: items in the order given, and for each facet how many items each value would leave."""

    left: list[int]
    counts: Mapping[str, Counter[str]]


def fold(text: str) -> str:
    """How words of the menu are compared: no case, no width."""
    return unicodedata.normalize("NFKC", text).casefold()


def asked_of(args: Mapping[str, Iterable[str]]) -> Asked:
    """The question of an address; `args` gives the values of each key. Unknown keys and values ask for nothing."""
    chosen = []
    for facet in FACETS:
        values = frozenset(value for value in args.get(facet, ()) if value and value in ORDERS.get(facet, (value,)))
        if values:
            chosen.append((facet, values))
    sort = next(iter(args.get("sort", ())), "")
    words = fold(next(iter(args.get("q", ())), "")[:LONGEST_WORDS]).split()
    stage = next(iter(args.get("stage", ())), "")
    return Asked(stage, tuple(chosen), tuple(words), sort if sort in SORTS else SORTS[0])


def narrow(order: Iterable[int], items: Mapping[int, Row[Any]], lines: Mapping[int, Line], asked: Asked) -> Narrowed:
    """One walk over the menu: an item that fails in one facet only still counts among that facet's choices."""
    chosen = dict(asked.chosen)
    left: list[int] = []
    counts: dict[str, Counter[str]] = {facet: Counter() for facet in ("stage", *FACETS)}
    for item_id in order:
        item, line = items[item_id], lines[item_id]
        if not _has_words(line, asked.words):
            continue
        failed = [] if asked.stage in ("", item.stage) else ["stage"]
        values = {facet: of(item, line) for facet, of in FACETS.items()}
        failed += [facet for facet, wanted in chosen.items() if wanted.isdisjoint(values[facet])]
        if not failed:
            left.append(item_id)
        for facet in counts if not failed else failed if len(failed) == 1 else ():
            counts[facet].update((item.stage,) if facet == "stage" else values[facet])
    return Narrowed(left, counts)


def _has_words(line: Line, words: tuple[str, ...]) -> bool:
    text = fold(f"{line.title} {line.summary}") if words else ""
    return all(word in text for word in words)
