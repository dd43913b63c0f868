"""Lines of notifications under the days they came, as the reader's calendar has them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby

from portal.kernel.calendar import now
from portal.kernel.i18n import _, format_date, zone
from portal.notifications.grouping import Line


def by_day(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """Pairs of a day's name and its lines, in the order given (newest first)."""
    here = zone()

    def day(line: Line) -> date:
        return line.created_at.astimezone(here).date()

    return [(_name(of_day), list(group)) for of_day, group in groupby(lines, key=day)]


def _name(day: date) -> str:
    today = now().astimezone(zone()).date()
    if day == today:
        return _("Today")
    return _("Yesterday") if day == today - timedelta(days=1) else format_date(day)
