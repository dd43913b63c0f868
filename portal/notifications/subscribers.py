"""What people are told about their colleagues and their own access."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Membership, Organization, Person, Role
from portal.accounts.policy import leads_company
from portal.accounts.wording import roles_text
from portal.kernel.db import db
from portal.kernel.events import Event, inside
from portal.kernel.i18n import _, lazy
from portal.kernel.mail import path
from portal.notifications.models import Notification
from portal.notifications.planning import replan
from portal.notifications.rules import Happened, Kind, Shown, rule

COLLEAGUES = Kind(
    "colleagues",
    lazy("Colleagues who join"),
    lazy("You get this e-mail because you are a key person of your company."),
    meant_for=leads_company,
)
ACCESS = Kind(
    "access",
    lazy("Your access"),
    lazy("You get this e-mail because your account was changed. Messages about your account are always sent."),
    optional=False,
)


def key_persons(happened: Happened) -> sa.Select[Any]:
    """The key persons of the company that somebody joined, whichever they act for now, without that somebody."""
    return (
        sa.select(happened.c.event_id, Membership.person_id)
        .join(Event, Event.id == happened.c.event_id)
        .join(Membership, sa.and_(Membership.organization_id == Event.organization_id, Membership.key_person))
        .where(Membership.person_id != happened.c.subject_id)
    )


def joined_people(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """Who joined which company; nothing about people erased since, or no longer there."""
    found = db.session.execute(
        sa.select(Person.id, Organization.id, Person.display_name, Organization.name)
        .join(Membership, Membership.person_id == Person.id)
        .join(Membership.organization)
        .where(
            Person.id.in_({notification.event.subject_id for notification in notifications}),
            Organization.id.in_({notification.event.organization_id for notification in notifications}),
            Person.erased_at.is_(None),
        )
    )
    names = {(person_id, company_id): (name, company) for person_id, company_id, name, company in found}
    keys = {one.id: (one.event.subject_id, one.event.organization_id) for one in notifications}
    return {number: _joined(*names[key]) for number, key in keys.items() if key in names}


def _joined(name: str, company: str) -> Shown:
    return Shown(
        title=_("%(name)s joined %(company)s", name=name, company=company),
        detail="",
        url=path("accounts.company"),
        action=_("See your company"),
    )


def the_person(happened: Happened) -> sa.Select[Any]:
    """The one whose roles were changed."""
    return sa.select(happened.c.event_id, happened.c.subject_id)


def changed_access(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """The roles held since."""
    return {
        notification.id: Shown(
            title=_("Your access was changed"),
            detail=_("Since then: %(roles)s", roles=roles_text(Role(notification.event.data["after"]))),
            url=path("accounts.account"),
            action=_("See your account"),
            mail_subject=_("Your access was changed"),
        )
        for notification in notifications
    }


@inside("person.profile_changed", "person.details_changed")
def other_clocks(event: Event) -> None:
    """Eight o'clock is at another moment now."""
    if "time_zone" in event.data["fields"]:
        replan(event.subject_id)


rule("person.joined", kind=COLLEAGUES, icon="user-plus", audience=key_persons, present=joined_people)
rule("person.roles_changed", kind=ACCESS, icon="key", audience=the_person, present=changed_access)
