"""The moments at which a wave goes out: one on each working day, spread so that answers can be answered, too."""

from __future__ import annotations

from datetime import datetime, time
from typing import NamedTuple

from portal.config import settings
from portal.kernel.calendar import WorkingCalendar, moment_of

SENT_AT = time(10)  # on the vendor's clock


class Drip(NamedTuple):
    """From when, over how many working days."""

    starts_at: datetime
    days: int


def turns_of(drip: Drip) -> list[datetime]:
    """One moment a day: the first is the start itself, the others at ten o'clock of the following working days."""
    calendar = WorkingCalendar(settings().calendar)
    day, turns = drip.starts_at.astimezone(calendar.zone).date(), [drip.starts_at]
    while len(turns) < drip.days:
        day = calendar.add_working_days(day, 1)
        turns.append(moment_of(day, SENT_AT, calendar.zone))
    return turns
