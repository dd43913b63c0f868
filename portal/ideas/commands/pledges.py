"""An official answer is promised to ideas that enough companies want: within so many working days from then on."""

from __future__ import annotations

import sqlalchemy as sa

from portal.config import settings
from portal.ideas.models import Idea
from portal.ideas.queries.one import is_closed
from portal.kernel import site
from portal.kernel.calendar import WorkingCalendar, day_bounds, now, today
from portal.kernel.db import db

LIMITS = sa.select(site.Site.pledge_companies, site.Site.pledge_days).where(site.Site.id == 1)


def promise(idea: Idea) -> None:
    """Promise an answer once enough companies want an open idea; a promise stands, also when votes are taken back."""
    if idea.pledged_for is not None or idea.answered_at is not None or idea.companies < 2:
        return
    limits = db.session.connection().execute(LIMITS).one_or_none() or site.row()
    if idea.companies < limits.pledge_companies or is_closed(idea):
        return
    days = WorkingCalendar(settings().calendar)
    last = days.add_working_days(today(days.zone), limits.pledge_days)
    idea.pledged_at, idea.pledged_for = now(), day_bounds(last, days.zone)[1]


def inherit(idea: Idea, merged: Idea) -> None:
    """A promise to an idea that is merged into this one is not put off by that."""
    owed = merged.pledged_for if merged.answered_at is None else None
    if owed is None or idea.answered_at is not None or is_closed(idea):
        return
    if idea.pledged_for is None or owed < idea.pledged_for:
        idea.pledged_at, idea.pledged_for = merged.pledged_at, owed


def keep(idea: Idea) -> None:
    """The idea has an official answer now: a response, or a last word on it with its reason or link."""
    idea.heard_at = now()
    if idea.answered_at is None:
        idea.answered_at = idea.heard_at
