"""When a question that nobody answered is brought to champions."""

from __future__ import annotations

from datetime import datetime

from portal.config import settings
from portal.kernel import site
from portal.kernel.calendar import WorkingCalendar


def due(asked_at: datetime) -> datetime:
    """So many working hours of the portal's calendar after a question was asked, as the settings say."""
    return WorkingCalendar(settings().calendar).add_working_hours(asked_at, site.row().route_hours)
