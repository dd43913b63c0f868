"""Staff hear of a follow-up at once: its owner, else everybody in its team. Told to staff alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.console_models import holding
from portal.accounts.models import Organization, Person, Role
from portal.kernel.db import db
from portal.kernel.i18n import _, lazy
from portal.kernel.mail import path
from portal.notifications.models import Notification
from portal.notifications.rules import Happened, Kind, Shown, rule
from portal.success.clock import clock_of
from portal.success.events import HANDED, OPENED, WOKEN
from portal.success.labels import SOURCES
from portal.success.models import FollowUp
from portal.success.policy import UNSETTLED, WORK
from portal.success.queries.teams import in_team

FOLLOW_UPS = Kind(
    "follow-ups",
    lazy("Follow-ups that are yours or your team's"),
    lazy("You get this e-mail because a follow-up is yours, or nobody's yet in your team."),
    meant_for=lambda person: person.is_staff,
)


def who_has_it(happened: Happened) -> sa.Select[Any]:
    """The owner if they can act on it, else all of the team; nobody once it is closed."""
    theirs = sa.case(
        (_owner_acts(), FollowUp.owner_id == Person.id),
        else_=in_team(Person.id, Person.roles, FollowUp.team_id),
    )
    return (
        sa.select(happened.c.event_id, Person.id)
        .join(FollowUp, FollowUp.id == happened.c.subject_id)
        .join(Person, theirs)
        .where(*holding(Role.STAFF), FollowUp.state.in_(UNSETTLED))
    )


def _owner_acts() -> sa.ColumnElement[bool]:
    owner = aliased(Person)
    return sa.exists().where(owner.id == FollowUp.owner_id, owner.roles.bitwise_and(Role.STAFF) != 0, owner.may_write)


def follow_ups(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """What is to be done for whom, until when; only to staff who see it still."""
    names = {one.id: one.event.name for one in notifications}
    pairs = sa.values(sa.column("told", sa.Integer), sa.column("about", sa.Integer), name="v")
    of = pairs.data([(one.id, one.event.subject_id) for one in notifications]).cte("of_them")
    columns: list[Any] = [Notification.id, FollowUp, Organization.name]
    sees = sa.or_(
        Person.roles.bitwise_and(Role.CS | Role.ADMIN) != 0,
        FollowUp.owner_id == Person.id,
        in_team(Person.id, Person.roles, FollowUp.team_id),
    )
    rows = db.session.execute(
        sa.select(*columns)
        .join(Person, Person.id == Notification.person_id)
        .join(of, of.c.told == Notification.id)
        .join(FollowUp, FollowUp.id == of.c.about)
        .join(Organization, Organization.id == FollowUp.organization_id)
        .where(*holding(WORK), sees)
    )
    return {number: _shown(found, company, names[number]) for number, found, company in rows}


def _shown(found: FollowUp, company: str, name: str) -> Shown:
    if name == OPENED:
        told = _("New follow-up for %(company)s", company=company)
    elif name == HANDED:
        told = _("A follow-up for %(company)s was handed to you", company=company)
    else:
        told = _("Back on your list: %(company)s", company=company)
    what = found.title or str(SOURCES[found.source])
    detail = f"{what} · {clock_of(found.due_at).text}" if found.state in UNSETTLED else what
    return Shown(
        title=told,
        detail=detail,
        url=path("follow_ups.one", follow_up_id=found.id),
        action=_("Open the follow-up"),
        mail_subject=_("%(told)s: %(what)s", told=told, what=what),
    )


for event in (OPENED, HANDED, WOKEN):
    rule(event, kind=FOLLOW_UPS, icon="list-check", audience=who_has_it, present=follow_ups)
