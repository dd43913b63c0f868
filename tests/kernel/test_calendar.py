"""Working time never lands on a holiday, and local days are right where clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kernel.calendar import WorkingCalendar, day_bounds, now, parse_calendar_code, today
from portal.kernel.errors import Invalid
from portal.kernel.zones import zone, zone_names

calm = settings(deadline=None, max_examples=60)  # a busy machine is no failure

BERLIN, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")
CALENDARS = {code: WorkingCalendar(code) for code in ("JP", "DE-BY", "US", "IL")}
CODES = st.sampled_from(sorted(CALENDARS))
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))


@time_machine.travel(datetime(2026, 11, 22, 15, 30, tzinfo=UTC), tick=False)
def test_now_is_aware_and_today_depends_on_the_zone() -> None:
    assert now() == datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
    assert now().tzinfo is UTC
    assert today(BERLIN) == date(2026, 11, 22)
    assert today(TOKYO) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "place", "start", "hours"),
    [
        (date(2026, 3, 29), BERLIN, datetime(2026, 3, 28, 23, tzinfo=UTC), 23),
        (date(2026, 10, 25), BERLIN, datetime(2026, 10, 24, 22, tzinfo=UTC), 25),
        (date(2026, 7, 1), BERLIN, datetime(2026, 6, 30, 22, tzinfo=UTC), 24),
        (date(2026, 11, 22), TOKYO, datetime(2026, 11, 21, 15, tzinfo=UTC), 24),
    ],
)
def test_a_local_day_is_as_long_as_its_clocks_make_it(day: date, place: ZoneInfo, start: datetime, hours: int) -> None:
    assert day_bounds(day, place) == (start, start + timedelta(hours=hours))


@calm
@given(DAYS, st.sampled_from(["Europe/Berlin", "Asia/Tokyo", "America/New_York", "Africa/Cairo", "Asia/Kathmandu"]))
def test_local_days_follow_each_other_without_gap(day: date, name: str) -> None:
    place = ZoneInfo(name)
    start, end = day_bounds(day, place)
    assert start < end == day_bounds(day + timedelta(days=1), place)[0]
    assert start.astimezone(place).date() == (end - timedelta(microseconds=1)).astimezone(place).date() == day


@calm
@given(CODES, DAYS, st.integers(0, 60))
def test_added_days_are_worked_and_counted(code: str, start: date, n: int) -> None:
    calendar = CALENDARS[code]
    end = calendar.add_working_days(start, n)
    assert calendar.is_working_day(end)
    worked = sum(calendar.is_working_day(start + timedelta(days=i)) for i in range(1, (end - start).days + 1))
    assert worked == n or (n == 0 and worked == 1 and not calendar.is_working_day(start))


@calm
@given(CODES, MOMENTS, st.floats(0, 200, allow_nan=False))
def test_added_hours_are_the_hours_between(code: str, start: datetime, hours: float) -> None:
    calendar = CALENDARS[code]
    end = calendar.add_working_hours(start, hours)
    assert calendar.working_hours_between(start, end) == pytest.approx(hours, abs=1e-6)
    assert calendar.working_hours_between(end, start) == pytest.approx(-hours, abs=1e-6)
    local = end.astimezone(calendar.zone)
    assert calendar.is_working_day(local.date())
    assert 9 <= local.hour + local.minute / 60 + local.second / 3600 <= 18


def test_holidays_of_country_and_region_are_kept() -> None:
    assert not CALENDARS["JP"].is_working_day(date(2026, 5, 6))  # the holiday moved from a Sunday
    assert not CALENDARS["DE-BY"].is_working_day(date(2026, 1, 6))
    assert WorkingCalendar("DE").is_working_day(date(2026, 1, 6))
    assert CALENDARS["IL"].is_working_day(date(2026, 11, 22))  # a Sunday


def test_four_working_hours_from_friday_afternoon_end_on_monday() -> None:
    friday = datetime(2026, 11, 20, 16, tzinfo=BERLIN)
    assert CALENDARS["DE-BY"].add_working_hours(friday, 4) == datetime(2026, 11, 23, 11, tzinfo=BERLIN)


def test_ten_working_days_skip_golden_week() -> None:
    assert CALENDARS["JP"].add_working_days(date(2026, 4, 28), 2) == date(2026, 5, 1)
    assert CALENDARS["JP"].add_working_days(date(2026, 4, 28), 3) == date(2026, 5, 7)


def test_counting_backward_is_refused() -> None:
    with pytest.raises(ValueError, match="forward"):
        CALENDARS["JP"].add_working_days(date(2026, 1, 1), -1)
    with pytest.raises(ValueError, match="forward"):
        CALENDARS["JP"].add_working_hours(now(), -1)


@pytest.mark.parametrize("code", ["JP", "DE-BY", "US-CA"])
def test_a_calendar_code_is_read(code: str) -> None:
    assert "-".join(part for part in parse_calendar_code(code) if part) == code


@pytest.mark.parametrize(
    ("code", "accepted"),
    [
        ("", "such as JP"),
        ("Japan", "such as JP"),
        ("jp", "such as JP"),
        ("QQ", "such as JP"),
        ("UA-1", "UA"),
        ("DE-XX", "DE-BY"),
        ("DE-", "DE-BY"),
    ],
)
def test_a_bad_calendar_code_says_what_is_accepted(code: str, accepted: str) -> None:
    with pytest.raises(ValueError, match=accepted):
        parse_calendar_code(code)


@pytest.mark.parametrize(("code", "name"), [("JP", "Asia/Tokyo"), ("DE-BY", "Europe/Berlin"), ("UK", "Europe/London")])
def test_hours_are_read_in_the_countrys_main_zone(code: str, name: str) -> None:
    assert str(WorkingCalendar(code).zone) == name


def test_a_zone_is_found_by_name() -> None:
    assert zone("Asia/Tokyo") == TOKYO
    assert zone_names()[0] == "UTC"
    assert "Europe/Berlin" in zone_names()


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "Europe", "/etc/localtime", "localtime"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(Invalid, match="Asia/Tokyo"):
        zone(name)
