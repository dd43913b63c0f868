"""A quiz for one reader: its questions, the rule, and the attempts made. An attempt is its person's own."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.learning.content.quiz import Question
from portal.learning.models import Item, ItemText, QuizAttempt

if TYPE_CHECKING:
    from portal.accounts.models import Person

WINDOW = timedelta(hours=24)  # in which the attempts of "a day" are counted


class Paper(NamedTuple):
    """The questions in one language with the texts any language accepts, and a digest of all that makes the quiz."""

    language: str
    questions: tuple[Question, ...]
    digest: str
    passing: int  # percent
    draw: int  # questions asked
    attempts: int  # a day

    def fits(self, attempt: QuizAttempt) -> bool:
        """Whether the quiz is the one the attempt was drawn from."""
        return attempt.digest == self.digest


class Tries(NamedTuple):
    """What one person tried: the attempt begun and not handed in, and those handed in, the newest first."""

    begun: QuizAttempt | None
    handed_in: list[QuizAttempt]
    allowed: int

    @property
    def recent(self) -> list[QuizAttempt]:
        """Handed in within the last 24 hours, the newest first."""
        since = now() - WINDOW
        return [attempt for attempt in self.handed_in if attempt.handed_in_at and attempt.handed_in_at > since]

    @property
    def left(self) -> int:
        """How many more can be begun now; one that was begun is not counted before it is handed in."""
        return max(0, self.allowed - len(self.recent))

    @property
    def free_at(self) -> datetime | None:
        """When the next one can be begun; None: now."""
        if self.left:
            return None
        last = self.recent[self.allowed - 1].handed_in_at
        return last + WINDOW if last else None

    @property
    def passed(self) -> QuizAttempt | None:
        """The newest attempt that passed."""
        return next((attempt for attempt in self.handed_in if attempt.passed), None)

    @property
    def told(self) -> bool:
        """Whether right answers may be shown: nothing can be won with them, and no attempt is under way with them."""
        return self.passed is not None or (self.left == 0 and self.begun is None)


def paper_of(item: Item, language: str) -> Paper | None:
    """The quiz in `language`, else in another it is written in; None when the item has none."""
    if item.quiz is None:
        return None
    rows = sa.select(ItemText.locale, ItemText.questions).where(ItemText.item_id == item.id).order_by(ItemText.locale)
    written = {locale: questions for locale, questions in db.session.execute(rows) if questions}
    if not written:
        return None
    chosen = language if language in written else min(written)
    read = {locale: [Question.stored(row) for row in questions] for locale, questions in written.items()}
    shape = [question.shape for question in read[chosen]]
    same = [locale for locale in read if [question.shape for question in read[locale]] == shape]
    first = sorted(same, key=lambda locale: locale != chosen)
    rule = item.quiz
    return Paper(
        chosen,
        tuple(
            replace(question, accepted=tuple(word for locale in first for word in read[locale][number].accepted))
            for number, question in enumerate(read[chosen])
        ),
        _digest(rule, {locale: written[locale] for locale in same}),
        rule["pass"],
        min(rule["draw"], len(read[chosen])),
        rule["attempts"],
    )


def _digest(rule: dict[str, Any], questions: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps([rule, questions], sort_keys=True).encode()).hexdigest()


def tries_of(person: Person, item: Item, allowed: int) -> Tries:
    """All attempts of the person at this quiz."""
    found = db.session.scalars(
        sa.select(QuizAttempt)
        .where(QuizAttempt.person_id == person.id, QuizAttempt.item_id == item.id)
        .order_by(QuizAttempt.id.desc())
        .execution_options(populate_existing=True)
    ).all()
    begun = next((attempt for attempt in found if attempt.handed_in_at is None), None)
    handed_in = [attempt for attempt in found if attempt.handed_in_at is not None]
    return Tries(begun, sorted(handed_in, key=_when, reverse=True), allowed)


def _when(attempt: QuizAttempt) -> tuple[datetime, int]:
    assert attempt.handed_in_at is not None
    return (attempt.handed_in_at, attempt.id)


def attempt_of(person: Person, item: Item, key: str) -> QuizAttempt | None:
    """The attempt of this address, if it is this person's and at this quiz."""
    return db.session.scalar(
        sa.select(QuizAttempt).where(
            QuizAttempt.key == key, QuizAttempt.person_id == person.id, QuizAttempt.item_id == item.id
        )
    )
