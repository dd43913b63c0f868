"""Questions of the community about an item: the community knows, and whoever joins the two says here how to ask it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from portal.accounts.models import Person


class Asked(NamedTuple):
    """A question as the page of an item shows it."""

    title: str
    url: str
    language: str
    answers: int
    solved: bool


Reader = Callable[["Person | None", int, int], Sequence[Asked]]
Counter = Callable[[datetime], Mapping[int, int]]

_readers: list[Reader] = []
_counters: list[Counter] = []


def read_questions_with(read: Reader) -> None:
    """Let `read` (reader, item's number, how many) give the newest questions about an item that the reader may see."""
    _readers[:] = [read]


def questions_about(reader: Person | None, item_id: int, most: int = 3) -> Sequence[Asked]:
    """One statement."""
    return _readers[0](reader, item_id, most) if _readers else ()


def count_questions_with(count: Counter) -> None:
    """Let `count` (since when) give how many questions were asked about each item, by the item's number."""
    _counters[:] = [count]


def questions_since(moment: datetime) -> Mapping[int, int]:
    """Of all items that were asked about; one statement. For staff: those in closed groups count."""
    return _counters[0](moment) if _counters else {}
