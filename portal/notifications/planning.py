"""When somebody's next digest is due: noted once something waits for it, and moved with their clocks."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.calendar import now
from portal.kernel.db import db, insert
from portal.notifications.models import Digest, Every
from portal.notifications.slots import next_slot, planned_slot


def plan(people: Iterable[tuple[Person, Digest | None]]) -> None:
    """Something waits for these people: plan their next digest if none is planned. `None`: they have no row yet."""
    rows = {}
    for person, digest in people:
        if digest is None or digest.next_at is None:
            every, last_day = (digest.every, digest.last_day) if digest else (Every.WEEK, None)
            slot = next_slot(every, person.time_zone, last_day)
            rows[person.id] = {"person_id": person.id, "every": every, "day": slot.day, "next_at": slot.at}
    if not rows:
        return
    statement = insert(Digest).values([rows[person_id] for person_id in sorted(rows)])
    unplanned = sa.and_(Digest.next_at.is_(None), Digest.every != Every.NEVER)
    new = {name: statement.excluded[name] for name in ("day", "next_at")}
    db.session.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=new, where=unplanned))


def replan(person_id: int) -> None:
    """The person's clocks are others now: the day stays, its morning is another. One that is being written goes out."""
    found = db.session.execute(
        planned()
        .where(Digest.person_id == person_id, Digest.next_at > now())
        .with_for_update(skip_locked=True, of=Digest)
    ).one_or_none()
    if found:
        found.Digest.day, found.Digest.next_at = planned_slot(found.Digest, found.Person.time_zone)


def planned() -> sa.Select[Digest, Person]:
    """Digests and who gets them, as they stand in the database now."""
    found = sa.select(Digest, Person).join(Person, Person.id == Digest.person_id)
    return found.execution_options(populate_existing=True)
