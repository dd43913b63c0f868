"""Mails for notifications, written page by page beside the worker's other duties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import contains_eager

from portal.accounts.models import Person
from portal.config import settings
from portal.kernel import i18n, mail
from portal.kernel.db import db
from portal.notifications.models import Digest, Every, Notification, Preference, Way
from portal.notifications.planning import plan
from portal.notifications.queries import in_words
from portal.notifications.rulebook import KINDS, Shown, way_of

PAGE = 200  # rows, kept near 100 ms so that SQLite's one writer is not held long

Owed = sa.Row[Notification, Person, Preference, Digest, bool]  # people who chose nothing have neither of the middle two

log = structlog.get_logger()


@mail.before_sending
def write_owed() -> int:
    """Write the mails of the next notifications nobody looked at; how many notifications were dealt with."""
    owed = _owed(PAGE)
    if not owed:
        db.session.rollback()
        return 0
    ids = [row.Notification.id for row in owed]
    try:
        _write(owed)
    except DBAPIError:
        raise
    except Exception as error:
        db.session.rollback()
        log.error("notifications.page_not_mailed", notifications=len(ids), exc_info=error)
        _one_by_one(ids)
    return len(ids)


def _one_by_one(ids: Sequence[int]) -> None:
    """One that cannot be put into words must not hold up the rest: it stays in the portal, without its mail."""
    for notification_id in ids:
        if not (owed := _owed(1, Notification.id == notification_id)):
            continue
        try:
            _write(owed)
        except DBAPIError:
            raise
        except Exception as error:
            db.session.rollback()
            _done([notification_id])
            log.error("notification.not_mailed", notification=notification_id, error=f"{type(error).__name__}: {error}")


def _owed(limit: int, *where: sa.ColumnElement[bool]) -> Sequence[Owed]:
    return db.session.execute(
        sa.select(Notification, Person, Preference, Digest, mail.bounced(Person.email).label("bounced"))
        .join(Notification.event)
        .join(Person, Person.id == Notification.person_id)
        .outerjoin(
            Preference, sa.and_(Preference.person_id == Notification.person_id, Preference.kind == Notification.kind)
        )
        .outerjoin(Digest, Digest.person_id == Notification.person_id)
        .outerjoin(Person.organization)
        .options(contains_eager(Notification.event), contains_eager(Person.organization))
        .where(Notification.mail_due, *where)
        .order_by(Notification.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Notification)
    ).all()


def _write(owed: Sequence[Owed]) -> None:
    """Render first, write last: the database is locked for the few statements at the end only."""
    at_once = [(row.Notification, row.Person) for row in owed if _way(row) == Way.NOW]
    later = [row for row in owed if _way(row) == Way.DIGEST]
    mail.post_all([letter for together in _alike(at_once) for letter in _letters(together)])
    plan([(row.Person, row.Digest) for row in later])
    _done([row.Notification.id for row in owed], [row.Notification.id for row in later])


def _way(row: Owed) -> Way:
    kind = KINDS.get(row.Notification.kind)
    if kind is None or not (row.Person.may_write or (kind.suspended_too and row.Person.erased_at is None)):
        return Way.PORTAL
    if row.bounced and kind.optional:
        return Way.PORTAL
    way = way_of(kind, row.Preference)
    without_digest = row.Digest is not None and row.Digest.every == Every.NEVER
    return Way.PORTAL if way == Way.DIGEST and without_digest else way


def _alike(wanted: list[tuple[Notification, Person]]) -> Iterator[list[tuple[Notification, Person]]]:
    """Those that share language and time zone, so that each rule is asked once for all of them."""

    def reads(pair: tuple[Notification, Person]) -> tuple[str, str]:
        return pair[1].language, pair[1].time_zone

    for _reads, together in groupby(sorted(wanted, key=reads), key=reads):
        yield list(together)


def _letters(together: list[tuple[Notification, Person]]) -> list[mail.Letter]:
    first = together[0][1]
    with i18n.using(mail.language_for(first.language), first.time_zone):
        shown = in_words([notification for notification, _person in together])
        return [
            _letter(notification, person, shown[notification.id])
            for notification, person in together
            if notification.id in shown
        ]


def _letter(notification: Notification, person: Person, shown: Shown) -> mail.Letter:
    kind = KINDS[notification.kind]
    company = person.organization.name if person.organization else ""
    return mail.Letter(
        "notification",
        mail.To(person.email, person.language, person.time_zone, person.id, person.display_name, company),
        kind=kind.key if kind.optional else None,
        key=f"notification:{notification.event_id}:{person.id}",
        context={"shown": shown, "why": str(kind.why), "link": settings().base_url + shown.url},
    )


def _done(ids: Sequence[int], later: Sequence[int] = ()) -> None:
    """Nobody looks at them again; `later` wait for the digest unless they are read by now."""
    waits = sa.and_(Notification.id.in_(later), Notification.read_at.is_(None)) if later else sa.false()
    db.session.execute(
        sa.update(Notification)
        .where(Notification.id.in_(ids))
        .values(mail_due=False, digest_due=waits)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
