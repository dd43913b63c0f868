"""How long what only grows is kept, and taking away what is older. The days are settings of the portal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from portal.kernel import site
from portal.kernel.calendar import now
from portal.kernel.db import Model, db
from portal.kernel.events import Event, Outbox
from portal.kernel.jobs import every

CHUNK = 2000  # rows of one transaction: writers never wait long
UNSEEN = {"synchronize_session": False}
WORK_KEPT = timedelta(days=90)  # failed work, as long as failed mails; nobody mends it after that


def forget(model: type[Model], at: InstrumentedAttribute[Any], days: int) -> int:
    """Delete the rows of `model` whose `at` is more than `days` ago, the first written first; how many went.

    Rows are written in the order of time, so it looks at the front of the table only and stops where rows stay.
    """
    before, gone = now() - timedelta(days=days), 0
    while True:
        found = db.session.execute(sa.select(model.id, at).order_by(model.id).limit(CHUNK)).all()
        late = [row_id for row_id, moment in found if moment < before]
        if late:
            db.session.execute(sa.delete(model).where(model.id.in_(late)), execution_options=UNSEEN)
        db.session.commit()
        gone += len(late)
        if len(late) < CHUNK:
            return gone


@every(24 * 3600, "kernel.forget_events")
def forget_events() -> None:
    """Events past their days go, and with them what was told of them."""
    forget(Event, Event.at, site.row().events_days)


@every(24 * 3600, "kernel.forget_failed_work")
def forget_failed_work() -> None:
    """Work that was given up long ago goes without anybody's word."""
    long_ago = sa.select(Event.id).where(Event.id == Outbox.event_id, Event.at < now() - WORK_KEPT)
    given_up = sa.delete(Outbox).where(Outbox.due_at.is_(None), long_ago.exists())
    db.session.execute(given_up, execution_options=UNSEEN)
    db.session.commit()
