"""Ideas and comments as the review queue shows them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from portal.ideas.models import Idea, IdeaComment
from portal.ideas.models.ideas import idea_url
from portal.ideas.queries import one, talk
from portal.ideas.queries.family import HEAD
from portal.ideas.queries.talk import comment_url
from portal.kernel.db import alias_of, db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.moderation.things import columns

if TYPE_CHECKING:
    from portal.accounts.models import Person

KEPT = alias_of(Idea)


def idea_rows(ids: Collection[int], whole: bool) -> sa.Select[Any]:
    """Ideas of these numbers."""
    html = Idea.html if whole else sa.literal("")
    return sa.select(*columns(Idea, title=Idea.title, text=Idea.excerpt, html=html)).where(Idea.id.in_(ids))


def comment_rows(ids: Collection[int], _whole: bool) -> sa.Select[Any]:
    """Comments of these numbers, with the canonical idea they are about."""
    said = IdeaComment
    wanted = sa.select(*columns(said, title=KEPT.title, text=said.plain, html=said.html, head=KEPT.id))
    return wanted.join(Idea, Idea.id == said.idea_id).join(KEPT, KEPT.id == HEAD).where(said.id.in_(ids))


def idea_place(row: Any) -> str:
    """Its page."""
    return idea_url(row.ref, row.title)


def comment_place(row: Any) -> str:
    """Where it stands."""
    return comment_url(row.head, row.title, row.ref)


def sees_comment(reader: Person | None, comment_id: int) -> None:
    """Raises NotFound where the reader finds none, or not the idea it is about."""
    idea_id = db.session.scalar(sa.select(IdeaComment.idea_id).where(IdeaComment.id == comment_id))
    if idea_id is None:
        raise NotFound(_("This comment was not found."))
    one.visible(reader, idea_id)
    talk.comment_of(reader, idea_id, comment_id)
