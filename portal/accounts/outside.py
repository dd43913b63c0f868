"""How people and companies read to other systems: their number, which stays, and what names them as long as they are.

Somebody who was erased is a number without a name, so that the other system can do the same. Nothing that is for staff
only stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.config import settings
from portal.kernel.db import db
from portal.kernel.events import Event

Facts = dict[str, Any]


def people(ids: Iterable[int | None]) -> dict[int | None, Facts]:
    """Who these are, by number; one statement."""
    columns = (Person.id, Person.public_id, Person.display_name, Person.email, Person.erased_at)
    rows = db.session.execute(sa.select(*columns).where(Person.id.in_(_known(ids))))
    return {
        number: _person(number, *((None, None, None) if erased_at else (name, email, public_id)))
        for number, public_id, name, email, erased_at in rows
    }


def _person(number: int, name: str | None, email: str | None, public_id: str | None) -> Facts:
    url = link(f"/people/{public_id}") if public_id else None
    return {"id": number, "name": name, "email": email, "url": url}


def companies(ids: Iterable[int | None]) -> dict[int | None, Facts]:
    """Which these are, by number; one statement."""
    rows = db.session.execute(sa.select(Organization.id, Organization.name).where(Organization.id.in_(_known(ids))))
    return {number: {"id": number, "name": name} for number, name in rows}


def actors(events: Sequence[Event]) -> dict[int | None, Facts]:
    """Who did these."""
    return people(event.actor_id for event in events)


def link(path: str) -> str:
    """The whole address of a page, in ASCII; what is encoded already stays."""
    return settings().base_url + quote(path, safe="/%?=&#:-._~")


def _known(ids: Iterable[int | None]) -> set[int]:
    return {number for number in ids if number is not None}
