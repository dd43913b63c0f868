"""What people said: reasons with their counts, and the answers themselves, page by page."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.kernel.db import db
from portal.kernel.scanning import Scan, scan_of
from portal.surveys.maths import PASSIVE, PROMOTER
from portal.surveys.models import Invitation, Response, ResponseChange
from portal.surveys.queries.panel.choice import Segment

WORDS, ALL, MACHINES = "words", "all", "machines"
SHOWN = (WORDS, ALL, MACHINES)
GROUPS: dict[str, sa.ColumnElement[bool]] = {
    "promoter": Response.score >= PROMOTER,
    "passive": Response.score.between(PASSIVE, PROMOTER - 1),
    "detractor": Response.score < PASSIVE,
}
COLUMNS: tuple[Any, ...] = (
    Response.id,
    Response.score,
    Response.words,
    Response.language,
    Response.about,
    Response.contact,
    Response.suspected,
    sa.exists()
    .where(
        ResponseChange.response_id == Response.id,
        ResponseChange.score != Response.score,
        sa.not_(ResponseChange.suspected),
    )
    .label("changed"),
    Response.at,
    Response.organization_id,
    Invitation.tier,
    Invitation.stage,
    Invitation.contract_value.label("value"),
    Organization.name.label("company"),
    Person.public_id,
    Person.display_name.label("name"),
    Person.title,
)


@dataclass(frozen=True)
class Wanted:
    """Which answers are listed: with words, all, or of machines; of a group, about something, with words `q`."""

    shown: str = WORDS
    group: str = ""
    about: str = ""
    q: str = ""

    @property
    def on(self) -> dict[str, str]:
        """What narrows the list."""
        chosen = {field.name: str(getattr(self, field.name)) for field in fields(self) if getattr(self, field.name)}
        return {name: value for name, value in chosen.items() if (name, value) != ("shown", WORDS)}


def reasons(wave_id: int, segment: Segment) -> sa.Select[Any]:
    """Answers that count: rows of what they are about ("": nothing was said of it), the score, and how many."""
    columns: list[Any] = [Response.about, Response.score, sa.func.count()]
    return (
        sa.select(*columns)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .where(Response.wave_id == wave_id, sa.not_(Response.suspected), *segment.of(Invitation))
        .group_by(Response.about, Response.score)
    )


def answers(wave_id: int, segment: Segment, wanted: Wanted, after: str | None, before: str | None) -> Scan:
    """A page of answers, the newest first; rows of `COLUMNS`. Raises Invalid for a cursor of another list."""
    found = (
        sa.select(*COLUMNS)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .join(Person, Person.id == Response.person_id)
        .outerjoin(Organization, Organization.id == Response.organization_id)
        .where(Response.wave_id == wave_id, *_shown(wanted.shown))
    )
    matching = sa.and_(sa.true(), *segment.of(Invitation), *_narrowing(wanted))
    return scan_of(db.session, found, [(Response.id, "desc")], matching, after=after, before=before)


def _shown(shown: str) -> list[Any]:
    """In the words their partial indexes know."""
    if shown == MACHINES:
        return [Response.suspected]
    return [Response.words != sa.literal_column("''")] if shown == WORDS else []


def _narrowing(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.group:
        found.append(GROUPS[wanted.group])
    if wanted.about:
        found.append(Response.about == wanted.about)
    if wanted.q:
        found.append(Response.words.icontains(wanted.q, autoescape=True))
    return found
