"""Who hears of posts, whatever they are posts of."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portal.accounts.console_models import holding
from portal.accounts.models import Person, Role
from portal.kernel.db import db
from portal.kernel.i18n import lazy
from portal.notifications.models import Notification
from portal.notifications.rules import Kind

MENTIONS = Kind("mentions", lazy("Somebody mentions you"), lazy("You get this e-mail because somebody mentioned you."))


def takes_part() -> sa.ColumnElement[bool]:
    """People of a customer company and staff: who left the last company is told nothing more."""
    return sa.or_(Person.organization_id.is_not(None), sa.and_(*holding(Role.STAFF)))


def readers(notifications: Sequence[Notification]) -> set[int]:
    """Those the notifications are for who still take part, by id."""
    people = {one.person_id for one in notifications}
    return set(db.session.scalars(sa.select(Person.id).where(Person.id.in_(people), takes_part())))
