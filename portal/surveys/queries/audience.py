"""Whom a wave asks and why somebody is left out: one SELECT, read by the dry run and written by the launch.

Both are thus the same by construction, as long as nothing happens between them. Each person gets a turn within the
days of the wave by their number, the same one in every wave, so that whoever is asked every 180 days is asked after
180 days, not after 175.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Membership, Organization, Person, Role
from portal.kernel import mail
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.notifications.models import Preference
from portal.surveys.models import Invitation, SurveyPause
from portal.surveys.policy import (
    ANY_CLOCK,
    BOUNCED,
    INCIDENT,
    LATELY,
    LEFT_OUT,
    NEW,
    OPTED_OUT,
    SAME,
    SAME_CLOCK,
    SUSPENDED,
    TOO_NEW,
)

KIND = "surveys"  # of mail, in the choices of people
LISTS = {  # keys of a segment: each holds a list of values, of which one must be the person's or the company's
    "tiers": Organization.tier,
    "touches": Organization.touch,
    "stages": Organization.stage,
    "industries": Organization.industry,
    "organizations": Organization.id,
    "languages": Person.language,
    "jobs": Person.job,
    "influences": Person.influence,
}
KEY_PERSONS = "key_persons"  # a flag of a segment: only key persons


@dataclass(frozen=True)
class DryRun:
    """How many a wave would reach, how many it leaves out for which reason, and how many companies it reaches."""

    asked: int
    companies: int
    left_out: dict[str, int]

    @property
    def all(self) -> int:
        """Everybody in the segment."""
        return self.asked + sum(self.left_out.values())


def candidates(survey_id: int, segment: dict[str, Any], turns: Sequence[datetime]) -> sa.Select[Any]:
    """Everybody in the segment with `person_id`, their company's facts, `left_out` and `send_at` (None: left out).

    `turns`: the moments at which mails of the wave go out.
    """
    place = Person.id % len(turns)
    left_out = _left_out(survey_id, place, turns)
    send_at = _turn(place, turns)
    return (
        sa.select(
            Person.id.label("person_id"),
            Organization.id.label("organization_id"),
            Organization.stage,
            Organization.tier,
            Organization.touch,
            Person.language,
            Organization.contract_value,
            left_out.label("left_out"),
            sa.case((left_out == "", send_at), else_=sa.null()).label("send_at"),
        )
        .join(Organization, Organization.id == Person.organization_id)
        .where(*in_segment(segment))
    )


def dry_run(survey_id: int, segment: dict[str, Any], turns: Sequence[datetime]) -> DryRun:
    """What a launch would do now, counted."""
    found = candidates(survey_id, segment, turns).subquery()
    return _counted(found.c.left_out, found.c.organization_id)


def written(wave_id: int) -> DryRun:
    """What a launch wrote, counted."""
    return _counted(Invitation.left_out, Invitation.organization_id, Invitation.wave_id == wave_id)


def _counted(left_out: Any, organization_id: Any, *where: sa.ColumnElement[bool]) -> DryRun:
    companies = sa.func.count(sa.distinct(organization_id))
    rows = db.session.execute(sa.select(left_out, sa.func.count(), companies).where(*where).group_by(left_out)).all()
    counts = {code: (people, reached) for code, people, reached in rows}
    asked, reached = counts.pop("", (0, 0))
    return DryRun(asked, reached, {code: counts[code][0] for code in LEFT_OUT if code in counts})


def in_segment(segment: dict[str, Any]) -> list[sa.ColumnElement[bool]]:
    """Conditions for people of customers that a segment names; an empty one names all of them."""
    conditions: list[sa.ColumnElement[bool]] = [
        Person.erased_at.is_(None),
        Person.created_at <= now(),  # the demo tells of days when others had not come yet
        Person.roles.bitwise_and(Role.STAFF) == 0,
        *(column.in_(segment[key]) for key, column in LISTS.items() if segment.get(key)),
    ]
    if segment.get(KEY_PERSONS):
        leads = Membership.person_id == Person.id, Membership.organization_id == Person.organization_id
        conditions.append(sa.exists().where(*leads, Membership.key_person))
    return conditions


def _left_out(survey_id: int, place: Any, turns: Sequence[datetime]) -> sa.ColumnElement[str]:
    """The first reason that holds, by its code; "" for who is asked. `reasons_now` is asked again at each sending."""
    return sa.case(
        *reasons_now(),
        (Person.created_at > _turn(place, turns, TOO_NEW), NEW),
        (_asked_since(_turn(place, turns, ANY_CLOCK)), LATELY),
        (_asked_since(_turn(place, turns, SAME_CLOCK), survey_id), SAME),
        else_="",
    )


def reasons_now() -> list[tuple[sa.ColumnElement[bool], str]]:
    """Reasons that hold or not at this moment, for `Person` and their company, in the order in which they are named."""
    off = Preference.person_id == Person.id, Preference.kind == KIND, sa.not_(Preference.mail)
    return [
        (sa.exists().where(*off), OPTED_OUT),
        (mail.bounced(Person.email), BOUNCED),
        (sa.not_(Person.may_write), SUSPENDED),
        (paused(Person.organization_id), INCIDENT),
    ]


def paused(organization_id: Any) -> sa.ColumnElement[bool]:
    """Whether surveys are paused for the company now, or for all of them."""
    concerned = sa.or_(SurveyPause.organization_id.is_(None), SurveyPause.organization_id == organization_id)
    return sa.exists().where(SurveyPause.ended_at.is_(None), SurveyPause.until > now(), concerned)


def _asked_since(moment: sa.ColumnElement[Any], survey_id: int | None = None) -> sa.ColumnElement[bool]:
    asked = [Invitation.person_id == Person.id, Invitation.send_at > moment, Invitation.left_out == ""]
    if survey_id is not None:
        asked.append(Invitation.survey_id == survey_id)
    return sa.exists().where(*asked)


def _turn(place: Any, turns: Sequence[datetime], before: timedelta = timedelta()) -> sa.ColumnElement[Any]:
    """The moment of the person's turn, or so long before it."""
    moments = [sa.literal(turn - before, Invitation.send_at.type) for turn in turns]
    if len(moments) == 1:
        return moments[0]
    return sa.case(dict(enumerate(moments)), value=place)
