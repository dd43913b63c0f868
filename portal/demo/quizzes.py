"""Somebody of the demo answers a quiz, rightly or wrongly."""

from __future__ import annotations

from portal.accounts.models import Person
from portal.kernel.errors import TooMany
from portal.learning import marking
from portal.learning.commands import quiz
from portal.learning.content.quiz import MULTIPLE, ORDER, TEXT, Question
from portal.learning.models import Item, QuizAttempt
from portal.learning.queries.quiz import paper_of


def sit(person: Person, item: Item, *, knows: bool) -> None:
    """Begin an attempt and hand it in; who does not know gets every question wrong. Nothing when none is left today."""
    paper = paper_of(item, person.language)
    if paper is None:
        return
    try:
        attempt = quiz.start(person, item, paper)
    except TooMany:
        return
    form = _form(attempt, paper.questions, knows=knows)
    quiz.hand_in(person, item, attempt, paper, lambda name: form.get(name, []))


def _form(attempt: QuizAttempt, questions: tuple[Question, ...], *, knows: bool) -> dict[str, list[str]]:
    form: dict[str, list[str]] = {}
    for place, (which, shown) in enumerate(attempt.asked):
        form |= _fields(place, questions[which], shown, knows=knows)
    return form


def _fields(place: int, question: Question, shown: list[int], *, knows: bool) -> dict[str, list[str]]:
    """What the page would send for one question."""
    name = marking.name_of(place)
    if question.kind == TEXT:
        return {name: [question.accepted[0] if knows else "?"]}
    if question.kind == ORDER:
        places = [choice + 1 if knows else len(shown) - choice for choice in shown]
        return {marking.name_of(place, step): [str(at)] for step, at in enumerate(places)}
    places_of = {choice: str(at) for at, choice in enumerate(shown)}
    wrong = [choice for choice in places_of if choice not in question.right]
    chosen = list(question.right) if knows else wrong[:1] or list(question.right)[:1]
    return {name: [places_of[choice] for choice in (chosen if question.kind == MULTIPLE else chosen[:1])]}
