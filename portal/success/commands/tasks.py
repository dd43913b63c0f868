"""The steps of a follow-up: copied from a playbook or typed, and ticked."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.config import settings
from portal.kernel.calendar import WorkingCalendar, now, today
from portal.kernel.db import db, locked
from portal.kernel.errors import Invalid, NotFound, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.success.commands.holding import hold, step, unsettled, words
from portal.success.events import PLAYBOOK_APPLIED, TICKED
from portal.success.models import FollowUp, FollowUpTask, Playbook
from portal.success.policy import LIVE
from portal.success.queries import playbooks

TASK_LENGTH = 300  # characters
MOST = 100  # tasks of one follow-up


def add_task(actor: Person, follow_up_id: int, text: str, due: date | None) -> FollowUpTask:
    """Note a step to be done. Raises as `hold` does, Refused when it is closed, Invalid (`text`)."""
    text = " ".join(words(text, "text", _("Write what is to be done."), TASK_LENGTH).split())
    found = unsettled(hold(actor, follow_up_id))
    _refuse_more(found, 1)
    made = FollowUpTask(follow_up_id=found.id, text=text, due=due)
    db.session.add(made)
    db.session.flush()
    return made


def tick(actor: Person, follow_up_id: int, task_id: int, *, done: bool) -> FollowUpTask:
    """Note who did the step, or that it is to be done after all; the same twice changes nothing."""
    found = unsettled(hold(actor, follow_up_id))
    task = db.session.get(FollowUpTask, task_id, populate_existing=True)
    if task is None or task.follow_up_id != found.id:
        raise NotFound(_("This is no longer there."))
    if (task.done_at is not None) != done:
        task.done_at, task.done_by_id = (now(), actor.id) if done else (None, None)
        data = {"task_id": task.id, "done": done}
        record(TICKED, found, actor=actor, organization_id=found.organization_id, **data)
    return task


def apply(actor: Person, follow_up_id: int, playbook_id: int) -> int:
    """Copy the playbook's steps, with their days from today on; how many.

    Raises as `hold` does, Refused when it is closed, has them already, or the playbook is not live, Invalid
    (`playbook`).
    """
    found = unsettled(hold(actor, follow_up_id))
    if db.session.get(Playbook, playbook_id) is None:
        raise Invalid(_("Choose a playbook."), "playbook")
    book = locked(Playbook, playbook_id, key_share=True)
    if book.state != LIVE:
        raise Refused(_("“%(name)s” is not live.", name=book.name))
    if _has_steps_of(found, book.id):
        raise Refused(_("The steps of “%(name)s” are here already.", name=book.name))
    steps, first = playbooks.steps(book.id), today(WorkingCalendar(settings().calendar).zone)
    _refuse_more(found, len(steps))
    for one in steps:
        copied = {"text": one.text, "due": first + timedelta(days=one.days), "team_id": one.team_id}
        db.session.add(FollowUpTask(follow_up_id=found.id, playbook_id=book.id, **copied))
    step(found, "planned", actor, book.name)
    record(PLAYBOOK_APPLIED, found, actor=actor, organization_id=found.organization_id, playbook_id=book.id)
    return len(steps)


def _has_steps_of(found: FollowUp, playbook_id: int) -> bool:
    there = sa.exists().where(FollowUpTask.follow_up_id == found.id, FollowUpTask.playbook_id == playbook_id)
    return bool(db.session.scalar(sa.select(there)))


def _refuse_more(found: FollowUp, number: int) -> None:
    counted = sa.select(sa.func.count()).where(FollowUpTask.follow_up_id == found.id)
    if (db.session.scalar(counted.select_from(FollowUpTask)) or 0) + number > MOST:
        raise Refused(_("A follow-up holds up to %(n)s tasks.", n=MOST))
