"""Until when a follow-up is due, and how much of that is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.config import settings
from portal.kernel import site
from portal.kernel.calendar import WorkingCalendar, now
from portal.kernel.i18n import _, format_date, format_number

HOUR = timedelta(hours=1)
SOON = 12 * HOUR
IN_HOURS = 48 * HOUR  # what is due later, or over for longer, is told in days or as a date


def due_from(at: datetime) -> datetime:
    """When the clock that starts now runs out: in hours, or in working hours of the portal's calendar."""
    row = site.row()
    if row.follow_up_working:
        return WorkingCalendar(settings().calendar).add_working_hours(at, row.follow_up_hours)
    return at + HOUR * row.follow_up_hours


@dataclass(frozen=True)
class Clock:
    """`left` until the follow-up is due; negative: over for so long."""

    due_at: datetime
    left: timedelta

    @property
    def over(self) -> bool:
        """Whether its time has run out."""
        return self.left <= timedelta()

    @property
    def tone(self) -> str:
        """Of its chip."""
        return "bad" if self.over else "warn" if self.left < SOON else ""

    @property
    def text(self) -> str:
        """Such as "6 h over", "3 days over", "7 h left", "Due 1 December 2026"."""
        if self.over:
            if self.left < -IN_HOURS:
                return _("%(n)s days over", n=format_number(-self.left // timedelta(days=1)))
            return _("%(n)s h over", n=max(1, -self.left // HOUR))
        if self.left < HOUR:
            return _("Under 1 h left")
        if self.left <= IN_HOURS:
            return _("%(n)s h left", n=self.left // HOUR)
        return _("Due %(date)s", date=format_date(self.due_at))


def clock_of(due_at: datetime) -> Clock:
    """The clock as it stands now."""
    return Clock(due_at, due_at - now())
