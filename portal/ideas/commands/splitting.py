"""A comment that wishes for something else becomes an idea of its own; the comment stays where it was written."""

from __future__ import annotations

from portal.accounts.models import Person
from portal.ideas.commands.deciding import refuse_others
from portal.ideas.commands.holding import hold
from portal.ideas.commands.submitting import Wish, put_on_board
from portal.ideas.commands.votes import note_vote
from portal.ideas.events import BECAME_IDEA
from portal.ideas.models import Idea, IdeaComment
from portal.kernel.db import db, locked
from portal.kernel.errors import NotFound, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.posting.holding import hold_person

FROM_COMMENT, FROM_QUESTION = "comment", "question"  # sources of votes


def to_idea(actor: Person, comment_id: int, wish: Wish) -> Idea:
    """Put an idea on the board in the name of who wrote the comment, with a vote on their behalf.

    Raises Forbidden, NotFound, Invalid (`title`, `text`, `area`), Refused for a comment that is one or is not shown.
    """
    refuse_others(actor)
    found = db.session.get(IdeaComment, comment_id)
    if found is None:
        raise NotFound(_("This comment was not found."))
    author = hold_person(found.author_id)
    hold(found.idea_id)
    found = locked(IdeaComment, comment_id)
    if found.held_at is not None or found.hidden_at is not None:
        raise Refused(_("Only comments that everybody sees become ideas."))
    if found.became_id is not None:
        raise Refused(_("This comment became an idea already."))
    idea = put_on_board(author, wish, actor)
    found.became_id = idea.id
    record(BECAME_IDEA, found, actor=actor, organization_id=found.organization_id, idea_id=idea.id)
    if author.organization_id is not None and author.erased_at is None:
        note_vote(actor, idea, author, FROM_COMMENT)
    return idea
