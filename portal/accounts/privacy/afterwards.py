"""What the worker does when somebody was erased; all of it may be done again."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.accounts.privacy.erasures import Erasure
from portal.accounts.privacy.holdings import PERSONAL, Leaver
from portal.kernel.db import db, locked
from portal.kernel.events import Event, after
from portal.kernel.files import forget_bytes
from portal.kernel.forgetting import rewrite_file
from portal.kernel.mailing.forgetting import forget_files


@after("privacy", "person.erased")
def finish(events: Sequence[Event]) -> None:
    """Sweep once more what was being written in that moment, take files away, then write SQLite's file anew."""
    wanted = sa.select(Erasure).where(Erasure.person_id.in_({event.subject_id for event in events}))
    for erasure in db.session.scalars(wanted.order_by(Erasure.person_id)).all():
        _sweep(erasure)
        db.session.delete(erasure)
    db.session.commit()  # the file is written anew outside any transaction, and without these rows
    rewrite_file()


def _sweep(erasure: Erasure) -> None:
    person = locked(Person, erasure.person_id, key_share=True)
    leaver = Leaver(person.id, erasure.email, erasure.name, digests=set(erasure.digests))
    for part in PERSONAL.values():
        part.erase(leaver)
    forget_bytes(leaver.digests)
    forget_files(leaver.words)
