"""How many questions were asked about items of learning."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.community.models import Question
from portal.community.queries.scope import LISTED
from portal.kernel.db import db


def questions_by_item(since: datetime) -> dict[int, int]:
    """Listed questions since then by the number of the item; what was merged is asked once."""
    columns: list[Any] = [Question.item_id, sa.func.count()]
    about = sa.select(*columns).where(LISTED, Question.item_id.is_not(None), Question.at >= since)
    return {row[0]: row[1] for row in db.session.execute(about.group_by(Question.item_id))}
