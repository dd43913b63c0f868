"""A question no longer waits for champions once somebody answered it, or it was solved."""

from __future__ import annotations

from portal.community.commands.champions.knowing import done
from portal.community.events import ACCEPTED, ANSWERED
from portal.community.models import Answer, Question, RoutedQuestion
from portal.kernel.db import db
from portal.kernel.events import Event, inside


@inside(ANSWERED)
def answered(event: Event) -> None:
    """By anybody but who asked."""
    number = event.data["question_id"]
    found, question = db.session.get_one(Answer, event.subject_id), db.session.get_one(Question, number)
    if found.author_id != question.author_id:
        done(RoutedQuestion.question_id == number)


@inside(ACCEPTED)
def solved(event: Event) -> None:
    """By whichever answer."""
    done(RoutedQuestion.question_id == event.data["question_id"])
