"""Figures that are reckoned from very many rows: what took long is kept in memory for a while, and said to be so old.

What took only a moment is kept for some seconds and passes for what is now; what is quick is reckoned each time.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from flask import current_app

from portal.kernel.calendar import now

NOTICED = 0.02  # seconds; what takes less is never kept, so on most portals every figure is of now
SLOW = 0.1  # seconds; what takes less is kept for ten at most, too few to be said
SHARE = 100  # kept for so many times as long as it took: one figure costs a process a hundredth of its time
LONGEST = 600.0  # seconds
MOST = 200  # figures a process keeps

T = TypeVar("T")


class Kept(NamedTuple):
    """A value, when it was reckoned, until when it is taken, and whether it may get so old that it is said."""

    value: Any
    at: datetime
    until: float
    old: bool


def kept(key: tuple[Hashable, ...], reckon: Callable[[], T]) -> tuple[T, datetime | None]:
    """What `reckon` gives, perhaps of a while ago, and the moment it is of; None: of now, or of just now.

    The value must hold no row of a session, nothing of one reader and no text.
    """
    known: OrderedDict[tuple[Hashable, ...], Kept] = current_app.extensions.setdefault("figures", OrderedDict())
    found = known.get(key)
    if found is not None and found.until > time.monotonic():
        return found.value, found.at if found.old else None
    at, began = now(), time.monotonic()
    value = reckon()
    took = time.monotonic() - began
    known.pop(key, None)
    if took > NOTICED:
        known[key] = Kept(value, at, time.monotonic() + min(took * SHARE, LONGEST), took > SLOW)
        while len(known) > MOST:
            known.popitem(last=False)
    return value, None
