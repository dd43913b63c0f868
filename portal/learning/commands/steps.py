"""My next step: deciding on one, settling it, and the reminder on the morning of its day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.calendar import now
from portal.kernel.db import db, insert
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.events import record
from portal.kernel.i18n import _, format_number
from portal.kernel.jobs import every
from portal.learning.commands.learners import hold
from portal.learning.events import STEP_DUE
from portal.learning.models import NextStep
from portal.learning.queries.steps import last_day_begun, morning_of, today_of

if TYPE_CHECKING:
    from portal.learning.models import Item

LONGEST = 300  # characters
CHUNK = 200


def decide(person: Person, item: Item, text: str, due: date | None) -> None:
    """Make this the person's one step from the item, open again if the last one was done.

    Raises Invalid, with the field, without a text, without a day, or for a day that has passed where the person is;
    Forbidden for suspended people.
    """
    hold(person)
    text = " ".join(text.split())
    if not text:
        raise Invalid(_("Write what you will do, in one sentence."), "text")
    if len(text) > LONGEST:
        count = format_number(len(text))
        raise Invalid(_("The step may have 300 characters; it has %(count)s. Shorten it.", count=count), "text")
    if due is None:
        raise Invalid(_("Choose the day by which you will do it."), "due")
    if due < today_of(person):
        raise Invalid(_("This day has passed. Choose today or a later one."), "due")
    told = now() if morning_of(due, person.time_zone) <= now() else None  # decided on the day itself: no need to remind
    values = {"text": text, "due": due, "done_at": None, "reminded_at": told, "at": now()}
    statement = insert(NextStep).values(person_id=person.id, item_id=item.id, **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=["person_id", "item_id"], set_=values))


def finish(person: Person, step: NextStep) -> bool:
    """Note that the person's step was taken; whether it was open. Raises NotFound for another's, and Forbidden."""
    _refuse_others(person, step)
    taken = sa.update(NextStep).where(NextStep.id == step.id, NextStep.done_at.is_(None)).values(done_at=now())
    told = taken.returning(NextStep.id).execution_options(synchronize_session=False)
    return db.session.scalar(told) is not None


def drop(person: Person, step: NextStep) -> None:
    """Forget the person's step. Raises NotFound for another's, and Forbidden."""
    _refuse_others(person, step)
    db.session.execute(sa.delete(NextStep).where(NextStep.id == step.id))


def _refuse_others(person: Person, step: NextStep) -> None:
    hold(person)
    if step.person_id != person.id:
        raise NotFound(_("This step is no longer there."))


@every(300, "learning.remind_steps")
def remind() -> None:
    """Tell everybody whose morning has come of the step they are to take, once."""
    last = 0
    while found := _waiting(last):
        last = found[-1][0]
        _remind([(step_id, due) for step_id, due, zone in found if morning_of(due, zone) <= now()])
        db.session.commit()


def _waiting(after: int) -> list[tuple[int, date, str]]:
    rows = db.session.execute(
        sa.select(NextStep.id, NextStep.due, Person.time_zone)
        .join(Person, Person.id == NextStep.person_id)
        .where(
            NextStep.id > after,
            NextStep.due <= last_day_begun(),
            NextStep.done_at.is_(None),
            NextStep.reminded_at.is_(None),
            Person.may_write,
        )
        .order_by(NextStep.id)
        .limit(CHUNK)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _remind(days: Sequence[tuple[int, date]]) -> None:
    """Of those that are still open and for that day, and that nobody reminded of meanwhile."""
    told = (
        sa.update(NextStep)
        .where(
            sa.tuple_(NextStep.id, NextStep.due).in_(days), NextStep.done_at.is_(None), NextStep.reminded_at.is_(None)
        )
        .values(reminded_at=now())
        .returning(NextStep)
        .execution_options(synchronize_session=False)
    )
    for step in db.session.scalars(told).all() if days else ():
        record(STEP_DUE, step)
