"""Who may connect other systems."""

from __future__ import annotations

from portal.accounts.models import Person, Role

CONNECT = Role.ADMIN


def may_connect(person: Person) -> bool:
    """Admins."""
    return person.may_write and person.has(CONNECT)
