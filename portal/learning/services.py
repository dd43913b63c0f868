"""What became of asking for a paid service: whoever joins requests to items says here how to read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from portal.accounts.models import Person


class Asking(NamedTuple):
    """Where the reader, or their company as far as they may read it, stands with a service.

    `ask_url`: where it can be asked for, "" when it cannot be now. The rest is of the request there is, if any: its
    address, its state in words with the look of the chip, and when that was said (`format_date` reads it).
    """

    ask_url: str
    url: str = ""
    state: str = ""
    tone: str = ""
    icon: str = ""
    at: object = None


Reader = Callable[["Person", int, str], Asking]

_readers: list[Reader] = []


def read_asking_with(read: Reader) -> None:
    """Let `read` (reader, item's number, item's slug) tell where somebody of a customer stands with a service."""
    _readers[:] = [read]


def asking_of(reader: Person | None, item_id: int, slug: str) -> Asking | None:
    """One statement; None for guests, staff, and who belongs to no company."""
    if reader is None or not reader.is_member or not _readers:
        return None
    return _readers[0](reader, item_id, slug)
