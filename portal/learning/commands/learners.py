"""Who learns: one change of what a person did at a time, and none by who may not write.

Locks are taken in one order everywhere, so that nobody waits in a circle: the person, then courses in order of id,
then what is written. No lock here is stronger than FOR NO KEY UPDATE, which rows that refer to the person pass by.
"""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.db import begin_write, db, note_held
from portal.kernel.errors import Forbidden

HELD = sa.select(Person.may_write).where(Person.id == sa.bindparam("person_id")).with_for_update(key_share=True)


def hold(person: Person) -> None:
    """Let nobody else change what this person did until commit. Raises Forbidden for who was suspended or erased."""
    begin_write()
    if not db.session.scalar(HELD, {"person_id": person.id}):
        raise Forbidden(person.read_only())
    note_held(Person, person.id)
