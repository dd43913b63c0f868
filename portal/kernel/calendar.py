"""The one clock, local days, and working time by a country's holidays.

Knows neither flask nor the languages, so that settings and i18n can build on it (time zone names typed by people
are checked in `kernel.zones`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from babel.core import get_global

DAY = timedelta(days=1)
OPENS, CLOSES = time(9), time(18)

# Countries with several zones: where most of their offices are. CLDR lists the zones of a country in no such order.
MAIN_ZONES = {
    "AR": "America/Argentina/Buenos_Aires", "AU": "Australia/Sydney", "BR": "America/Sao_Paulo",
    "CA": "America/Toronto", "CL": "America/Santiago", "CN": "Asia/Shanghai", "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin", "EC": "America/Guayaquil", "ES": "Europe/Madrid", "ID": "Asia/Jakarta",
    "KZ": "Asia/Almaty", "MX": "America/Mexico_City", "MY": "Asia/Kuala_Lumpur", "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon", "RU": "Europe/Moscow", "UA": "Europe/Kyiv", "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}  # fmt: skip


_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """This moment, aware, in UTC. Every reading of the clock goes through here, so a test can stop it."""
    return _pretended.get() or datetime.now(UTC)


@contextmanager
def pretend(moment: datetime) -> Iterator[None]:
    """Let it be another moment: the demo tells what happened months ago."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)


def today(zone: ZoneInfo) -> date:
    """The date on the wall in `zone`."""
    return now().astimezone(zone).date()


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo:
    """The zone a person's row names; UTC where this machine does not know it, so that no worker stumbles over it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """First moment of the local `day` and of the next one, in UTC: 23 to 25 hours apart where clocks change."""
    return moment_of(day, time.min, zone), moment_of(day + DAY, time.min, zone)


def moment_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When the clocks of `zone` show `at` on that day, in UTC; the first time where they show it twice."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def parse_calendar_code(code: str) -> tuple[str, str | None]:
    """Country and region of a calendar code: `JP` gives ("JP", None), `DE-BY` gives ("DE", "BY").

    Raises ValueError whose text says what is accepted, fit to follow "Accepted:".
    """
    country, dash, region = code.partition("-")
    try:
        if not re.fullmatch("[A-Z]{2}", country):
            raise NotImplementedError(country)
        known = holidays.country_holidays(country).subdivisions
    except NotImplementedError as error:
        raise ValueError(
            "a country of two capital letters with its region if it matters, such as JP or DE-BY"
        ) from error
    if dash and region not in known:
        regions = ", ".join(f"{country}-{name}" for name in known)
        raise ValueError(f"{country}, {regions}" if regions else f"{country} alone, it has no regions here")
    return country, region or None


def _zone_of(country: str) -> ZoneInfo:
    zones = get_global("territory_zones").get(country, [])
    return ZoneInfo(MAIN_ZONES.get(country) or (zones[0] if zones else "UTC"))


class WorkingCalendar:
    """Working days of a country or region, and working hours 9:00 to 18:00 on them.

    `code` is what PORTAL_CALENDAR takes; weekends and holidays are those of the holidays package. `zone` is where the
    hours are read, by default the country's main one. Raises ValueError for an unknown code.
    """

    def __init__(self, code: str, zone: ZoneInfo | None = None) -> None:
        country, region = parse_calendar_code(code)
        self.code = code
        self._holidays = holidays.country_holidays(country, subdiv=region)
        self.zone = zone or _zone_of(self._holidays.country)

    def is_working_day(self, day: date) -> bool:
        """Neither weekend nor public holiday; a weekend day a country declares a working day counts as one."""
        return self._holidays.is_working_day(day)

    def add_working_days(self, start: date, n: int) -> date:
        """The `n`-th working day after `start`; with 0, `start` itself or the first working day after it."""
        if n < 0:
            raise ValueError("working days are counted forward")
        day = start
        while n > 0:
            day += DAY
            n -= self.is_working_day(day)
        while not self.is_working_day(day):
            day += DAY
        return day

    def add_working_hours(self, start: datetime, hours: float) -> datetime:
        """The moment, in UTC, when `hours` of working time have passed since `start` (aware).

        It is always within working hours or at their end; with 0 it is `start` or the next opening.
        """
        if hours < 0:
            raise ValueError("working hours are counted forward")
        left = timedelta(hours=hours)
        day = start.astimezone(self.zone).date()
        while True:
            opens, closes = self._hours(day)
            begins = max(start.astimezone(UTC), opens)
            if opens < closes and closes - begins >= left:
                return begins + left
            left -= max(closes - begins, timedelta())
            day += DAY

    def working_hours_between(self, a: datetime, b: datetime) -> float:
        """Hours of working time from `a` to `b` (both aware); negative when `b` is before `a`."""
        if b < a:
            return -self.working_hours_between(b, a)
        a, b = a.astimezone(UTC), b.astimezone(UTC)
        day, last = a.astimezone(self.zone).date(), b.astimezone(self.zone).date()
        total = timedelta()
        while day <= last:
            opens, closes = self._hours(day)
            total += max(min(b, closes) - max(a, opens), timedelta())
            day += DAY
        return total / timedelta(hours=1)

    def _hours(self, day: date) -> tuple[datetime, datetime]:
        """Opening and closing in UTC; both the closing time on a day without work, so nothing lies between."""
        closes = moment_of(day, CLOSES, self.zone)
        return (moment_of(day, OPENS, self.zone) if self.is_working_day(day) else closes), closes
