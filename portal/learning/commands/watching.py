"""What of a video somebody has seen: spans of whole seconds, put together under a lock, no more than time allows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from portal.kernel.calendar import now
from portal.kernel.db import db, insert_once, locked
from portal.learning.commands.learners import hold
from portal.learning.commands.progress import mark_done
from portal.learning.models import Watching
from portal.learning.policy import EARNED, seen, watched_enough

if TYPE_CHECKING:
    from portal.accounts.models import Person
    from portal.learning.models import Item

FASTEST = 2.0  # seconds of video in a second on the wall
GRACE = 2.0  # seconds more, for clocks and rounding
MEMORY = timedelta(minutes=1)  # what passed longer ago than this before a beat lets nobody see more

Span = tuple[int, int]


def watch(person: Person, item: Item, start: float, end: float, opened: datetime) -> bool:
    """Note that the person has seen the video from `start` to `end` (seconds); whether that earned the item.

    `opened` is when the page with the video was opened, by its stamp. No more is taken than the time since, or since
    the last beat, allows at double speed; what was taken in advance is missing from the next beat. The rest of a span
    that is too long, or that lies outside the video, is cut off. Raises Forbidden for suspended people.
    """
    hold(person)
    length = int((item.video or {}).get("seconds", 0))
    row = _row(person, item, opened)
    since = max(row.at, opened, now() - MEMORY)
    allowed = FASTEST * (now() - since).total_seconds() + GRACE
    first = max(0, round(start))
    last = min(length, round(end), first + int(allowed))
    if last <= first:
        return False
    row.spans = [list(span) for span in merged([*row.spans, (first, last)])]
    row.left_at = last
    row.at = max(now(), since + timedelta(seconds=(last - first) / FASTEST))
    db.session.flush()
    return watched_enough(seen(row.spans, length), length) and mark_done(person, item, EARNED)


def _row(person: Person, item: Item, opened: datetime) -> Watching:
    """The person's row for this video, ours until commit."""
    insert_once(Watching, person_id=person.id, item_id=item.id, spans=[], left_at=0, at=opened)
    wanted = sa.select(Watching.id).where(Watching.person_id == person.id, Watching.item_id == item.id)
    return locked(Watching, db.session.scalars(wanted).one())


def merged(spans: Iterable[Sequence[int]]) -> list[Span]:
    """The same seconds as spans apart from each other and in order."""
    found: list[Span] = []
    for first, last in sorted((int(span[0]), int(span[1])) for span in spans):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found
