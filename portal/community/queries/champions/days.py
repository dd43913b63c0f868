"""Days of terms are days of the vendor: of the portal's calendar."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from portal.config import settings
from portal.kernel.calendar import WorkingCalendar, today

RENEW_DAYS = 60  # before its end, a term can be renewed
SOON_DAYS = 30  # before its end, it is in the list of customer success, and the champion is told


def today_here() -> date:
    """The date where the vendor works."""
    return today(WorkingCalendar(settings().calendar).zone)


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
