"""Suspending people until a moment or without end, and letting them write again before it."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.accounts.commands.people import of_others
from portal.accounts.commands.roles import refuse_orphaned_portal
from portal.accounts.models import Person
from portal.accounts.policy import may_suspend
from portal.accounts.suspensions import Suspension
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Invalid, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _

REASON_LENGTH = 1_000  # characters
LONGEST = timedelta(days=5 * 365)


def suspend(actor: Person, person_id: int, until: datetime | None, reason: str, known: int | None = None) -> Suspension:
    """Let the person read on but write nothing until then, or without end; it takes the place of one that stands.

    `known`: the number of the newest suspension of theirs that `actor` has seen, 0 for none. Raises Refused when there
    is a newer one, for oneself and for the last admin, Forbidden, Invalid (`day`, `words`).
    """
    if actor.id == person_id:
        raise Refused(_("You cannot suspend yourself."))
    if not actor.may_write:
        raise Forbidden(actor.read_only())
    refuse_orphaned_portal(person_id)
    person = _suspendable(actor, person_id)
    reason = _checked(until, reason)
    newest = _newest(person_id)
    _refuse_overtaken(newest, known)
    if newest is not None and newest.stands:
        _end(actor, newest)
    made = Suspension(person_id=person.id, by_id=actor.id, reason=reason, at=now(), until=until)
    db.session.add(made)
    person.suspended_at, person.suspended_until, person.suspended_reason = made.at, until, reason
    db.session.flush()
    figures = {"suspension_id": made.id, "until": until.isoformat() if until else ""}
    record("person.suspended", person, actor=actor, organization_id=person.organization_id, **figures)
    return made


def lift(actor: Person, person_id: int) -> bool:
    """Let the person write again before it ends; False when nothing stands any more."""
    if not actor.may_write:
        raise Forbidden(actor.read_only())
    person = _suspendable(actor, person_id)
    if not person.suspended:
        return False
    newest, until = _newest(person_id), person.suspended_until
    if newest is not None and newest.stands:
        _end(actor, newest)
    person.suspended_at, person.suspended_until, person.suspended_reason = None, None, ""
    figures = {"suspension_id": newest.id if newest else None, "until": until.isoformat() if until else ""}
    record("person.restored", person, actor=actor, organization_id=person.organization_id, **figures)
    return True


def _suspendable(actor: Person, person_id: int) -> Person:
    """The row, locked. Customer success and admins suspend; accounts of staff are for admins."""
    person = of_others(actor, person_id)
    if not may_suspend(actor, person):
        raise Forbidden(_("Only customer success and admins suspend people and lift that."))
    return person


def _checked(until: datetime | None, reason: str) -> str:
    reason = reason.replace("\r\n", "\n").strip()
    if until is not None and until <= now():
        raise Invalid(_("Choose a day in the future."), "day")
    if until is not None and until > now() + LONGEST:
        raise Invalid(_("Five years at most. For longer, suspend without end."), "day")
    if not reason:
        raise Invalid(_("Choose a reason or write one: the person reads it."), "words")
    if len(reason) > REASON_LENGTH:
        raise Invalid(_("Up to %(n)s characters, please. These are %(m)s.", n=REASON_LENGTH, m=len(reason)), "words")
    return reason


def _newest(person_id: int) -> Suspension | None:
    wanted = sa.select(Suspension).where(Suspension.person_id == person_id).order_by(Suspension.id.desc()).limit(1)
    found: Suspension | None = db.session.scalar(wanted.execution_options(populate_existing=True))
    return found


def _refuse_overtaken(newest: Suspension | None, known: int | None) -> None:
    if known is None or newest is None or newest.id == known:
        return
    by = db.session.get_one(Person, newest.by_id)
    name = by.display_name or _("Somebody")
    raise Refused(_("%(name)s suspended this person since you opened the page. It stands below.", name=name))


def _end(actor: Person, standing: Suspension) -> None:
    standing.lifted_at, standing.lifted_by_id = now(), actor.id
