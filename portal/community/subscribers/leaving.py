"""Who belongs to nobody any more is in no closed group any more, in the same act."""

from __future__ import annotations

from portal.accounts.models import Person
from portal.community.commands.membership import let_go
from portal.kernel.db import db
from portal.kernel.events import Event, inside


@inside("person.left", "person.roles_changed")
def leave_closed_groups(event: Event) -> None:
    """After the last company, or after the last staff role of somebody who is in no company."""
    person = db.session.get_one(Person, event.subject_id)
    if not person.is_member and not person.is_staff:
        let_go(person)
