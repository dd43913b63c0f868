"""What feeds tell of the community."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from portal.community.models import Question
from portal.community.queries.lists import COLUMNS, Line, line_of
from portal.community.queries.scope import LISTED
from portal.kernel.db import db

MOST = 30


class News(NamedTuple):
    """A question, and when it last changed for a reader of the feed."""

    line: Line
    updated: datetime


def news() -> list[News]:
    """The newest questions of no closed group; one statement."""
    wanted = sa.select(*COLUMNS, Question.edited_at).where(LISTED, sa.not_(Question.secret))
    rows = db.session.execute(wanted.order_by(Question.at.desc(), Question.id.desc()).limit(MOST))
    found = []
    for row in rows:
        moments = [moment for moment in (row.at, row.edited_at, row.solved_at) if moment is not None]
        found.append(News(line_of(row), max(moments)))
    return found
