"""What one reader may see of the community: all that is shown, but of closed groups only those they are in."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.community.models import GroupMember, Question

SHOWN = sa.and_(Question.hidden_at.is_(None), Question.held_at.is_(None))
LISTED = sa.and_(Question.merged_into_id.is_(None), SHOWN)
HEAD = sa.func.coalesce(Question.merged_into_id, Question.id)  # the canonical question of a question


def is_staff(reader: Person | None) -> bool:
    """Whether the reader works for the vendor."""
    return reader is not None and reader.is_staff


def groups_of(person_id: Any) -> sa.Select[Any]:
    """Numbers of the groups somebody is in."""
    return sa.select(GroupMember.group_id).where(GroupMember.person_id == person_id, GroupMember.state == "member")


def open_to(reader: Person | None, question: Any = Question) -> list[sa.ColumnElement[bool]]:
    """Questions of no closed group, or of one the reader is in; staff see all."""
    if reader is None:
        return [sa.not_(question.secret)]
    if reader.is_staff:
        return []
    return [open_to_member(reader.id, question)]


def open_to_member(person_id: Any, question: Any = Question) -> sa.ColumnElement[bool]:
    """The same for somebody who is neither guest nor staff, by their number or what stands for it."""
    return sa.or_(sa.not_(question.secret), question.group_id.in_(groups_of(person_id)))


def open_to_person(person: Any, question: Any = Question) -> sa.ColumnElement[bool]:
    """The same for whom a statement is about, staff left out: `person` is the column of their number."""
    inside = sa.exists().where(
        GroupMember.group_id == question.group_id, GroupMember.person_id == person, GroupMember.state == "member"
    )
    return sa.or_(sa.not_(question.secret), inside)


def shown_to(reader: Person | None, post: Any) -> list[sa.ColumnElement[bool]]:
    """Posts that are shown; to staff all, to authors their own too."""
    return shown_to_whom(post, is_staff(reader), reader.id if reader is not None else None)


def shown_to_whom(post: Any, staff: bool, reader_id: Any) -> list[sa.ColumnElement[bool]]:
    """The same; `reader_id`: a number, or a parameter: a guest has none and is nobody's author."""
    if staff:
        return []
    shown = sa.and_(post.hidden_at.is_(None), post.held_at.is_(None))
    return [shown if reader_id is None else sa.or_(shown, post.author_id == reader_id)]
