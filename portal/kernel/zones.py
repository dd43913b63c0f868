"""Time zone names as people choose them. Apart from `calendar`, because the words of a refusal need i18n above it."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from portal.kernel.errors import Invalid
from portal.kernel.i18n import _

NOT_PLACES = ("Etc/", "SystemV/", "posix/", "right/")


@cache
def zone_names() -> tuple[str, ...]:
    """The names to choose from, sorted: `UTC` and those of places, `Europe/Berlin`."""
    places = (name for name in available_timezones() if "/" in name and not name.startswith(NOT_PLACES))
    return ("UTC", *sorted(places))


def zone(name: str) -> ZoneInfo:
    """The zone of that name. Raises Invalid when there is none."""
    if name not in zone_names():
        raise Invalid(
            _("“%(name)s” is not a time zone we know. Choose one from the list, such as Asia/Tokyo.", name=name[:60]),
            field="time_zone",
        )
    return ZoneInfo(name)
