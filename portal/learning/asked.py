"""Questions of the community about an item: the community knows, and whoever joins the two says here how to ask it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

_readers: list[Reader] = []


def read_questions_with(read: Reader) -> None:
    """Let `read` (reader, item's number, how many) give the newest questions about an item that the reader may see."""
    _readers[:] = [read]


def questions_about(reader: Person | None, item_id: int, most: int = 3) -> Sequence[Asked]:
    """One statement."""
    return _readers[0](reader, item_id, most) if _readers else ()
