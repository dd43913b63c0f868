"""Mailed addresses that do one thing once. The database keeps only the SHA-256 of their token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Link, Person, Role
from portal.accounts.tokens import digest, new_token
from portal.config import settings
from portal.kernel.calendar import now
from portal.kernel.db import db

LIFETIMES = {
    "sign-in": timedelta(minutes=15),
    "reset": timedelta(hours=1),
    "sign-up": timedelta(hours=24),
    "change-email": timedelta(hours=24),
    "invite": timedelta(days=14),
}


@dataclass(frozen=True)
class Issued:
    """A new link: its row, and the token that nothing else keeps."""

    row: Link
    token: str


def issue(
    purpose: str,
    email: str,
    *,
    person: Person | None = None,
    organization_id: int | None = None,
    roles: Role = Role.MEMBER,
    **data: Any,
) -> Issued:
    """Add a link of one of the purposes above. No commit."""
    token = new_token()
    link = Link(
        digest=digest(token),
        purpose=purpose,
        email=email,
        person_id=person.id if person else None,
        organization_id=organization_id,
        roles=roles,
        data=data,
        expires_at=now() + LIFETIMES[purpose],
    )
    db.session.add(link)
    db.session.flush()
    return Issued(link, token)


def address(issued: Issued) -> str:
    """What stands in the mail. Built from the settings, never from the Host header of a request."""
    return f"{settings().base_url}/{issued.row.purpose}/{issued.token}"


def find(token: str, purpose: str) -> Link | None:
    """The link as long as it is good; looking at it uses nothing up."""
    return db.session.scalar(sa.select(Link).where(*_good(token, purpose, now())))


def consume(token: str, purpose: str) -> Link | None:
    """Use the link up: a copy of its row for the one caller who wins, None for everybody else."""
    row = db.session.execute(
        sa.delete(Link).where(*_good(token, purpose, now())).returning(*Link.__table__.columns),
        execution_options={"synchronize_session": False},
    ).first()
    return Link(**row._mapping) if row else None


def drop_of_person(person_id: int, *purposes: str) -> None:
    """Take back what was mailed to a person for these purposes and not used yet."""
    db.session.execute(sa.delete(Link).where(Link.person_id == person_id, Link.purpose.in_(purposes)))


def _good(token: str, purpose: str, at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return Link.digest == digest(token), Link.purpose == purpose, Link.expires_at > at
