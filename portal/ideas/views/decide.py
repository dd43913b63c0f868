"""What staff see beside an idea: how much waits to be decided, and the way to the page where that is done."""

from __future__ import annotations

from typing import Any

from portal.ideas.models import Idea
from portal.ideas.pledge_clock import PledgeClock
from portal.ideas.queries import deciding
from portal.kernel.access import reader
from portal.kernel.site import site


def panel(idea: Idea) -> dict[str, Any]:
    """`decide` for `ideas/_decide.html`: None for everybody who is not staff."""
    person = reader()
    if person is None or not person.is_staff:
        return {"decide": None}
    waiting, clock = deciding.waiting(idea.id), PledgeClock().of(idea)
    return {"decide": {"waiting": waiting, "clock": clock, "currency": site().currency}}
