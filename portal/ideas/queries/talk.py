"""The comments below an idea and below those merged into it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.accounts.models import Organization, Person
from portal.ideas.models import CommentAgree, Idea, IdeaComment
from portal.ideas.models.ideas import idea_url
from portal.ideas.policy import COMMENT
from portal.kernel.cursors import encode
from portal.kernel.db import alias_of, db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.kernel.paging import Page
from portal.kernel.snapshots import Snapshots
from portal.moderation.queries.cases import reported
from portal.posting.bylines import Byline, byline
from portal.posting.models import Area
from portal.posting.walks import Walk

MADE = alias_of(Idea)  # of a comment
SAID = Snapshots(IdeaComment, Person, Organization)
READER: Any = sa.bindparam("reader_id", type_=sa.Integer)
OF_IDEA: Any = sa.bindparam("idea_id", type_=sa.Integer)
FAMILY: Any = sa.bindparam("family", expanding=True)


class Made(NamedTuple):
    """An idea that was made of a comment."""

    url: str
    title: str


class Said(NamedTuple):
    """One comment as its reader sees it; `agreed`: the reader pressed the button; `became`: the idea made of it."""

    comment: IdeaComment
    by: Byline
    agreed: bool
    mine: bool
    became: Made | None
    reported: bool  # by the reader, to staff, who have not decided yet

    @property
    def shown(self) -> bool:
        """Whether everybody sees it."""
        return is_shown(self.comment)


def is_shown(comment: IdeaComment) -> bool:
    """Neither waiting for a look nor taken away."""
    return comment.held_at is None and comment.hidden_at is None


def comments_of(
    reader: Person | None, family: Sequence[int], *, newest: bool, after: str | None, before: str | None
) -> Page[Said]:
    """A page of comments on these ideas, the oldest first unless `newest`; snapshots, to look at."""
    staff, number = reader is not None and reader.is_staff, reader.id if reader is not None else None
    walk, values = _walk(staff, len(family) == 1, newest), {"reader_id": number, "family": list(family)}
    page = walk.page(values | {"idea_id": family[0]}, after, before)
    return Page([_said(reader, row) for row in page.items], page.newer, page.older, page.oldest_first)


@cache
def _walk(staff: bool, alone: bool, newest: bool) -> Walk:
    """Of the comments that staff, or somebody else, see on one idea or on several; the statement is built once."""
    agreed = sa.exists().where(CommentAgree.comment_id == IdeaComment.id, CommentAgree.person_id == READER)
    here = IdeaComment.idea_id == OF_IDEA if alone else IdeaComment.idea_id.in_(FAMILY)
    made = MADE
    shown = sa.and_(made.id == IdeaComment.became_id, made.hidden_at.is_(None), made.held_at.is_(None))
    told = reported(COMMENT, IdeaComment.id, READER)
    wanted = (
        sa.select(agreed.label("agreed"), told.label("told"), made.id, made.title, *SAID.columns)
        .select_from(IdeaComment)
        .join(Person, Person.id == IdeaComment.author_id)
        .outerjoin(Organization, Organization.id == IdeaComment.organization_id)
        .outerjoin(made, shown)
        .where(here, *_seen(staff, READER))
    )
    return Walk(wanted, [(IdeaComment.id, "desc" if newest else "asc")], oldest_first=not newest)


def _said(reader: Person | None, row: Sequence[Any]) -> Said:
    agreed, told, made_id, title, *rest = row
    comment, author, organization = SAID.of(rest)
    mine = reader is not None and reader.id == comment.author_id
    made = Made(idea_url(made_id, title), title) if made_id is not None else None
    return Said(comment, byline(reader, author, organization), bool(agreed), mine, made, bool(told))


def seen_by(reader: Person | None) -> list[sa.ColumnElement[bool]]:
    """Comments that are shown; to staff all, to authors their own too."""
    return _seen(reader is not None and reader.is_staff, reader.id if reader is not None else None)


def _seen(staff: bool, reader_id: Any) -> list[sa.ColumnElement[bool]]:
    """`reader_id`: a number, or a parameter; a guest has none and is nobody's author."""
    if staff:
        return []
    shown = sa.and_(IdeaComment.hidden_at.is_(None), IdeaComment.held_at.is_(None))
    return [shown if reader_id is None else sa.or_(shown, IdeaComment.author_id == reader_id)]


def comment_of(reader: Person | None, idea_id: int, comment_id: int) -> IdeaComment:
    """A comment that was written on this very idea. Raises NotFound where the reader finds none."""
    wanted = sa.select(IdeaComment).where(IdeaComment.id == comment_id, IdeaComment.idea_id == idea_id)
    found: IdeaComment | None = db.session.scalar(wanted.where(*seen_by(reader)))
    if found is None:
        raise NotFound(_("This comment was not found."))
    return found


class CommentFound(NamedTuple):
    """A comment for staff; `title` and `head_id` of the canonical idea it stands below, `area`: slug of that one's."""

    comment: IdeaComment
    by: Byline
    head_id: int
    title: str
    area: str

    @property
    def url(self) -> str:
        """Where it stands."""
        return comment_url(self.head_id, self.title, self.comment.id)


def comment_found(comment_id: int) -> CommentFound:
    """Any comment, for staff, in one statement. Raises NotFound."""
    below, head = aliased(Idea), aliased(Idea)
    row = db.session.execute(
        sa.select(IdeaComment, Person, Organization, head.id, head.title, Area.slug)
        .join(Person, Person.id == IdeaComment.author_id)
        .outerjoin(Organization, Organization.id == IdeaComment.organization_id)
        .join(below, below.id == IdeaComment.idea_id)
        .join(head, head.id == sa.func.coalesce(below.merged_into_id, below.id))
        .outerjoin(Area, Area.id == head.area_id)
        .where(IdeaComment.id == comment_id)
    ).one_or_none()
    if row is None:
        raise NotFound(_("This comment was not found."))
    comment, author, company, head_id, title, area = row
    return CommentFound(comment, byline(None, author, company), head_id, title, area or "")


def comment_url(head_id: int, title: str, comment_id: int) -> str:
    """Address of the page of comments, below a canonical idea, that begins with this one."""
    return f"{idea_url(head_id, title)}?after={encode((comment_id,), included=True)}#comment-{comment_id}"
