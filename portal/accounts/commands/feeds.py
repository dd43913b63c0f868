"""The secret address of one's own feeds: made, made anew, and ended."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts.feed_keys import FeedKey
from portal.accounts.models import Person
from portal.accounts.tokens import new_token
from portal.kernel.calendar import now
from portal.kernel.db import db, insert
from portal.kernel.errors import Forbidden
from portal.kernel.events import record


def make_feed_key(person: Person) -> None:
    """Give the person a new key; the one there was opens nothing from now on. Raises Forbidden when suspended."""
    if not person.may_write:
        raise Forbidden(person.read_only())
    values = {"key": new_token(), "at": now()}
    statement = insert(FeedKey).values(person_id=person.id, **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=values))
    record("person.feed_opened", person, actor=person)


def end_feed_key(person: Person) -> None:
    """Let the key open nothing any more."""
    ended = sa.delete(FeedKey).where(FeedKey.person_id == person.id).returning(FeedKey.id)
    if db.session.execute(ended.execution_options(synchronize_session=False)).first():
        record("person.feed_ended", person, actor=person)
