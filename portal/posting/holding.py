"""Whoever posts is locked first, before the posts they write to."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.db import begin_write, db, note_held
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _

HELD = (  # built once: whoever posts or votes asks it; it is `kernel.db.locked` of a person
    sa.select(Person)
    .where(Person.id == sa.bindparam("person_id"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


def hold_person(person_id: int) -> Person:
    """The person as they stand now; nobody moves them to another company until commit. Raises NotFound."""
    begin_write()
    person = db.session.scalars(HELD, {"person_id": person_id}).one_or_none()
    if person is None:
        raise NotFound(_("This is no longer there."))
    note_held(Person, person_id)
    return person
