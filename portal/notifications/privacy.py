"""What notifications hold about a person: what they were told and what they want by mail. All of it goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.accounts.privacy.holdings import Leaver, Personal, personal
from portal.kernel.db import db
from portal.notifications.models import Digest, Notification, Preference
from portal.notifications.queries import in_words, of_person

CHUNK = 200


def erase(leaver: Leaver) -> None:
    """Every row of theirs; what others were told is made of events, which know no name."""
    for model in (Notification, Preference, Digest):
        gone = sa.delete(model).where(model.person_id == leaver.person_id)
        db.session.execute(gone, execution_options={"synchronize_session": False})


def export(person: Person) -> dict[str, Any]:
    """As the person reads it."""
    wishes = sa.select(Preference.kind, Preference.mail).where(Preference.person_id == person.id)
    return {"by_mail": dict(db.session.execute(wishes.order_by(Preference.kind)).all()), "told": _told(person)}


def _told(person: Person) -> Iterator[dict[str, Any]]:
    last = 0
    ordered = of_person(person.id).order_by(Notification.id).limit(CHUNK)
    while some := list(db.session.scalars(ordered.where(Notification.id > last))):
        shown = in_words(some)
        for one in some:
            if told := shown.get(one.id):
                yield {"title": told.title, "detail": told.detail, "at": one.created_at, "read_at": one.read_at}
        last = some[-1].id


personal(Personal(key="notifications", erase=erase, export=export, removed=("notification", "preference", "digest")))
