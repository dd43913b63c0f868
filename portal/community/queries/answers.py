"""Answers as their readers see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.community.models import Answer
from portal.community.policy import is_shown
from portal.community.queries import one
from portal.kernel.db import db

if TYPE_CHECKING:
    from portal.accounts.models import Person


def sees_answer(reader: Person | None, answer_id: int) -> bool:
    """Whether this reader finds the answer: its question, and itself."""
    found = db.session.get(Answer, answer_id)
    if found is None or not one.sees(reader, found.question_id):
        return False
    mine = reader is not None and (reader.is_staff or reader.id == found.author_id)
    return is_shown(found) or mine
