"""Did what was shipped solve it? Everybody who waited is asked once for each time it ships."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.ideas.events import JUDGED
from portal.ideas.models import Idea, IdeaVerdict
from portal.kernel.calendar import now
from portal.kernel.db import db, insert
from portal.kernel.errors import Forbidden, Invalid, NotFound
from portal.kernel.events import Event, record
from portal.kernel.i18n import _

MISSING_LENGTH = 2000  # characters
NO_SESSION = {"synchronize_session": False}


def ask(events: Sequence[Event], told: sa.Select[Any]) -> None:
    """Ask everybody told (`event_id`, `person_id`) of these events that ship ideas; all in one statement.

    Who was asked of the same idea before is asked anew, unless that was for this event or a later one: the worker may
    come here twice.
    """
    shipped = {event.id: event for event in events}
    for event in shipped.values():
        receivers = told.subquery()
        asked = sa.select(
            sa.literal(event.subject_id, sa.Integer),
            receivers.c.person_id,
            sa.literal("", sa.Text),
            sa.literal(event.at, IdeaVerdict.__table__.c.at.type),
        ).where(receivers.c.event_id == event.id)
        made = insert(IdeaVerdict).from_select(["idea_id", "person_id", "missing", "at"], asked)
        anew = {"at": made.excluded.at, "opened_at": None, "solved": None, "answered_at": None}
        statement = made.on_conflict_do_update(
            index_elements=["idea_id", "person_id"], set_=anew, where=IdeaVerdict.__table__.c.at < made.excluded.at
        )
        db.session.execute(statement)


def note_opened(person: Person, idea: Idea) -> bool:
    """The person sees the question; the first time counts. Whether it did."""
    first = sa.update(IdeaVerdict).where(*_theirs(person, idea), IdeaVerdict.opened_at.is_(None))
    changed = db.session.execute(first.values(opened_at=now()).returning(IdeaVerdict.id), execution_options=NO_SESSION)
    return changed.first() is not None


def judge(person: Person, idea: Idea, solved: bool, missing: str = "") -> IdeaVerdict:
    """Keep what the person says; it can be changed. Raises Forbidden, Invalid (`missing`), NotFound for the unasked."""
    if not person.may_write:
        raise Forbidden(person.read_only())
    missing = "" if solved else missing.replace("\r\n", "\n").strip()
    if len(missing) > MISSING_LENGTH:
        raise Invalid(_("Up to %(n)s characters, please.", n=MISSING_LENGTH), "missing")
    wanted = sa.select(IdeaVerdict).where(*_theirs(person, idea)).with_for_update()
    found = db.session.scalars(wanted.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound(_("This page was not found."))
    if (found.solved, found.missing) == (solved, missing):
        return found
    found.solved, found.missing, found.answered_at = solved, missing, now()
    found.opened_at = found.opened_at or found.answered_at
    record(JUDGED, idea, actor=person, organization_id=person.organization_id, solved=solved)
    return found


def _theirs(person: Person, idea: Idea) -> tuple[sa.ColumnElement[bool], ...]:
    return IdeaVerdict.idea_id == idea.id, IdeaVerdict.person_id == person.id
