"""Who hears of an idea."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.ideas.commands.holding import hold
from portal.ideas.models import Idea, IdeaFollow
from portal.ideas.policy import may_take_part
from portal.kernel.calendar import now
from portal.kernel.db import db, insert_once
from portal.kernel.errors import Forbidden
from portal.kernel.i18n import _


def follow(person: Person, idea: Idea, *, unless_refused: bool = False) -> None:
    """Let the person hear of the idea; `unless_refused`: not when they once switched it off."""
    if (
        insert_once(IdeaFollow, idea_id=idea.id, person_id=person.id, wanted=True, at=now()) is None
        and not unless_refused
    ):
        _set(person, idea, True)


def choose(person: Person, idea_id: int, *, want: bool) -> Idea:
    """Hear of the canonical idea of this one, or no longer, as often as somebody changes their mind; that idea.

    Raises Forbidden for who may not take part.
    """
    idea = hold(idea_id)
    if not may_take_part(person, idea):
        raise Forbidden(_("This idea is not open to you."))
    (follow if want else unfollow)(person, idea)
    return idea


def unfollow(person: Person, idea: Idea) -> None:
    """Stop that; a later vote does not start it again."""
    if insert_once(IdeaFollow, idea_id=idea.id, person_id=person.id, wanted=False, at=now()) is None:
        _set(person, idea, False)


def _set(person: Person, idea: Idea, wanted: bool) -> None:
    ours = (IdeaFollow.person_id == person.id, IdeaFollow.idea_id == idea.id)
    changed = sa.update(IdeaFollow).where(*ours).values(wanted=wanted)
    db.session.execute(changed, execution_options={"synchronize_session": False})
