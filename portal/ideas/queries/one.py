"""One idea, for who may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.ideas.models import Idea
from portal.ideas.policy import may_see
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _

if TYPE_CHECKING:
    from portal.accounts.models import Person


def visible(reader: Person | None, idea_id: int) -> Idea:
    """The idea of this number, merged or not. Raises NotFound for what this reader does not see."""
    idea = db.session.get(Idea, idea_id)
    if idea is None or not may_see(reader, idea):
        raise NotFound(_("This idea was not found."))
    return idea
