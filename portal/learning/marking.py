"""A quiz on paper: drawing questions, reading what a form says about them, and marking it. No database, no web.

The page shows choices in the order they were drawn and knows them by their place in it, so that neither names nor
values tell which is right. What is kept speaks of choices by their number in the quiz, and so reads in any language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from portal.kernel.i18n import _
from portal.learning.content.quiz import MAX_TEXT, MULTIPLE, ORDER, SINGLE, TEXT, Question, folded

Asked = Sequence[Sequence[Any]]  # [number of the question, [its choices as shown]] each
Form = Callable[[str], list[str]]  # the values a form gives for a name


def draw(questions: Sequence[Question], number: int, chance: Random) -> list[list[Any]]:
    """So many of the questions, each with its choices shuffled, as `Asked`."""
    drawn = chance.sample(range(len(questions)), min(number, len(questions)))
    return [[which, chance.sample(range(n), n)] for which in drawn for n in (len(questions[which].choices),)]


@dataclass
class Filled:
    """A form as it was filled in: answers to keep, what to show again by name of field, and what is missing."""

    answers: list[Any] = field(default_factory=list)
    chosen: dict[str, list[str]] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)  # by place of the question, from 0


def name_of(place: int, step: int | None = None) -> str:
    """The field of a question; of one step where it asks for an order."""
    return f"q{place}" if step is None else f"q{place}-{step}"


def read(asked: Asked, questions: Sequence[Question], form: Form) -> Filled:
    """What the form says of the questions asked; of others it may say what it likes."""
    filled = Filled()
    for place, (which, shown) in enumerate(asked):
        question = questions[which]
        names = [name_of(place, step) for step in range(len(shown))] if question.kind == ORDER else [name_of(place)]
        values = {name: form(name) for name in names}
        filled.chosen |= values
        answer = READERS[question.kind](list(values.values()), shown)
        filled.answers.append(answer)
        if not answer:
            filled.errors[place] = _("Please answer this question.")
        elif isinstance(answer, str) and question.kind != TEXT:
            filled.errors[place] = answer
    return filled


def _places(values: Sequence[str], shown: Sequence[int]) -> list[int] | None:
    known = {str(place): choice for place, choice in enumerate(shown)}
    return [known[value] for value in values] if all(value in known for value in values) else None


def _choices(values: list[list[str]], shown: Sequence[int], most: int) -> list[int] | str:
    found = _places(values[0], shown)
    if found is None or len(found) > most:
        return _("Please choose from the answers shown.")
    return sorted(set(found))


def _single(values: list[list[str]], shown: Sequence[int]) -> list[int] | str:
    return _choices(values, shown, 1)


def _multiple(values: list[list[str]], shown: Sequence[int]) -> list[int] | str:
    return _choices(values, shown, len(shown))


def _order(values: list[list[str]], shown: Sequence[int]) -> list[int] | str:
    given = [each[0] if len(each) == 1 else "" for each in values]
    wanted = [str(position) for position in range(1, len(shown) + 1)]
    if not any(given):
        return []
    if sorted(given) != sorted(wanted):
        return _("Please give each line a position of its own.")
    return [shown[given.index(position)] for position in wanted]


def _text(values: list[list[str]], _shown: Sequence[int]) -> str:
    return " ".join("".join(values[0][:1]).split())[:MAX_TEXT]


# An answer of some kind to a question: numbers of choices, or the text typed; in place of numbers, what is wrong.
READERS: Mapping[str, Callable[[list[list[str]], Sequence[int]], list[int] | str]] = {
    SINGLE: _single, MULTIPLE: _multiple, ORDER: _order, TEXT: _text,
}  # fmt: skip


def is_right(question: Question, answer: Any) -> bool:
    """Whether the answer is right, and all of it."""
    if question.kind == TEXT:
        return folded(answer) in question.accepted
    return bool(answer) and tuple(answer) == question.right


def passes(correct: int, asked: int, percent: int) -> bool:
    """Whether so many right answers are enough."""
    return correct * 100 >= percent * asked


def needed(asked: int, percent: int) -> int:
    """The fewest right answers that are enough."""
    return -(-percent * asked // 100)
