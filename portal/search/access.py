"""What a reader may find: the tokens everybody of their kind has, and those that slices give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.accounts.policy import access_tokens
from portal.kernel.searchable import KEY_GIVERS

if TYPE_CHECKING:
    from portal.accounts.models import Person


def opens(reader: Person | None) -> frozenset[str]:
    """The access tokens to search with."""
    return access_tokens(reader).union(*(give(reader) for give in KEY_GIVERS))
