"""The moments at which a wave goes out: one on each working day, spread so that answers can be answered, too."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
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


def turn_after(moment: datetime, days: int) -> datetime:
    """When who something happened to at `moment` is asked: at ten on the working day so many days later, or at once."""
    if not days:
        return moment
    calendar = WorkingCalendar(settings().calendar)
    day = moment.astimezone(calendar.zone).date() + timedelta(days=days)
    return moment_of(calendar.add_working_days(day, 0), SENT_AT, calendar.zone)


def quarter_of(moment: datetime) -> tuple[datetime, datetime]:
    """The first moment of the calendar quarter that holds `moment` on the vendor's clock, and of the next one."""
    zone = WorkingCalendar(settings().calendar).zone
    day = moment.astimezone(zone).date()
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    after = date(first.year + first.month // 10, (first.month + 3 - 1) % 12 + 1, 1)
    return moment_of(first, time.min, zone), moment_of(after, time.min, zone)
