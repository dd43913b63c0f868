"""Who is new here.

Somebody is new who is not staff, of whose posts none has been visible for 24 hours, and of whom staff have not let
anything through yet that waited. Posts of any registered kind count, also imported ones.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

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
    values = {"person_id": person.id, "since": now() - STOOD}
    return not db.session.connection().execute(_known(), values).scalar()


@cache
def _known() -> sa.Select[Any]:
    """Whether somebody is known here. Built once: whoever posts is looked at."""
    person_id = sa.bindparam("person_id", type_=sa.Integer)
    since = sa.bindparam("since", type_=ModerationCase.__table__.c.closed_at.type)
    through = sa.exists().where(
        ModerationCase.author_id == person_id,
        ModerationCase.came == HELD,
        ModerationCase.outcome.in_(("released", "restored")),
    )
    stood = [thing.stood(person_id, since).exists() for thing in THINGS.values()]
    return sa.select(sa.or_(through, *stood))


def must_wait(person: Person, html: str, *plain: str) -> bool:
    """Whether what they wrote waits for a look: it leads to another site, and they are new."""
    return leads_elsewhere(html, *plain) and is_new(person)
