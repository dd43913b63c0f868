"""When an item counts as earned: the rule the page states, and the proof that it was met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itsdangerous import BadSignature, URLSafeSerializer

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


def rule_of(item: Item) -> str:
    """What earns the item; "" when it can only be marked by oneself. A quiz at the end of a course is asked too."""
    if item.lessons:
        return LESSONS
    if item.quiz:
        return QUIZ
    if item.video:
        return WATCHED if item.video["file"] else ""
    return READ if item.format == "article" else ""


def seconds_to_read(item: Item) -> int | None:
    """How long the page has to be open before reaching its end earns the item; None: reading earns nothing here."""
    if rule_of(item) != READ:
        return None
    return max(READ_AT_LEAST, round(item.minutes * 60 * READ_SHARE))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="learning.reading")


def reading_stamp(person: Person, item: Item) -> str:
    """Proof, for the form on the page, that this person opened this item now."""
    return str(_signer().dumps([person.id, item.id, int(now().timestamp())]))


def has_read(person: Person, item: Item, stamp: str) -> bool:
    """Whether the stamp shows that this person had this item open for as long as reading it takes."""
    needed = seconds_to_read(item)
    try:
        person_id, item_id, opened = _signer().loads(stamp)
    except (BadSignature, ValueError, TypeError):
        return False
    return needed is not None and (person_id, item_id) == (person.id, item.id) and now().timestamp() - opened >= needed
