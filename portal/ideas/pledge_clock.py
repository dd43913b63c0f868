"""How much time a promised answer has left, in working days and in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.config import settings
from portal.ideas.models import Idea
from portal.kernel.calendar import DAY, WorkingCalendar, now, today
from portal.kernel.i18n import _, ngettext

FARTHEST = 400  # days that are looked through; beyond that the words say no number
SOON = 2  # working days


@dataclass(frozen=True)
class Clock:
    """`left` working days until the promised day ends, 0 on that day; negative: so many have passed since."""

    left: int
    over: bool

    @property
    def tone(self) -> str:
        """Of its chip."""
        return "bad" if self.over else "warn" if self.left <= SOON else ""

    @property
    def text(self) -> str:
        """Such as "3 working days left" or "2 working days over"."""
        if self.over and self.left:
            return ngettext("%(num)s working day over", "%(num)s working days over", -self.left)
        if self.over:
            return _("Over")
        if self.left == 0:
            return _("Due today")
        return ngettext("%(num)s working day left", "%(num)s working days left", self.left)


class PledgeClock:
    """Reads the clocks of a page of ideas against one calendar and one moment."""

    def __init__(self) -> None:
        self._days = WorkingCalendar(settings().calendar)
        self._now = now()
        self._today = today(self._days.zone)

    def of(self, idea: Idea) -> Clock | None:
        """The clock of a promise that waits for its answer; None where there is none."""
        if idea.pledged_for is None or idea.answered_at is not None:
            return None
        return self._clock(idea.pledged_for)

    def _clock(self, due: datetime) -> Clock:
        last = (due - timedelta(seconds=1)).astimezone(self._days.zone).date()
        if due <= self._now:
            return Clock(-self._between(last, self._today), True)
        return Clock(self._between(self._today, last), False)

    def _between(self, after: date, until: date) -> int:
        """Working days after the one and up to the other."""
        days = min((until - after).days, FARTHEST)
        return sum(self._days.is_working_day(after + DAY * n) for n in range(1, days + 1))
