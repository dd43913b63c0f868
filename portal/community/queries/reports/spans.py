"""Weeks and months of the vendor's calendar, and telling in SQL which of them a moment lies in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from portal.community.queries.champions.days import today_here
from portal.config import settings
from portal.kernel.calendar import WorkingCalendar, moment_of

WEEK = timedelta(days=7)


def weeks_of(days: int) -> list[date]:
    """The Mondays of the weeks that the last so many days touch, oldest first."""
    today = today_here()
    first = today - timedelta(days=days)
    monday, found = first - timedelta(days=first.weekday()), []
    while monday <= today:
        found.append(monday)
        monday += WEEK
    return found


def last_months(number: int) -> list[date]:
    """The first days of this month and those before it, oldest first."""
    today = today_here()
    months = (divmod(today.year * 12 + today.month - 1 - back, 12) for back in reversed(range(number)))
    return [date(year, month + 1, 1) for year, month in months]


def begins(day: date) -> datetime:
    """When the day begins where the vendor works."""
    return moment_of(day, time.min, WorkingCalendar(settings().calendar).zone)


def place_in(spans: Sequence[date], moment: Any) -> sa.Label[int]:
    """Column `span`: the place in `spans` of the one that holds `moment`, which is not before the first."""
    if len(spans) == 1:
        return sa.literal(0).label("span")
    before = [(moment < begins(later), place) for place, later in enumerate(spans[1:])]
    return sa.case(*before, else_=len(spans) - 1).label("span")
