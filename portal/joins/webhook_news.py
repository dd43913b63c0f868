"""Who connected another system hears when it no longer works."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.console_models import holding
from portal.accounts.models import Person, Role
from portal.kernel.db import db
from portal.kernel.i18n import _, lazy
from portal.kernel.mail import path
from portal.notifications.models import Notification
from portal.notifications.rules import Happened, Kind, Shown, rule
from portal.webhooks.events import GIVEN_UP, SWITCHED_OFF
from portal.webhooks.labels import WHY_OFF
from portal.webhooks.models import WebhookEndpoint

TROUBLE = Kind(
    "webhooks",
    lazy("Webhooks that do not work"),
    lazy("You get this e-mail because you look after the connection to another system."),
    meant_for=lambda person: person.has(Role.ADMIN),
)


def owners(happened: Happened) -> sa.Select[Any]:
    """The admin who added it; every admin, where that is somebody who is none any more."""
    maker = aliased(Person)
    acts = sa.exists().where(
        maker.id == WebhookEndpoint.made_by_id,
        maker.may_write,
        maker.roles.bitwise_and(Role.ADMIN) != 0,
    )
    admins = sa.and_(*holding(Role.ADMIN), sa.or_(Person.id == WebhookEndpoint.made_by_id, sa.not_(acts)))
    return (
        sa.select(happened.c.event_id, Person.id)
        .join(WebhookEndpoint, WebhookEndpoint.id == happened.c.subject_id)
        .join(Person, admins)
    )


def trouble(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """Which connection it is and why, for who is an admin still; its address stays in the console."""
    numbers = {one.event.subject_id for one in notifications}
    rows = db.session.execute(
        sa.select(WebhookEndpoint.id, WebhookEndpoint.description).where(WebhookEndpoint.id.in_(numbers))
    )
    names = {number: description or _("Webhook %(n)s", n=number) for number, description in rows}
    readers = sa.select(Person.id).where(Person.id.in_({one.person_id for one in notifications}), *holding(Role.ADMIN))
    admins = set(db.session.scalars(readers))
    return {
        one.id: _shown(one, names[one.event.subject_id])
        for one in notifications
        if one.event.subject_id in names and one.person_id in admins
    }


def _shown(one: Notification, name: str) -> Shown:
    url = path("webhook_console.show", endpoint_id=one.event.subject_id, state="failed")
    if one.event.name == SWITCHED_OFF:
        told = _("“%(name)s” was switched off", name=name)
        why = str(WHY_OFF[one.event.data["why"]])
        more = _("Once it works again, switch it on and send again what failed.")
        return Shown(told, _("%(why)s %(more)s", why=why, more=more), url, _("See what failed"), told)
    told = _("A message to “%(name)s” could not be delivered", name=name)
    return Shown(told, _("It was tried ten times. You can send it again."), url, _("See what failed"), told)


for _event in (SWITCHED_OFF, GIVEN_UP):
    rule(_event, kind=TROUBLE, icon="webhook", audience=owners, present=trouble)
