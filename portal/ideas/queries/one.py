"""One idea, for who may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from portal.ideas.models import Idea, IdeaStatus
from portal.ideas.policy import CLOSED, may_see
from portal.kernel.db import alias_of, db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _

if TYPE_CHECKING:
    from portal.accounts.models import Person


HEAD = alias_of(Idea)
WITH_HEAD = (
    sa.select(Idea, HEAD).outerjoin(HEAD, HEAD.id == Idea.merged_into_id).where(Idea.id == sa.bindparam("idea_id"))
)
CATEGORY = sa.select(IdeaStatus.category).where(IdeaStatus.id == sa.bindparam("status_id"))


def visible(reader: Person | None, idea_id: int) -> Idea:
    """The idea of this number, merged or not. Raises NotFound for what this reader does not see.

    What was merged into an idea that is off the board is off it, too.
    """
    if (idea := _seen(reader, idea_id)) is None:
        raise NotFound(_("This idea was not found."))
    return idea


def sees(reader: Person | None, idea_id: int) -> bool:
    """Whether this reader finds the idea."""
    return _seen(reader, idea_id) is not None


def _seen(reader: Person | None, idea_id: int) -> Idea | None:
    row = db.session.execute(WITH_HEAD, {"idea_id": idea_id}).first()
    if row is None or not all(may_see(reader, one) for one in row if one is not None):
        return None
    idea: Idea = row[0]
    return idea


def is_closed(idea: Idea) -> bool:
    """Whether the state of the idea freezes its votes."""
    return db.session.connection().execute(CATEGORY, {"status_id": idea.status_id}).scalar_one() in CLOSED
