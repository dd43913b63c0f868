"""Digests: what people were not mailed about and have not seen, once a day or a week, page by page like the mails.

Whoever has something waiting has a row with `next_at`; an index holds those rows alone, so looking costs the same
however many people there are. Each is written in one transaction with its mark that it went out, and with a key of
person and day: killed or doubled workers write it once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import contains_eager

from portal.accounts.models import Person
from portal.kernel import i18n, mail
from portal.kernel.calendar import now, today, zone_named
from portal.kernel.db import db
from portal.notifications import digest_letters
from portal.notifications.digest_letters import Waiting
from portal.notifications.models import Digest, Notification, Preference, Way
from portal.notifications.planning import planned
from portal.notifications.queries import in_words
from portal.notifications.rulebook import KINDS, way_of
from portal.notifications.slots import Slot, planned_slot

PAGE = 30  # people, kept near 100 ms so that SQLite's one writer is not held long
CONSIDERED = 100  # the newest of one person; of older ones the digest says how many they are
NO_SESSION = {"synchronize_session": False}

Due = sa.Row[Digest, Person, bool]

log = structlog.get_logger()


@mail.before_sending
def write_due() -> int:
    """Write the next digests whose time has come; how many were looked at."""
    moment = now()
    due = _due(moment, PAGE)
    if not due:
        db.session.rollback()
        return 0
    ids = [row.Digest.id for row in due]
    try:
        _write(due, moment)
    except DBAPIError:
        raise
    except Exception as error:
        db.session.rollback()
        log.error("digests.page_not_mailed", digests=len(ids), exc_info=error)
        for digest_id in ids:
            _write_alone(digest_id, moment)
    return len(ids)


def _write_alone(digest_id: int, moment: datetime) -> None:
    """One that cannot be put into words must not hold up the rest: its things stay in the portal, without a mail."""
    if not (due := _due(moment, 1, Digest.id == digest_id)):
        return
    try:
        _write(due, moment)
    except DBAPIError:
        raise
    except Exception as error:
        db.session.rollback()
        log.error("digest.not_mailed", digest=digest_id, error=f"{type(error).__name__}: {error}")
        due = _due(moment, 1, Digest.id == digest_id)
        _settle(due, _waiting([row.Person.id for row in due]), moment)
        db.session.commit()


def _due(moment: datetime, limit: int, *where: sa.ColumnElement[bool]) -> Sequence[Due]:
    return db.session.execute(
        planned()
        .add_columns(mail.bounced(Person.email).label("bounced"))
        .outerjoin(Person.organization)
        .options(contains_eager(Person.organization))
        .where(Digest.next_at <= moment, *where)
        .order_by(Digest.next_at, Digest.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=Digest)
    ).all()


def _write(due: Sequence[Due], moment: datetime) -> None:
    """Render first, write last. On SQLite another worker may be at the same page: key and mark tell who was first."""
    slots = {row.Digest.id: planned_slot(row.Digest, row.Person.time_zone) for row in due}
    ready = [row for row in due if slots[row.Digest.id].at <= moment]
    waiting = _waiting([row.Person.id for row in ready])
    mail.post_all(_letters(ready, waiting))
    _settle(ready, waiting, moment)
    _put_off({row.Digest.id: slots[row.Digest.id] for row in due if slots[row.Digest.id].at > moment}, moment)
    db.session.commit()


def _waiting(person_ids: Sequence[int]) -> dict[int, Waiting]:
    """The newest unread ones that wait for each person's digest, newest first."""
    if not person_ids:
        return {}
    one = Notification
    ranked = (
        sa.select(
            one.id,
            sa.func.row_number().over(partition_by=one.person_id, order_by=one.id.desc()).label("place"),
            sa.func.count().over(partition_by=one.person_id).label("number"),
        )
        .where(one.digest_due, one.read_at.is_(None), one.person_id.in_(person_ids))
        .subquery()
    )
    rows = db.session.execute(
        sa.select(one, ranked.c.number)
        .join(ranked, ranked.c.id == one.id)
        .join(one.event)
        .options(contains_eager(one.event))
        .where(ranked.c.place <= CONSIDERED)
        .order_by(one.id.desc())
    )
    found: dict[int, Waiting] = {}
    for notification, number in rows:
        found.setdefault(notification.person_id, Waiting([], number)).notifications.append(notification)
    return found


def _letters(ready: Sequence[Due], waiting: dict[int, Waiting]) -> list[mail.Letter]:
    """Of people who still may have mails, about kinds they did not switch off since. Nothing new: no letter."""
    told = [row for row in ready if row.Person.may_write and not row.bounced and row.Person.id in waiting]
    wishes = _wishes([row.Person.id for row in told])

    def reads(row: Due) -> tuple[str, str]:
        return row.Person.language, row.Person.time_zone

    letters = []
    for (language, time_zone), group in groupby(sorted(told, key=reads), key=reads):
        alike = [(row, _wanted(waiting[row.Person.id], wishes[row.Person.id])) for row in group]
        with i18n.using(mail.language_for(language), time_zone):
            shown = in_words([one for _row, wanted in alike for one in wanted.notifications])
            found = [digest_letters.letter(row.Person, row.Digest.every, wanted, shown) for row, wanted in alike]
        letters += [letter for letter in found if letter]
    return letters


def _wishes(person_ids: Sequence[int]) -> defaultdict[int, dict[str, Preference]]:
    wishes: defaultdict[int, dict[str, Preference]] = defaultdict(dict)
    if person_ids:
        for wish in db.session.scalars(sa.select(Preference).where(Preference.person_id.in_(person_ids))):
            wishes[wish.person_id][wish.kind] = wish
    return wishes


def _wanted(waiting: Waiting, wishes: dict[str, Preference]) -> Waiting:
    kept = [
        one
        for one in waiting.notifications
        if (kind := KINDS.get(one.kind)) and way_of(kind, wishes.get(one.kind)) != Way.PORTAL
    ]
    return Waiting(kept, waiting.number - len(waiting.notifications) + len(kept))


def _settle(ready: Sequence[Due], waiting: dict[int, Waiting], moment: datetime) -> None:
    """These had their digest, or there was nothing to say: none is planned, and what it named waits no longer."""
    days: defaultdict[date, list[int]] = defaultdict(list)
    for row in ready:
        days[today(zone_named(row.Person.time_zone))].append(row.Digest.id)
    settled: list[int] = []
    for day, ids in days.items():
        mark = sa.update(Digest).where(Digest.id.in_(ids), Digest.next_at <= moment)
        mark = mark.values(day=None, next_at=None, last_day=day).returning(Digest.person_id)
        settled += db.session.scalars(mark.execution_options(**NO_SESSION)).all()
    named = [waiting[person_id] for person_id in settled if person_id in waiting]
    if named:
        one = Notification
        which: list[sa.ColumnElement[bool]] = [one.id.in_([found.id for some in named for found in some.notifications])]
        which += [
            sa.and_(one.person_id == some.notifications[-1].person_id, one.id < some.notifications[-1].id)
            for some in named
            if some.number > len(some.notifications)
        ]
        gone = sa.update(one).where(one.digest_due, sa.or_(*which)).values(digest_due=False)
        db.session.execute(gone.execution_options(**NO_SESSION))


def _put_off(slots: dict[int, Slot], moment: datetime) -> None:
    """Of people whose clocks say that it is not time yet."""
    for digest_id, slot in slots.items():
        later = sa.update(Digest).where(Digest.id == digest_id, Digest.next_at <= moment)
        db.session.execute(later.values(day=slot.day, next_at=slot.at).execution_options(**NO_SESSION))
