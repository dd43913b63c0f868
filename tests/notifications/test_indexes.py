"""What the worker asks each half second is answered by indexes of the few rows that wait, on both databases."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal.kernel.db import db
from portal.notifications.models import Digest, Notification

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
def test_the_index_is_taken(app, database, index):
    with app.app_context():
        asked = str(QUESTIONS[index].compile(db.engine, compile_kwargs={"literal_binds": True}))
        if database == "sqlite":
            plan = db.session.execute(sa.text(f"EXPLAIN QUERY PLAN {asked}")).all()
        else:
            db.session.execute(sa.text("SET LOCAL enable_seqscan = off"))
            plan = db.session.execute(sa.text(f"EXPLAIN {asked}")).all()
        as_good = "ix_notification_person_id_id" if index == "ix_notification_digest_due" else index
        assert index in str(plan) or (database == "sqlite" and as_good in str(plan))  # SQLite sees no difference
