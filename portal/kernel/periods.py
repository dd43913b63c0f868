"""How far back a report looks."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.kernel.calendar import now

DAYS = (30, 90, 365)
USUAL = 90


def days_of(asked: str) -> int:
    """The days of an address, or the usual ones."""
    return int(asked) if asked in map(str, DAYS) else USUAL


def since(days: int) -> datetime:
    """When a period of so many days began that ends now."""
    return now() - timedelta(days=days)
