"""What staff tell each other about an idea."""

from __future__ import annotations

from portal.accounts.models import Person, Role
from portal.ideas.models import IdeaNote
from portal.ideas.queries.family import canonical_id
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Invalid
from portal.kernel.i18n import _

NOTE_LENGTH = 4000  # characters


def add_note(actor: Person, idea_id: int, text: str) -> IdeaNote:
    """Keep the note with the canonical idea. Raises Forbidden, NotFound, Invalid (`note`)."""
    if not (actor.may_write and actor.has(Role.STAFF)):
        raise Forbidden(_("Notes are for staff."))
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid(_("Write the note first."), "note")
    if len(text) > NOTE_LENGTH:
        raise Invalid(_("Up to %(n)s characters, please.", n=NOTE_LENGTH), "note")
    note = IdeaNote(idea_id=canonical_id(idea_id), by_id=actor.id, text=text, at=now())
    db.session.add(note)
    db.session.flush()
    return note
