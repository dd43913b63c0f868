"""An official answer is promised to ideas that enough companies want: within so many working days from then on."""

from __future__ import annotations

from portal.config import settings
from portal.ideas.models import Idea, IdeaStatus
from portal.ideas.policy import CLOSED
from portal.kernel import site
from portal.kernel.calendar import WorkingCalendar, day_bounds, now, today
from portal.kernel.db import db


def promise(idea: Idea) -> None:
    """Promise an answer once enough companies want an open idea; a promise stands, also when votes are taken back."""
    if idea.pledged_for is not None or idea.answered_at is not None or idea.companies < 2:
        return
    limits = site.row()
    if idea.companies < limits.pledge_companies or db.session.get_one(IdeaStatus, idea.status_id).category in CLOSED:
        return
    days = WorkingCalendar(settings().calendar)
    last = days.add_working_days(today(days.zone), limits.pledge_days)
    idea.pledged_at, idea.pledged_for = now(), day_bounds(last, days.zone)[1]


def keep(idea: Idea) -> None:
    """The idea has an official answer now."""
    idea.heard_at = now()
    if idea.answered_at is None:
        idea.answered_at = idea.heard_at
