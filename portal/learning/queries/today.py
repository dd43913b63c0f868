"""Today's set: three items for one person and one local day, the same all day whatever is done, rated or added."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from portal.kernel.calendar import day_bounds, today
from portal.kernel.i18n import zone
from portal.learning.queries.catalogue import Line
from portal.learning.queries.menu import Menu

if TYPE_CHECKING:
    from portal.accounts.models import Person

SIZE = 3
POOL = 9  # of the most useful open items, which take turns


def todays_set(person: Person, menu: Menu) -> list[Line]:
    """The most useful one as the day began, and two that change by day; of different formats where that can be."""
    day = today(zone())
    begin, _end = day_bounds(day, zone())
    mine = menu.personal(until=begin)
    items = menu.shelf.items
    taste = menu.taste_of(day)
    order = taste.ranked(mine, taste.steady)
    order = order[: len(order) - len(items.keys() & mine.done)]  # without what was done
    pool = list(islice((item_id for item_id in order if items[item_id].published_at < begin), POOL)) or order[:POOL]

    def turn(item_id: int) -> bytes:
        return hashlib.sha256(f"{person.public_id} {day} {item_id}".encode()).digest()

    chosen = _varied([*pool[:1], *sorted(pool[1:], key=turn)], menu)
    return menu.mine(menu.shelf.by_id[item_id] for item_id in chosen)


def _varied(order: Iterable[int], menu: Menu) -> list[int]:
    """The first of each format in this order, then of those left."""
    first: dict[str, int] = {}
    for item_id in order:
        first.setdefault(menu.shelf.items[item_id].format, item_id)
    varied = list(first.values())
    return [*varied, *(item_id for item_id in order if item_id not in varied)][:SIZE]
