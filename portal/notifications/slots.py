"""When digests are due: at eight in the morning where the reader is, every day or on Mondays.

A day is a day of the reader's calendar, so a night in which the clocks change moves nothing, and a reader who travels
west gets no second digest on the day that begins again.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from portal.kernel.calendar import DAY, moment_of, now, today, zone_named
from portal.notifications.models import Digest, Every

AT = time(8)
MONDAY = 0


class Slot(NamedTuple):
    """One digest: its day, and the moment it may go out."""

    day: date
    at: datetime


def next_slot(every: str, time_zone: str, last_day: date | None) -> Slot:
    """The first one to come, on a later day than the last."""
    zone = zone_named(time_zone)
    day = today(zone)
    while not _fits(day, every, last_day) or _on(day, zone).at <= now():
        day += DAY
    return _on(day, zone)


def _fits(day: date, every: str, last_day: date | None) -> bool:
    return (last_day is None or day > last_day) and (every == Every.DAY or day.weekday() == MONDAY)


def planned_slot(digest: Digest, time_zone: str) -> Slot:
    """The one that is planned, as the clocks of that zone have it now.

    When its day went by without it, it comes late: today, from eight o'clock on, and stands for all that were missed.
    """
    assert digest.day is not None
    zone = zone_named(time_zone)
    day = max(digest.day, today(zone))
    if digest.last_day is not None and day <= digest.last_day:
        return next_slot(digest.every, time_zone, digest.last_day)
    return _on(day, zone)


def _on(day: date, zone: ZoneInfo) -> Slot:
    return Slot(day, moment_of(day, AT, zone))
