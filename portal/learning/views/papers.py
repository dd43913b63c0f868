"""What templates show of a quiz: questions without a trace of the answers, and results with what may be told."""

from __future__ import annotations

from typing import Any, NamedTuple

from portal.learning import marking
from portal.learning.content.quiz import ORDER, TEXT, Question
from portal.learning.models import QuizAttempt
from portal.learning.queries.quiz import Paper


class Choice(NamedTuple):
    """One choice as shown: the field it belongs to, its value there, its text and whether it was chosen."""

    name: str
    value: str
    text: str
    chosen: bool


class Step(NamedTuple):
    """One line to be put in order: its field, its text and the position it was given."""

    name: str
    text: str
    position: str


class ShownQuestion(NamedTuple):
    """A question to be answered; `typed` is what was typed so far, `error` what is wrong with the answer."""

    number: int
    kind: str
    ask: str
    name: str
    choices: list[Choice]
    steps: list[Step]
    typed: str
    error: str


class Result(NamedTuple):
    """A question that was answered; `right_answer` only where it may be told."""

    number: int
    kind: str
    ask: str
    right: bool
    answer: list[str]
    right_answer: list[str]
    why: str


def questions_of(paper: Paper, attempt: QuizAttempt, filled: marking.Filled) -> list[ShownQuestion]:
    """The questions of an attempt in order, filled in as they were."""
    return [_shown(place, paper.questions[which], shown, filled) for place, (which, shown) in enumerate(attempt.asked)]


def _shown(place: int, question: Question, shown: list[int], filled: marking.Filled) -> ShownQuestion:
    name = marking.name_of(place)
    given = filled.chosen.get(name, [])
    ordered = question.kind == ORDER
    return ShownQuestion(
        place + 1,
        question.kind,
        question.ask,
        name,
        [Choice(name, str(at), question.choices[which], str(at) in given) for at, which in enumerate(shown)],
        [_step(place, at, question.choices[which], filled) for at, which in enumerate(shown)] if ordered else [],
        given[0] if given and question.kind == TEXT else "",
        filled.errors.get(place, ""),
    )


def _step(place: int, at: int, text: str, filled: marking.Filled) -> Step:
    name = marking.name_of(place, at)
    return Step(name, text, "".join(filled.chosen.get(name, [])[:1]))


def results_of(paper: Paper, attempt: QuizAttempt, told: bool) -> list[Result]:
    """What was answered to each question and whether it is right; with the right answers if they may be told."""
    return [
        _result(number, paper.questions[which], answer, told)
        for number, ((which, _shown), answer) in enumerate(zip(attempt.asked, attempt.answers, strict=True), 1)
    ]


def _result(number: int, question: Question, answer: Any, told: bool) -> Result:
    right = marking.is_right(question, answer)
    texts = [answer] if question.kind == TEXT else [question.choices[which] for which in answer]
    return Result(
        number,
        question.kind,
        question.ask,
        right,
        texts,
        _answer(question) if told and not right else [],
        question.why,
    )


def _answer(question: Question) -> list[str]:
    return list(question.accepted[:1]) if question.kind == TEXT else [question.choices[at] for at in question.right]
