"""Working on a follow-up: taking it, handing it over, putting it off, and ending it with what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.accounts.models import Organization, Person
from portal.kernel.calendar import now
from portal.kernel.db import db, locked
from portal.kernel.errors import Invalid, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.kernel.jobs import every
from portal.success.clock import due_from
from portal.success.commands.holding import hold, step, unsettled, words
from portal.success.commands.opening import can_have, team_exists
from portal.success.events import CLOSED, HANDED, NOTED, REOPENED, SNOOZED, TAKEN, WOKEN
from portal.success.labels import OUTCOMES
from portal.success.models import CustomerRequest, FollowUp
from portal.success.policy import ANSWERED, DONE, DROPPED, OPEN, UNSETTLED
from portal.success.policy import SNOOZED as WAITS
from portal.success.queries.work import due_to_wake

FARTHEST = timedelta(days=366)  # that something may be put off
CHUNK = 100


def take(actor: Person, follow_up_id: int, version: int) -> FollowUp:
    """Have it, also one that a colleague had. Raises as `hold` does, and Refused when it is closed."""
    found = unsettled(hold(actor, follow_up_id, version))
    if found.owner_id == actor.id:
        return found
    found.owner_id = actor.id
    found.version += 1
    step(found, "taken", actor, owner_id=actor.id)
    record(TAKEN, found, actor=actor, organization_id=found.organization_id)
    return found


def hand(
    actor: Person, follow_up_id: int, version: int, *, owner_id: int | None, team_id: int, note: str = ""
) -> FollowUp:
    """Give it to somebody, or to all of a team; whoever has it now is told.

    Raises as `hold` does, Refused when it is closed, Invalid (`owner`, `team`, `note`).
    """
    note = words(note, "note")
    found = unsettled(hold(actor, follow_up_id, version))
    if not team_exists(team_id):
        raise Invalid(_("Choose a team."), "team")
    if owner_id is not None and not can_have(owner_id):
        raise Invalid(_("Choose somebody of the staff who can act on it."), "owner")
    if (found.owner_id, found.team_id) == (owner_id, team_id):
        raise Invalid(_("It is with them already. Choose somebody else, or another team."), "owner")
    found.owner_id, found.team_id = owner_id, team_id
    found.version += 1
    step(found, "handed", actor, note, owner_id=owner_id, team_id=team_id)
    given = {"owner_id": owner_id, "team_id": team_id}
    record(HANDED, found, actor=actor, organization_id=found.organization_id, **given)
    return found


def snooze(actor: Person, follow_up_id: int, version: int, until: datetime | None, note: str = "") -> FollowUp:
    """Take it off the list until then; it is due then at the earliest.

    Raises as `hold` does, Refused when it is closed, Invalid (`until`, `note`).
    """
    note = words(note, "note")
    found = unsettled(hold(actor, follow_up_id, version))
    if until is None:
        raise Invalid(_("Choose the day on which it comes back."), "until")
    if not now() < until <= now() + FARTHEST:
        raise Invalid(_("Choose a day from tomorrow on, within a year."), "until")
    found.state, found.snoozed_until, found.due_at = WAITS, until, max(found.due_at, until)
    found.version += 1
    step(found, "snoozed", actor, note, until=until)
    record(SNOOZED, found, actor=actor, organization_id=found.organization_id)
    return found


def finish(actor: Person, follow_up_id: int, version: int, outcome: str, closing: str) -> FollowUp:
    """It is done, with this outcome and in these words.

    Raises as `hold` does, Refused when it is closed or a request waits for an answer, Invalid (`outcome`, `closing`).
    """
    if outcome not in OUTCOMES:
        raise Invalid(_("Choose what came of it."), "outcome")
    closing = words(closing, "closing", _("Write in a sentence what came of it."))
    return _close(actor, hold(actor, follow_up_id, version), DONE, outcome, closing)


def drop(actor: Person, follow_up_id: int, version: int, closing: str) -> FollowUp:
    """Nothing is to be done after all. Raises as `finish` does."""
    closing = words(closing, "closing", _("Write in a sentence why nothing is to be done."))
    return _close(actor, hold(actor, follow_up_id, version), DROPPED, "", closing)


def reopen(actor: Person, follow_up_id: int, version: int) -> FollowUp:
    """Go on with what was closed; the clock starts anew.

    Raises as `hold` does, Refused when it is open, or when another one for the same reason is.
    """
    organization_id = db.session.scalar(sa.select(FollowUp.organization_id).where(FollowUp.id == follow_up_id))
    locked(Organization, organization_id or 0, key_share=True)  # as whoever opens one for the same reason
    found = hold(actor, follow_up_id, version)
    if found.state in UNSETTLED:
        raise Refused(_("This follow-up is open already."))
    _refuse_second(found)
    found.state, found.closed_at, found.outcome, found.closing = OPEN, None, "", ""
    found.owner_id, found.due_at = actor.id, due_from(now())
    found.version += 1
    step(found, "reopened", actor, owner_id=actor.id)
    record(REOPENED, found, actor=actor, organization_id=found.organization_id)
    return found


def note(actor: Person, follow_up_id: int, text: str) -> None:
    """Tell colleagues something about it. Raises as `hold` does, and Invalid (`text`)."""
    text = words(text, "text", _("Write the note first."))
    found = hold(actor, follow_up_id)
    step(found, "noted", actor, text)
    record(NOTED, found, actor=actor, organization_id=found.organization_id)


@every(60, "success.wake_follow_ups")
def wake() -> None:
    """Bring back what was put off until now."""
    while due := due_to_wake(now(), CHUNK):
        for number in sorted(due):
            _wake(number)
        db.session.commit()


def _wake(number: int) -> None:
    still = FollowUp.id == number, FollowUp.state == WAITS, FollowUp.snoozed_until <= now()
    values = {"state": OPEN, "snoozed_until": None, "version": FollowUp.version + 1}
    woken = sa.update(FollowUp).where(*still).values(values).returning(FollowUp)
    found = db.session.scalar(woken, execution_options={"synchronize_session": False, "populate_existing": True})
    if found is not None:
        step(found, "woken", None)
        record(WOKEN, found, organization_id=found.organization_id)


def _close(actor: Person, found: FollowUp, state: str, outcome: str, closing: str) -> FollowUp:
    unsettled(found)
    waits = sa.select(CustomerRequest.id).where(
        CustomerRequest.follow_up_id == found.id, CustomerRequest.state.not_in(ANSWERED)
    )
    if db.session.scalar(waits.limit(1)) is not None:
        raise Refused(_("A request waits for its answer. Accept it, decline it or mark it as done first."))
    found.state, found.outcome, found.closing = state, outcome, closing
    found.closed_at, found.snoozed_until = now(), None
    found.version += 1
    step(found, state, actor, closing)
    record(CLOSED, found, actor=actor, organization_id=found.organization_id, state=state, outcome=outcome)
    return found


def _refuse_second(found: FollowUp) -> None:
    same = (FollowUp.organization_id == found.organization_id, FollowUp.reason == found.reason)
    if db.session.scalar(sa.select(FollowUp.id).where(*same, FollowUp.closed_at.is_(None))) is not None:
        raise Refused(_("Another follow-up of this customer is open for the same reason. Go on with that one."))
