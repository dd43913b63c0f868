"""Who took part in what is said about an idea; who voted stays unsaid."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from portal.ideas.models import Idea, IdeaComment, IdeaResponse
from portal.ideas.queries.family import family_ids


def talkers(idea: Idea) -> sa.Select[Any]:
    """Ids of who wrote a canonical idea or one merged into it, a comment that is shown, or the official response."""
    family = family_ids(idea.id)
    shown = (IdeaComment.hidden_at.is_(None), IdeaComment.held_at.is_(None))
    every = sa.union_all(
        sa.select(Idea.author_id).where(Idea.id.in_(family)),
        sa.select(IdeaComment.author_id).where(IdeaComment.idea_id.in_(family), *shown),
        sa.select(IdeaResponse.by_id).where(IdeaResponse.idea_id.in_(family)),
    ).subquery()
    return sa.select(every.c.author_id)
