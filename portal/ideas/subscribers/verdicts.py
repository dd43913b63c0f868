"""Whoever is told that an idea has shipped is asked whether it solved their problem."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portal.ideas.commands import verdicts
from portal.ideas.events import STATUS_CHANGED
from portal.ideas.models import IdeaStatus
from portal.ideas.policy import SHIPPED
from portal.ideas.subscribers.news import waiting
from portal.kernel.db import db
from portal.kernel.events import Event, after
from portal.notifications.commands import receivers


@after("ideas", STATUS_CHANGED)
def ask_whether_it_helped(events: Sequence[Event]) -> None:
    """Those who wait when the worker comes here are the same who are told."""
    shipping = set(db.session.scalars(sa.select(IdeaStatus.slug).where(IdeaStatus.category == SHIPPED)))
    shipped = [event for event in events if event.data["to"] in shipping]
    if shipped:
        verdicts.ask(shipped, receivers(shipped, waiting))
