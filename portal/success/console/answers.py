"""The follow-ups of answers as the panel of surveys shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from portal.accounts.models import Person
from portal.success.clock import clock_of
from portal.success.labels import STATES
from portal.success.policy import DONE, OPEN
from portal.success.queries import answers as queries
from portal.surveys.queries.panel.handling import Handling, read_handling_with


def handling_of(reader: Person | None, answers: Mapping[int, int]) -> dict[int, Handling]:
    """The newest follow-up of each answer, with its address for who sees it."""
    return {row.ref: _handling(row) for row in queries.each(reader, answers)}


def _handling(row: Any) -> Handling:
    found = row.FollowUp
    url = url_for("follow_ups.one", follow_up_id=found.id) if row.seen else ""
    if found.state == OPEN:
        clock = clock_of(found.due_at)
        return Handling(found.state, clock.text, clock.tone, clock.over, row.owner or "", url)
    tone = "good" if found.state == DONE else ""
    return Handling(found.state, str(STATES[found.state]), tone, owner=row.owner or "", url=url)


read_handling_with(queries.loop, handling_of)
