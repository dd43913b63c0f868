"""What people hear when staff warn or suspend them, or let them write again; always by mail, too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.suspensions import Suspension
from portal.kernel.db import db
from portal.kernel.i18n import _, format_datetime, lazy
from portal.kernel.mail import path
from portal.moderation.events import WARNED
from portal.moderation.models import ModerationWarning
from portal.notifications.models import Notification
from portal.notifications.rules import Happened, Kind, Shown, rule

CONDUCT = Kind(
    "conduct",
    lazy("Warnings, and whether you may write"),
    lazy("You get this e-mail because it is about your account. Messages about your account are always sent."),
    optional=False,
    suspended_too=True,
)


def who_it_is_about(happened: Happened) -> sa.Select[Any]:
    """The subject of each of these events is a person."""
    return sa.select(happened.c.event_id, happened.c.subject_id)


def warnings(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """With the words; they lead on to what it is about."""
    found = _rows(ModerationWarning, notifications, "warning_id")
    return {
        number: Shown(
            _("You got a warning from our staff"),
            row.words,
            path("moderation.warning", warning_id=row.id),
            _("See what it is about"),
            _("A warning about something you wrote"),
        )
        for number, row in found.items()
    }


def suspensions(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """With the reason; one that is over says so."""
    return {
        number: Shown(
            _suspended(row), _("Reason: %(reason)s", reason=row.reason), path("accounts.account"), _("See your account")
        )
        for number, row in _rows(Suspension, notifications, "suspension_id").items()
    }


def lifted(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """Before it ended by itself."""
    return {
        one.id: Shown(_("You can write again"), _("Our staff have lifted the suspension."), "/", _("Go on"))
        for one in notifications
    }


def _suspended(row: Suspension) -> str:
    if not row.stands:
        return _("You could read, but not write; that is over")
    if row.until is None:
        return _("You can read, but not write for now")
    return _("You can read, but not write, until %(moment)s", moment=format_datetime(row.until))


def _rows(model: Any, notifications: Sequence[Notification], key: str) -> dict[int, Any]:
    wanted = {one.id: one.event.data.get(key) for one in notifications}
    rows = {
        row.id: row for row in db.session.scalars(sa.select(model).where(model.id.in_(set(wanted.values()) - {None})))
    }
    return {number: rows[found] for number, found in wanted.items() if found in rows}


rule(WARNED, kind=CONDUCT, icon="alert-triangle", audience=who_it_is_about, present=warnings)
rule("person.suspended", kind=CONDUCT, icon="lock", audience=who_it_is_about, present=suspensions)
rule("person.restored", kind=CONDUCT, icon="check", audience=who_it_is_about, present=lifted)
