"""Whose name everybody may know: champions, who are listed, and whoever wrote something everybody sees."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person, Role
from portal.community.models import Answer, Question
from portal.community.queries.scope import LISTED, SHOWN, open_to


def wrote(person_id: Any, reader: Person | None) -> sa.ColumnElement[bool]:
    """Whether somebody, by number or its column, asked or answered what `reader` sees; None: what everybody sees."""
    asked = sa.exists().where(Question.author_id == person_id, LISTED, *open_to(reader))
    said = sa.exists(
        sa.select(Answer.id)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.author_id == person_id, Answer.hidden_at.is_(None), Answer.held_at.is_(None))
        .where(SHOWN, *open_to(reader))
    )
    return sa.or_(asked, said)


def named_openly() -> sa.ColumnElement[bool]:
    """Of a row of people: whether the name is public."""
    return sa.or_(Person.roles.bitwise_and(Role.CHAMPION) != 0, wrote(Person.id, None))
