"""Browsers that are signed in: one row each, found by the token in the cookie, ended by deleting the row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import OperationalError

from portal.accounts.models import Membership, Organization, Person, SignIn
from portal.accounts.tokens import digest, new_token
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.snapshots import Snapshots, join

log = structlog.get_logger()

UNUSED = timedelta(days=60)  # a browser not seen for so long has to sign in again
SEEN_EVERY = timedelta(minutes=10)
PROOF_LASTS = timedelta(minutes=15)
AGENT_LENGTH = 300  # characters of User-Agent that are kept

READ = Snapshots(SignIn, Person, Organization, Membership)
FIND = (  # built once: every page of a signed-in reader asks it
    sa.select(*READ.columns)
    .select_from(SignIn)
    .join(SignIn.person)
    .outerjoin(Person.organization)
    .outerjoin(Person.membership)
    .where(
        SignIn.digest == sa.bindparam("digest"),
        SignIn.seen_at > sa.bindparam("since"),
        Person.erased_at.is_(None),
    )
)


def open_session(person: Person, agent: str) -> str:
    """Add a session of `person` in the browser that calls itself `agent`; the token for its cookie. No commit."""
    token = new_token()
    db.session.add(SignIn(digest=digest(token), person_id=person.id, agent=agent[:AGENT_LENGTH]))
    db.session.flush()
    return token


def find(token: str) -> SignIn | None:
    """The session behind a cookie, with its person, the organization acted for and their membership: one statement.

    All of them are snapshots: to look at, and to be `attached` before anything is changed.
    """
    row = db.session.connection().execute(FIND, {"digest": digest(token), "since": now() - UNUSED}).first()
    if row is None:
        return None
    found, person, organization, membership = READ.of(row)
    join(person, "organization", organization)
    join(person, "membership", membership)
    join(found, "person", person)
    return found  # type: ignore[no-any-return]


def mark_seen(sign_in: SignIn) -> None:
    """Note that the browser is in use, at most every ten minutes, in a transaction of its own.

    A database that can only be read just now (a full disk) keeps nobody from reading.
    """
    if now() - sign_in.seen_at < SEEN_EVERY:
        return
    late = sa.update(SignIn).where(SignIn.id == sign_in.id, SignIn.seen_at < now() - SEEN_EVERY)
    try:
        with db.engine.begin() as connection:
            connection.execute(late.values(seen_at=now()))
    except OperationalError as error:
        log.warning("session.not_marked_seen", error=str(error.orig))


def proved_recently(sign_in: SignIn) -> bool:
    """Whether a password or a mailed link was shown in this browser within the last 15 minutes."""
    return now() - sign_in.proved_at < PROOF_LASTS


def of_person(person_id: int) -> Sequence[SignIn]:
    """Everywhere this person is signed in, the one used last first."""
    return db.session.scalars(
        sa.select(SignIn)
        .where(SignIn.person_id == person_id, SignIn.seen_at > now() - UNUSED)
        .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
    ).all()


def end(person_id: int, sign_in_id: int) -> bool:
    """End one session of this person; False when there is none of that number."""
    return _delete(SignIn.person_id == person_id, SignIn.id == sign_in_id) > 0


def end_others(person_id: int, keep_id: int) -> int:
    """End every session of this person but one; how many there were."""
    return _delete(SignIn.person_id == person_id, SignIn.id != keep_id)


def end_all(person_id: int) -> int:
    """End every session of this person; how many there were."""
    return _delete(SignIn.person_id == person_id)


def forget_unused() -> int:
    """Delete what `UNUSED` has ended anyway."""
    return _delete(SignIn.seen_at <= now() - UNUSED)


def _delete(*where: sa.ColumnElement[bool]) -> int:
    ended = db.session.execute(sa.delete(SignIn).where(*where).returning(SignIn.id))
    return len(ended.all())
