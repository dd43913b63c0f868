"""The number at the bell."""

from __future__ import annotations

from functools import cached_property

from portal.kernel.access import reader
from portal.kernel.i18n import format_number
from portal.notifications.queries import COUNT_UP_TO, unread_count


class Unread:
    """How many notifications the reader has not opened: false when none, "99+" when very many. 0 for guests."""

    @cached_property
    def count(self) -> int:
        """Counted once for a page, when something asks; 100 stands for "100 or more"."""
        person = reader()
        return unread_count(person.id) if person else 0

    def __bool__(self) -> bool:
        return self.count > 0

    def __str__(self) -> str:
        return format_number(self.count) if self.count < COUNT_UP_TO else f"{COUNT_UP_TO - 1}+"
