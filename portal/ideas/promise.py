"""The promise of an official answer as customers read it."""

from __future__ import annotations

from portal.ideas.queries.pledge import median_days
from portal.kernel import site
from portal.kernel.i18n import _, format_number, locale, ngettext

ENGLISH = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def promise() -> str:
    """With the numbers of the settings and, once there are enough answers, how long they took."""
    limits = site.row()
    told = ngettext(
        "Ideas wanted by %(companies)s or more companies get an official answer within one working day",
        "Ideas wanted by %(companies)s or more companies get an official answer within %(days)s working days",
        limits.pledge_days,
        companies=spelled(limits.pledge_companies),
        days=spelled(limits.pledge_days),
    )
    days = median_days()
    if days is None:
        return _("%(promise)s.", promise=told)
    return _("%(promise)s; the median is %(days)s.", promise=told, days=format_number(days))


def spelled(number: int) -> str:
    """As it reads in a sentence: small numbers are words in English."""
    return ENGLISH[number] if locale() == "en" and 0 <= number < len(ENGLISH) else format_number(number)
