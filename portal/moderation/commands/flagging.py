"""Reporting something to staff, and taking that back while nobody has decided."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.calendar import now
from portal.kernel.db import db, insert_once
from portal.kernel.errors import Forbidden, Invalid, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.moderation import policy
from portal.moderation.commands.cases import close, open_case, step, unsettled
from portal.moderation.events import FLAGGED, WITHDRAWN
from portal.moderation.models import ModerationCase, ModerationFlag
from portal.moderation.policy import OPEN, REJECTED, may_report
from portal.moderation.reasons import NOTE_LENGTH, OTHER, REASONS
from portal.moderation.things import Post, seen


def flag(person: Person, kind: str, ref: int, reason: str, note: str = "") -> ModerationCase:
    """Report the thing, once however often it is pressed.

    Raises NotFound for what the person does not see, Forbidden for one's own, Refused once it is hidden, Invalid
    (`reason`, `note`).
    """
    _refuse_others(person)
    note = check(reason, note)
    post = reportable(person, kind, ref)
    case, _new = open_case(kind, ref, post.author.id, policy.FLAGGED)
    reportable(person, kind, ref)  # again: we may have waited for somebody who hid it
    if insert_once(ModerationFlag, case_id=case.id, person_id=person.id, reason=reason, note=note, at=now()):
        step(case, "flagged", person)
        record(FLAGGED, case, actor=person, reason=reason)
    return case


def withdraw(person: Person, kind: str, ref: int) -> None:
    """Take one's report back; a case that nobody took yet and nobody else reported ends with it.

    Raises Refused when staff have decided meanwhile.
    """
    _refuse_others(person)
    case = unsettled(kind, ref)
    if case is None:
        raise Refused(_("Our staff have decided on it meanwhile, so the report can no longer be taken back."))
    mine = sa.delete(ModerationFlag).where(ModerationFlag.case_id == case.id, ModerationFlag.person_id == person.id)
    gone = db.session.execute(mine.returning(ModerationFlag.id), execution_options={"synchronize_session": False})
    if gone.first() is None:
        return
    step(case, "withdrawn", person)
    record(WITHDRAWN, case, actor=person)
    others = sa.select(ModerationFlag.id).where(ModerationFlag.case_id == case.id).limit(1)
    if case.came == policy.FLAGGED and case.state == OPEN and db.session.scalar(others) is None:
        close(case, REJECTED, "withdrawn", person)


def reportable(person: Person, kind: str, ref: int) -> Post:
    """The thing, if this person may report it as it stands now. Raises as `flag` does."""
    post = seen(person, kind, ref)
    if post.author.id == person.id:
        raise Forbidden(_("This is your own. You can edit it instead."))
    if not post.shown:
        raise Refused(_("Our staff have taken care of it already; others do not see it."))
    return post


def _refuse_others(person: Person) -> None:
    if not may_report(person):
        raise Forbidden(_("Only people of a customer company and staff report something."))


def check(reason: str, note: str) -> str:
    """The note as it is kept. Raises Invalid (`reason`, `note`)."""
    note = note.replace("\r\n", "\n").strip()
    if reason not in REASONS:
        raise Invalid(_("Choose what is wrong with it."), "reason")
    if reason == OTHER and not note:
        raise Invalid(_("Say in a few words what is wrong with it."), "note")
    if len(note) > NOTE_LENGTH:
        raise Invalid(_("Up to %(n)s characters, please. These are %(m)s.", n=NOTE_LENGTH, m=len(note)), "note")
    return note
