"""What people write who are new waits for a look when it leads to another site.

The case is opened before the idea is locked, as everywhere: cases come first.
"""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.ideas.models import Idea, IdeaComment
from portal.ideas.writing import tidy, written
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.moderation.commands.cases import keep_back
from portal.moderation.queries.newcomers import must_wait

IDEA, COMMENT = "idea", "idea-comment"  # kinds of things that are moderated


def keep_back_edit(person: Person, kind: str, ref: int, title: str, source: str) -> bool:
    """Whether one's own thing, visible so far, has to wait once it says this; its case is open then."""
    model: type[Idea | IdeaComment] = Idea if kind == IDEA else IdeaComment
    other = model.source != tidy(source)
    if model is Idea:
        other = sa.or_(other, Idea.title != title)
    mine = sa.select(model.id).where(
        model.id == ref, model.author_id == person.id, model.held_at.is_(None), model.hidden_at.is_(None), other
    )
    if db.session.scalar(mine) is None or not must_wait(person, _html(person, source), title, source):
        return False
    keep_back(person, kind, ref)
    return True


def _html(person: Person, source: str) -> str:
    try:
        return written(source, person).html
    except Invalid:  # said where it is saved
        return ""
