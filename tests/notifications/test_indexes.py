"""What the worker asks each half second is answered by indexes of the few rows that wait, on both databases."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.notifications.models import Digest, Notification

HANDLED = 4000  # of one reader, so that reading them all costs more than an index of the few
QUESTIONS = {
    "ix_notification_mail_due": sa.select(Notification.id)
    .where(Notification.mail_due)
    .order_by(Notification.id)
    .limit(5),
    "ix_notification_digest_due": sa.select(Notification.id).where(
        Notification.digest_due, Notification.person_id.in_([1])
    ),
    "ix_digest_next_at_id": sa.select(Digest.id)
    .where(Digest.next_at <= sa.func.now())
    .order_by(Digest.next_at, Digest.id)
    .limit(5),
}


@pytest.mark.parametrize("index", QUESTIONS)
def test_the_index_is_taken(app, make, database, index):
    reader = make.person().id
    with app.app_context():
        _fill(reader)
        asked = str(QUESTIONS[index].compile(db.engine, compile_kwargs={"literal_binds": True}))
        if database == "sqlite":
            plan = db.session.execute(sa.text(f"EXPLAIN QUERY PLAN {asked}")).all()
        else:
            db.session.execute(sa.text("SET LOCAL enable_seqscan = off"))  # there are no digests
            plan = db.session.execute(sa.text(f"EXPLAIN {asked}")).all()
        assert index in str(plan)


def _fill(reader: int) -> None:
    at, numbers = now(), range(1, HANDLED + 1)
    handled = {"person_id": reader, "kind": "answers", "mail_due": False, "digest_due": False, "created_at": at}
    happened = {"name": "answer.given", "subject": "answer:1", "data": {}, "at": at}
    db.session.execute(sa.insert(Event), [{"id": number, **happened} for number in numbers])
    db.session.execute(sa.insert(Notification), [{"event_id": number, **handled} for number in numbers])
    db.session.execute(sa.text("ANALYZE"))
