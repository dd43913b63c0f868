"""Ideas and comments as the review queue knows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, undefer

from portal.accounts.models import Organization, Person
from portal.ideas.models import Idea, IdeaComment
from portal.ideas.queries import one, talk
from portal.ideas.queries.family import HEAD
from portal.ideas.queries.talk import comment_url
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.moderation.things import Post
from portal.posting.writing import excerpt

if TYPE_CHECKING:
    from portal.accounts.models import Person as Reader

EXCERPT = 200  # characters of a comment


def ideas(ids: Sequence[int], whole: bool) -> dict[int, Post]:
    """By id, in one statement."""
    columns: list[Any] = [Idea, Person, Organization.name]
    found = (
        sa.select(*columns)
        .join(Person, Person.id == Idea.author_id)
        .outerjoin(Organization, Organization.id == Idea.organization_id)
        .where(Idea.id.in_(ids))
        .execution_options(populate_existing=True)
    )
    rows = db.session.execute(found.options(undefer(Idea.html)) if whole else found)
    return {idea.id: _idea(idea, author, company or "", whole=whole) for idea, author, company in rows}


def _idea(idea: Idea, author: Person, company: str, *, whole: bool) -> Post:
    html = idea.html if whole else ""
    where = (idea.url, idea.language, idea.at)
    return Post(idea.id, idea.title, idea.excerpt, html, *where, author, company, *_off(idea), idea.hidden_reason)


def comments(ids: Sequence[int], _whole: bool) -> dict[int, Post]:
    """By id, with the title of the canonical idea they are about, in one statement."""
    head = aliased(Idea)
    columns: list[Any] = [IdeaComment, head.id, head.title, Person, Organization.name]
    found = (
        sa.select(*columns)
        .join(Idea, Idea.id == IdeaComment.idea_id)
        .join(head, head.id == HEAD)
        .join(Person, Person.id == IdeaComment.author_id)
        .outerjoin(Organization, Organization.id == IdeaComment.organization_id)
        .where(IdeaComment.id.in_(ids))
        .execution_options(populate_existing=True)
    )
    return {row[0].id: _comment(*row) for row in db.session.execute(found)}


def _comment(said: IdeaComment, head_id: int, title: str, author: Person, company: str | None) -> Post:
    begins, where = excerpt(said.plain, EXCERPT), (comment_url(head_id, title, said.id), said.language, said.at)
    by = (author, company or "")
    return Post(said.id, title, begins, said.html, *where, *by, *_off(said), said.hidden_reason)


def _off(row: Idea | IdeaComment) -> tuple[bool, bool]:
    """Whether it waits for a look, and whether it is hidden."""
    return row.held_at is not None, row.hidden_at is not None


def seen_idea(reader: Reader | None, idea_id: int) -> Post:
    """Raises NotFound where the reader finds none."""
    one.visible(reader, idea_id)
    return ideas([idea_id], False)[idea_id]


def seen_comment(reader: Reader | None, comment_id: int) -> Post:
    """Raises NotFound where the reader finds none, or not the idea it is about."""
    idea_id = db.session.scalar(sa.select(IdeaComment.idea_id).where(IdeaComment.id == comment_id))
    if idea_id is None:
        raise NotFound(_("This comment was not found."))
    one.visible(reader, idea_id)
    talk.comment_of(reader, idea_id, comment_id)
    return comments([comment_id], False)[comment_id]


def ideas_since(person_id: int, since: datetime) -> sa.Select[Any]:
    """The person's ideas that everybody saw by then and still sees."""
    return _stood(Idea, person_id, since)


def comments_since(person_id: int, since: datetime) -> sa.Select[Any]:
    """The person's comments that everybody saw by then and still sees."""
    return _stood(IdeaComment, person_id, since)


def _stood(model: type[Idea | IdeaComment], person_id: int, since: datetime) -> sa.Select[Any]:
    shown = (model.held_at.is_(None), model.hidden_at.is_(None))
    return sa.select(model.id).where(model.author_id == person_id, model.at <= since, *shown)
