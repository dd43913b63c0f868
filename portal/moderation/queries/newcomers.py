"""Who is new here.

Somebody is new who is not staff, of whose posts none has been visible for 24 hours, and of whom staff have not let
anything through yet that waited. Posts of any registered kind count, also imported ones.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.moderation.links import leads_elsewhere
from portal.moderation.models import ModerationCase
from portal.moderation.policy import HELD
from portal.moderation.things import THINGS

STOOD = timedelta(hours=24)


def is_new(person: Person) -> bool:
    """One statement."""
    if person.is_staff:
        return False
    through = sa.exists().where(
        ModerationCase.author_id == person.id,
        ModerationCase.came == HELD,
        ModerationCase.outcome.in_(("released", "restored")),
    )
    stood = [thing.stood(person.id, now() - STOOD).exists() for thing in THINGS.values()]
    return not db.session.scalar(sa.select(sa.or_(through, *stood)))


def must_wait(person: Person, html: str, *plain: str) -> bool:
    """Whether what they wrote waits for a look: it leads to another site, and they are new."""
    return leads_elsewhere(html, *plain) and is_new(person)
