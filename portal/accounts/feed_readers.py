"""Whose feed is asked for, and in which language; the same for the feeds of all slices."""

from __future__ import annotations

from portal.accounts import queries
from portal.accounts.models import Person
from portal.accounts.policy import GUEST, access_tokens
from portal.config import settings
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _, locale


def feed_reader(key: str | None) -> Person | None:
    """The person a secret address belongs to; None for the address everybody has.

    Raises NotFound for a key that opens nothing, as that of a suspended or erased person, and for whoever reads no
    more than guests do where the audience is members.
    """
    person = queries.person_by_feed_key(key) if key is not None else None
    unknown = key is not None and (person is None or not person.may_write)
    if unknown or (settings().audience == "members" and (access_tokens(person) if person else GUEST) == GUEST):
        raise NotFound(_("This page was not found."))
    return person


def feed_language(person: Person | None, wish: str | None) -> str:
    """What the address wishes for, else the person's own, if the portal speaks it; else the language in force."""
    found = wish or (person.language if person else "")
    return found if found in settings().locales else locale()
