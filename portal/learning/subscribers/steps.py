"""The reminder of a next step on the morning of its day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from portal.kernel.db import db
from portal.kernel.i18n import _, lazy
from portal.kernel.mail import path
from portal.learning.events import STEP_DUE
from portal.learning.models import Item, NextStep
from portal.learning.subscribers.news import CAFETERIA
from portal.notifications.models import Notification
from portal.notifications.rules import Happened, Kind, Shown, rule

STEPS = Kind(
    "steps",
    lazy("The day of your next step"),
    lazy("You get this e-mail because you wrote down a next step for this day."),
    subject=CAFETERIA,
)


def who_decided(happened: Happened) -> sa.Select[Any]:
    """The one whose step it is, while it is open."""
    return (
        sa.select(happened.c.event_id, NextStep.person_id)
        .join(NextStep, NextStep.id == happened.c.subject_id)
        .where(NextStep.done_at.is_(None))
    )


def due_steps(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """The steps in their own words; those dropped since are gone."""
    found = db.session.execute(
        sa.select(NextStep.id, NextStep.text, Item.slug, Item.archived_at)
        .join(Item, Item.id == NextStep.item_id)
        .where(NextStep.id.in_({notification.event.subject_id for notification in notifications}))
    )
    shown = {step_id: _shown(text, "" if archived else slug) for step_id, text, slug, archived in found}
    subjects = {notification.id: notification.event.subject_id for notification in notifications}
    return {number: shown[subject] for number, subject in subjects.items() if subject in shown}


def _shown(text: str, slug: str) -> Shown:
    return Shown(
        title=_("Your next step is for today"),
        detail=text,
        url=f"{path('learning.item', slug=slug)}#step" if slug else path("learning.tray"),
        action=_("Go to the step"),
    )


rule(STEP_DUE, kind=STEPS, icon="flag", audience=who_decided, present=due_steps)
