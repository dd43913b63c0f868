"""The promise of an official answer: what is overdue, and how long answers take."""

from __future__ import annotations

import time
from datetime import datetime
from statistics import median
from typing import Any

import sqlalchemy as sa
from flask import current_app

from portal.config import settings
from portal.ideas.models import Idea
from portal.kernel.calendar import DAY, WorkingCalendar, now
from portal.kernel.db import db

KEPT_SECONDS = 3600.0
LATEST = 100  # answers the median is of
FEWEST = 5  # below that there is no figure
LONGEST = 400  # days looked through for one answer


def overdue() -> sa.Select[Any]:
    """Ideas whose promised day has passed without an official answer; not in any order yet (`pledged_for`, `id`)."""
    promised = (Idea.pledged_for < now(), Idea.answered_at.is_(None))
    return sa.select(Idea).where(*promised, *_LISTED)


def overdue_count() -> int:
    """How many these are."""
    return db.session.scalar(overdue().with_only_columns(sa.func.count()).order_by(None)) or 0


def median_days() -> int | None:
    """Working days from the promise to the official answer, the median of the latest 100; None below five answers.

    Read from memory for an hour.
    """
    kept: dict[str, Any] = current_app.extensions.setdefault("idea_median", {})
    if kept.get("until", 0.0) < time.monotonic():
        kept["days"], kept["until"] = _reckoned(), time.monotonic() + KEPT_SECONDS
    days: int | None = kept["days"]
    return days


def _reckoned() -> int | None:
    kept = (Idea.pledged_at.is_not(None), Idea.answered_at.is_not(None))
    columns: list[Any] = [Idea.pledged_at, Idea.answered_at]
    wanted = sa.select(*columns).where(*kept)
    rows = db.session.execute(wanted.order_by(Idea.answered_at.desc(), Idea.id.desc()).limit(LATEST)).all()
    if len(rows) < FEWEST:
        return None
    calendar = WorkingCalendar(settings().calendar)
    return round(median(_working_days(calendar, *row) for row in rows))


def _working_days(calendar: WorkingCalendar, begun: datetime, ended: datetime) -> int:
    """Working days after the first one, up to the last: an answer on the same day took none."""
    first, last = (moment.astimezone(calendar.zone).date() for moment in (begun, ended))
    days = min((last - first).days, LONGEST)
    return sum(calendar.is_working_day(first + DAY * n) for n in range(1, days + 1))


_LISTED = (Idea.merged_into_id.is_(None), Idea.hidden_at.is_(None), Idea.held_at.is_(None))
