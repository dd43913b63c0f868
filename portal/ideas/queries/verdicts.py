"""What somebody was asked about a shipped idea."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.ideas.models import Idea, IdeaVerdict
from portal.kernel.db import db


def verdict_of(person: Person, idea: Idea) -> IdeaVerdict | None:
    """The question to this person with their answer; None when they were not asked."""
    theirs = (IdeaVerdict.idea_id == idea.id, IdeaVerdict.person_id == person.id)
    return db.session.scalars(sa.select(IdeaVerdict).where(*theirs)).first()
