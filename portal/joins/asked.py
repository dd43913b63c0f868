"""The page of an item shows what was asked about it, and a report for staff what was asked most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.community.queries import lists
from portal.community.queries.reports.about import questions_by_item
from portal.learning.asked import Asked, count_questions_with, read_questions_with

if TYPE_CHECKING:
    from portal.accounts.models import Person


def questions_about(reader: Person | None, item_id: int, most: int) -> list[Asked]:
    """The newest, as far as the reader sees them."""
    found = lists.questions(reader, lists.Asked(item=item_id), None, None).lines[:most]
    return [Asked(line.title, line.url, line.language, line.answers, line.solved) for line in found]


read_questions_with(questions_about)
count_questions_with(questions_by_item)
