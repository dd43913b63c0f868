"""What can make a survey ask: something that happened, and to whom. Slices register theirs here.

trigger(Trigger("stage", lazy("A company came to another stage"), ("organization.changed",), key_persons))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.kernel.events import Event
from portal.kernel.i18n import lazy

Happened = sa.CTE  # columns event_id, subject_id, actor_id, organization_id: the events at hand


@dataclass(frozen=True)
class Trigger:
    """`people`: SELECT event_id, person_id for what happened. `counts`: which events of these names are meant."""

    code: str
    label: lazy
    events: tuple[str, ...]
    people: Callable[[Happened], sa.Select[Any]]
    counts: Callable[[Event], bool] = lambda _event: True


TRIGGERS: dict[str, Trigger] = {}  # by code


def trigger(one: Trigger) -> None:
    """Let surveys ask after it."""
    TRIGGERS[one.code] = one
