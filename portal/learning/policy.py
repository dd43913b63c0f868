"""When an item counts as earned: the rule the page states, and the proof that it was met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Row

from portal.config import settings
from portal.kernel.calendar import now
from portal.learning.models import Item

if TYPE_CHECKING:
    from portal.accounts.models import Person

EARNED = "earned"
SELF = "self"
READ, WATCHED, QUIZ, LESSONS = "read", "watched", "quiz", "lessons"  # what earns an item
WATCHED_SHARE = 0.9  # of the video's length
READ_AT_LEAST = 15  # seconds; nobody reads a page in less
READ_SHARE = 0.1  # of the minutes the author gives


def rule_of(item: Item | Row[Any]) -> str:
    """What earns the item; "" when it can only be marked by oneself. A quiz at the end of a course is asked too."""
    if item.lessons:
        return LESSONS
    if item.quiz:
        return QUIZ
    if item.video:
        return WATCHED if item.video["file"] else ""
    return READ if item.format == "article" else ""


def counts_as_lesson(kind: str | None, rule: str) -> bool:
    """Whether a lesson finished in this way counts for its course: earned, or marked where nothing could earn it."""
    return kind == EARNED or (kind == SELF and not rule)


def seconds_to_read(item: Item) -> int | None:
    """How long the page has to be open before reaching its end earns the item; None: reading earns nothing here."""
    if rule_of(item) != READ:
        return None
    return max(READ_AT_LEAST, round(item.minutes * 60 * READ_SHARE))


def _signer(what: str) -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt=f"learning.{what}")


def reading_stamp(person: Person, item: Item) -> str:
    """Proof, for the form on the page, that this person opened this version of the item now."""
    return str(_signer("reading").dumps([person.id, item.id, item.version, int(now().timestamp())]))


def version_read(person: Person, item: Item, stamp: str) -> int | None:
    """The version that this person had open for as long as reading it takes; None when the stamp is no proof of it."""
    needed = seconds_to_read(item)
    try:
        person_id, item_id, version, opened = _signer("reading").loads(stamp)
    except (BadSignature, ValueError, TypeError):
        return None
    if needed is None or (person_id, item_id) != (person.id, item.id) or now().timestamp() - opened < needed:
        return None
    return int(version)


def watching_stamp(person: Person, item: Item) -> str:
    """Proof, for the player on the page, that this person opened this video now."""
    return str(_signer("watching").dumps([person.id, item.id, now().timestamp()]))


def opened_to_watch(person: Person, item: Item, stamp: str) -> datetime | None:
    """When this person opened this video, by the stamp; None when it is no proof of that."""
    try:
        person_id, item_id, opened = _signer("watching").loads(stamp)
    except (BadSignature, ValueError, TypeError):
        return None
    moment = datetime.fromtimestamp(opened, UTC)
    return moment if (person_id, item_id) == (person.id, item.id) and moment <= now() else None


def watched_enough(seconds: int, length: int) -> bool:
    """Whether so many seconds of a video of that length earn it."""
    return length > 0 and seconds >= WATCHED_SHARE * length


def seen(spans: Iterable[Sequence[int]], length: int) -> int:
    """Seconds in spans that are apart from each other, as far as the video goes."""
    return sum(max(0, min(span[1], length) - span[0]) for span in spans)
