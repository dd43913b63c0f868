"""A save over somebody else's newer save is refused."""

from __future__ import annotations

from portal.accounts.models import Organization, Person
from portal.kernel.errors import Refused


class Stale(Refused):
    """Somebody saved a newer version of the row meanwhile; `version` is the one that stands."""

    def __init__(self, message: str, version: int) -> None:
        super().__init__(message)
        self.version = version

    @property
    def more(self) -> dict[str, object]:
        """The version."""
        return {"version": self.version}


def refuse_stale(row: Organization | Person, version: int | None, message: str) -> None:
    """Raises Stale with `message` unless `version` (None: whichever) is the one of the row, which is locked."""
    if version is not None and row.version != version:
        raise Stale(message, row.version)
