"""Mails of a wave: written when a turn has come, page by page, and once more after five days for who did not answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.kernel import mail
from portal.kernel.calendar import moment_of, now, zone_named
from portal.kernel.db import db
from portal.surveys.models import Invitation
from portal.surveys.policy import INCIDENT, LINK_LASTS, REMIND_AFTER
from portal.surveys.queries.audience import KIND, reasons_now
from portal.surveys.tokens import token_of

PAGE = 100  # mails written in one transaction, kept near 100 ms
LATER = timedelta(hours=1)  # when we look again whether a pause is over
REMINDED_AT = time(9)  # on the clock of who is reminded

Due = sa.Row[Any]  # Invitation, Person, `company`, `reason` (why they are not to be asked now; "" if they are)


@mail.before_sending
def write_due() -> int:
    """Write the next mails of waves whose turn has come; how many people were dealt with."""
    found = take_turns()
    if not found:
        db.session.rollback()
        return 0
    mail.post_all([_letter(row) for row in found if row.Invitation.sent_at is not None])
    db.session.commit()
    return len(found)


@mail.before_sending
def write_reminders() -> int:
    """Ask those once more who did not answer; how many people were dealt with."""
    found = take_reminders()
    if not found:
        db.session.rollback()
        return 0
    mail.post_all([_letter(row, again=True) for row in found if row.Invitation.reminded_at is not None])
    db.session.commit()
    return len(found)


def take_turns() -> Sequence[Due]:
    """Note what happens to the next ones whose turn has come; those with a `sent_at` now are owed a letter."""
    found = _due(Invitation.send_at, Invitation.sent_at.is_(None), Invitation.left_out == "")
    for row in found:
        _send(row.Invitation, row.Person, row.reason)
    return found


def take_reminders() -> Sequence[Due]:
    """Note whom the next reminders reach; those with a `reminded_at` now are owed a letter."""
    found = _due(Invitation.remind_at, Invitation.remind_at.is_not(None))
    for row in found:
        _remind(row.Invitation, row.reason)
    return found


def _due(moment: Any, *where: sa.ColumnElement[bool]) -> Sequence[Due]:
    reason = sa.case(*reasons_now(), else_="")
    columns: list[Any] = [Invitation, Person, Organization.name.label("company"), reason.label("reason")]
    return db.session.execute(
        sa.select(*columns)
        .join(Person, Person.id == Invitation.person_id)
        .outerjoin(Organization, Organization.id == Invitation.organization_id)
        .where(*where, moment <= now())
        .order_by(moment, Invitation.id)
        .limit(PAGE)
        .with_for_update(skip_locked=True, of=Invitation)
    ).all()


def _send(invitation: Invitation, person: Person, reason: str) -> None:
    """Note what happens to somebody whose turn it is; a pause holds the mail back, other reasons end it."""
    if reason == INCIDENT:
        invitation.send_at = now() + LATER
    elif reason:
        invitation.left_out = reason
    else:
        invitation.sent_at = invitation.send_at = now()
        invitation.expires_at = invitation.sent_at + LINK_LASTS
        invitation.remind_at = _reminder(invitation.sent_at, person)


def _reminder(sent_at: datetime, person: Person) -> datetime:
    zone = zone_named(person.time_zone)
    return moment_of(sent_at.astimezone(zone).date() + timedelta(days=REMIND_AFTER), REMINDED_AT, zone)


def _remind(invitation: Invitation, reason: str) -> None:
    """A pause holds the reminder back while the link lasts."""
    if reason == INCIDENT and invitation.expires_at is not None and now() + LATER < invitation.expires_at:
        invitation.remind_at = now() + LATER
        return
    invitation.remind_at = None
    if not reason:
        invitation.reminded_at = now()


def _letter(row: Due, *, again: bool = False) -> mail.Letter:
    person, invitation = row.Person, row.Invitation
    to = mail.To(person.email, person.language, person.time_zone, person.id, person.display_name, row.company or "")
    key = f"survey:{invitation.id}:{'again' if again else 'first'}"
    return mail.Letter("survey", to, KIND, key, letter_context(token_of(invitation.id), invitation, again=again))


def letter_context(token: str, invitation: Invitation, *, again: bool) -> dict[str, Any]:
    """What the mail's template reads."""
    return {"link": mail.address("nps.show", token=token), "again": again, "expires_at": invitation.expires_at}
