"""Opening what was offered while asking: it may have been the answer already."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.community.models import Asking
from portal.kernel import jobs
from portal.kernel.calendar import now
from portal.kernel.db import db

KEPT = timedelta(days=400)


def note_opened(person: Person, kind: str, ref: int) -> None:
    """Append it to the log; it counts as an answer found unless the person asks within a day."""
    db.session.add(Asking(person_id=person.id, kind=kind, ref=ref, at=now()))


@jobs.every(24 * 3600, "community.forget_openings")
def forget_openings() -> None:
    """What is older is of no use for the report."""
    gone = sa.delete(Asking).where(Asking.at < now() - KEPT)
    db.session.execute(gone, execution_options={"synchronize_session": False})
    db.session.commit()
