"""Whoever posts is locked first, before the posts they write to."""

from __future__ import annotations

from portal.accounts.models import Person
from portal.kernel.db import locked


def hold_person(person_id: int) -> Person:
    """The person as they stand now; nobody moves them to another company until commit."""
    return locked(Person, person_id, key_share=True)
