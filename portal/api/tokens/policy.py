"""Who may let programs in, and what a token looks like."""

from __future__ import annotations

from portal.accounts.models import Person, Role

MANAGE = Role.ADMIN
PREFIX = "portal_"  # what scanners for secrets, and people, recognise a token by
DAYS = (7, 30, 90, 180, 365)  # until a token expires, as it may be chosen
USUAL_DAYS = 90
PERSONAL = "read:personal"


def may_manage(person: Person) -> bool:
    """Admins. A token stops working when this is no longer so of who made it."""
    return person.may_write and person.has(MANAGE)
