"""What people are told about their colleagues and their own access."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person, Role
from portal.accounts.policy import leads_company
from portal.accounts.wording import roles_text
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.kernel.i18n import _, lazy
from portal.kernel.mail import path
from portal.notifications.models import Notification
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
    """The key persons of the company that somebody joined, without that somebody."""
    return (
        sa.select(happened.c.event_id, Person.id)
        .join(Event, Event.id == happened.c.event_id)
        .join(Person, Person.organization_id == Event.organization_id)
        .where(Person.roles.bitwise_and(int(Role.KEYPERSON)) != 0, Person.id != happened.c.subject_id)
    )


def joined_people(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """Who joined; nothing about people erased since."""
    subjects = {notification.event.subject_id for notification in notifications}
    names = dict(
        db.session.execute(
            sa.select(Person.id, Person.display_name).where(Person.id.in_(subjects), Person.erased_at.is_(None))
        ).all()
    )
    return {
        notification.id: Shown(
            title=_("%(name)s joined your company", name=names[notification.event.subject_id]),
            detail="",
            url=path("accounts.company"),
            action=_("See your company"),
        )
        for notification in notifications
        if notification.event.subject_id in names
    }


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


rule("person.joined", kind=COLLEAGUES, icon="user-plus", audience=key_persons, present=joined_people)
rule("person.roles_changed", kind=ACCESS, icon="key", audience=the_person, present=changed_access)
