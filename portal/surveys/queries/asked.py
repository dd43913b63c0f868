"""The page behind a link in a survey mail, and the card of who has not answered yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.surveys.models import Advocacy, Invitation, Opening, Response
from portal.surveys.policy import CHANGEABLE
from portal.surveys.tokens import read_token, token_of

OPENINGS_KEPT = 200  # of one link: enough to tell a machine, and no way to fill the disk


@dataclass(frozen=True)
class Asked:
    """Who was asked, for which company, and what they answered. A machine's answer is as none."""

    invitation: Invitation
    person: Person
    company: str
    answer: Response | None
    advocacy: Advocacy | None

    @property
    def token(self) -> str:
        """Of their link."""
        return token_of(self.invitation.id)

    @property
    def until(self) -> datetime | None:
        """Until when the answer can be changed."""
        return self.answer.at + CHANGEABLE if self.answer else None

    @property
    def changeable(self) -> bool:
        """Whether an answer can be given, or the one that was given changed."""
        if self.person.suspended:
            return False
        ends = self.until or self.invitation.expires_at
        return ends is not None and now() < ends


def asked(token: str) -> Asked:
    """What a link leads to. Raises NotFound for one that is not ours, not sent, or of somebody who was erased."""
    number = read_token(token)
    found = _found(OF_LINK, {"number": number}) if number is not None else None
    if found is None:
        raise NotFound(_("This link is incomplete or no longer holds. Open it again from the e-mail."))
    return found


def waiting(person: Person) -> Asked | None:
    """The newest question this person has not answered and still can."""
    wanted = _one(
        Invitation.person_id == person.id,
        Invitation.organization_id == person.organization_id,
        Invitation.expires_at > now(),
        sa.or_(Response.id.is_(None), Response.suspected),
    )
    return _found(wanted, {})


def _one(*where: sa.ColumnElement[bool]) -> sa.Select[Any]:
    columns: list[Any] = [Invitation, Person, Organization.name, Response, Advocacy]
    return (
        sa.select(*columns)
        .join(Person, Person.id == Invitation.person_id)
        .outerjoin(Organization, Organization.id == Invitation.organization_id)
        .outerjoin(Response, Response.invitation_id == Invitation.id)
        .outerjoin(Advocacy, Advocacy.response_id == Response.id)
        .where(*where, Person.erased_at.is_(None), Invitation.sent_at.is_not(None))
        .order_by(Invitation.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


OF_LINK = _one(Invitation.id == sa.bindparam("number"))  # built once: every answer asks it


def _found(wanted: sa.Select[Any], values: dict[str, Any]) -> Asked | None:
    row = db.session.execute(wanted, values).first()
    if row is None:
        return None
    invitation, person, company, answer, advocacy = row
    counts = answer is not None and not answer.suspected
    return Asked(invitation, person, company or "", answer if counts else None, advocacy)


def note_opening(token: str, score: int | None, method: str) -> None:
    """Write down that the link was followed; no more than `OPENINGS_KEPT` times."""
    if (number := read_token(token)) is None:
        return  # a guessed address writes nothing
    before = sa.select(sa.func.count()).select_from(Opening).where(Opening.invitation_id == number).scalar_subquery()
    columns = Opening.__table__.c
    values = [
        sa.literal(score, columns.score.type).label("score"),
        sa.literal(method, columns.method.type).label("method"),
        sa.literal(now(), columns.at.type).label("at"),
    ]
    rows = sa.select(Invitation.id.label("invitation_id"), *values).where(
        Invitation.id == number, Invitation.sent_at.is_not(None), before < OPENINGS_KEPT
    )
    names = ["invitation_id", "score", "method", "at"]
    db.session.execute(sa.insert(Opening).from_select(names, rows, include_defaults=False))


Exits = Callable[[Asked], Any]
_EXITS: list[Exits] = []


def read_exits_with(read: Exits) -> None:
    """Let what follows from a reason (items, ideas, a request) be read by who knows those parts."""
    _EXITS[:] = [read]


def exits_of(found: Asked) -> Any:
    """What the thanks page offers for the reason given; None without one."""
    return _EXITS[0](found) if _EXITS and found.answer and found.answer.about else None
