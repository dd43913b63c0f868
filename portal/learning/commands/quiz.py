"""Beginning an attempt at a quiz, and handing it in once."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from portal.kernel.calendar import now
from portal.kernel.db import db, locked
from portal.kernel.errors import NotFound, Refused, TooMany
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.learning import marking
from portal.learning.commands import courses
from portal.learning.commands.learners import hold
from portal.learning.commands.progress import mark_done
from portal.learning.events import QUIZ_PASSED
from portal.learning.models import Item, QuizAttempt
from portal.learning.policy import EARNED, QUIZ, rule_of
from portal.learning.queries.quiz import Paper, Tries, tries_of

if TYPE_CHECKING:
    from portal.accounts.models import Person


def start(person: Person, item: Item, paper: Paper) -> QuizAttempt:
    """An attempt to answer: the one that was begun, if the quiz is still the same, else a new one.

    Raises TooMany when those of the last 24 hours are used up, Forbidden for suspended people. One begun before the
    quiz changed costs nothing.
    """
    hold(person)
    tries = tries_of(person, item, paper.attempts)
    if tries.begun:
        if paper.fits(tries.begun):
            return tries.begun
        db.session.delete(tries.begun)
    if tries.free_at:
        raise TooMany(_used_up(tries), int((tries.free_at - now()).total_seconds()) + 1)
    attempt = QuizAttempt(
        key=secrets.token_urlsafe(12),
        person_id=person.id,
        item_id=item.id,
        digest=paper.digest,
        asked=marking.draw(paper.questions, paper.draw, secrets.SystemRandom()),
        answers=[],
        started_at=now(),
    )
    db.session.add(attempt)
    db.session.flush()
    return attempt


def _used_up(tries: Tries) -> str:
    return _(
        "The attempts for these 24 hours are used up (%(n)s). Read the explanations and come back later.",
        n=tries.allowed,
    )


def hand_in(person: Person, item: Item, attempt: QuizAttempt, paper: Paper, form: marking.Form) -> marking.Filled:
    """Mark what the form says and keep it, once: handed in before, the attempt stays as it was then.

    With `errors` in the answer nothing was kept. Raises Refused, and keeps nothing, when the quiz has changed;
    Forbidden for suspended people.
    """
    hold(person)
    attempt = locked(QuizAttempt, attempt.id)
    if attempt.person_id != person.id or attempt.item_id != item.id:
        raise NotFound(_("This page was not found."))
    if attempt.handed_in_at is not None:
        return marking.Filled()
    if not paper.fits(attempt):
        raise Refused(changed())
    filled = marking.read(attempt.asked, paper.questions, form)
    if not filled.errors:
        _keep(person, item, attempt, paper, filled)
    return filled


def changed() -> str:
    """What somebody reads whose quiz was edited while they were answering."""
    return _("The quiz was changed after you began. This attempt does not count; please start again.")


def _keep(person: Person, item: Item, attempt: QuizAttempt, paper: Paper, filled: marking.Filled) -> None:
    right = [
        marking.is_right(paper.questions[which], answer)
        for (which, _shown), answer in zip(attempt.asked, filled.answers, strict=True)
    ]
    attempt.answers, attempt.correct, attempt.handed_in_at = filled.answers, sum(right), now()
    attempt.passed = marking.passes(sum(right), len(right), paper.passing)
    if not attempt.passed:
        return  # nobody else hears of it
    record(QUIZ_PASSED, item, actor=person, organization_id=person.organization_id, version=item.version)
    if rule_of(item) == QUIZ:
        mark_done(person, item, EARNED)
    else:
        courses.reckon(person, item)
