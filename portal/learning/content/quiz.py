"""The quiz in an item's front matter:

quiz:
  pass: 80          # percent of the questions asked, 80 to 100; 80 unless given
  draw: 3           # how many of the questions one attempt asks; all unless given
  attempts: 3       # a day; 3 unless given
  questions:
    - ask: Where does the next step stand?
      choices: [On the home page, In the footer]
      answer: On the home page          # one is right
      why: Home names one step before any list.
    - ask: What is kept when an item changes?
      choices: [Progress, The old text, Nothing]
      answers: [Progress, The old text] # several are right
    - ask: Put the way of a lesson in order.
      order: [Pick it, Read it, Finish it]
    - ask: Which word opens the menu?
      text: [cafeteria, カフェテリア]     # any of these, in any case and width
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from portal.learning.content.frontmatter import storable
from portal.learning.content.shapes import Flaw

SINGLE, MULTIPLE, ORDER, TEXT = "single", "multiple", "order", "text"
MAX_QUESTIONS, MAX_CHOICES, MAX_TEXT = 100, 12, 500  # questions; choices of one; characters
PASS, ATTEMPTS = 80, 3  # percent, also the least: what is earned means no less; a day
KIND_KEYS = {"answer": SINGLE, "answers": MULTIPLE, "order": ORDER, "text": TEXT}


@dataclass(frozen=True)
class Question:
    """One question. `right`: indexes of the right choices (an order: all, as they belong); empty for a text."""

    ask: str
    kind: str  # single | multiple | order | text
    choices: tuple[str, ...] = ()
    right: tuple[int, ...] = ()
    accepted: tuple[str, ...] = ()  # texts, as `folded` makes them
    why: str = ""

    @property
    def shape(self) -> tuple[Any, ...]:
        """What must be the same in every language, so that one attempt can be finished in another."""
        return (self.kind, len(self.choices), self.right)

    @classmethod
    def stored(cls, row: dict[str, Any]) -> Question:
        """From the JSON that `vars` of a question is kept as."""
        lists = {name: tuple(row[name]) for name in ("choices", "right", "accepted")}
        return cls(**{**row, **lists})


@dataclass(frozen=True)
class Quiz:
    """The questions in one language, and the rule they are passed by."""

    passing: int  # percent
    draw: int  # questions in one attempt
    attempts: int  # a day
    questions: tuple[Question, ...]

    @property
    def rule(self) -> dict[str, int]:
        """The rule as JSON, without the questions."""
        return {"pass": self.passing, "draw": self.draw, "attempts": self.attempts}


def folded(text: str) -> str:
    """How typed answers are compared: no case, no width, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def read_quiz(node: yaml.Node) -> Quiz:
    """The quiz of a front matter. Raises Flaw at the line where it makes no sense."""
    parts = _parts(node, {"pass", "draw", "attempts", "questions"}, "quiz")
    if "questions" not in parts or not isinstance(parts["questions"], yaml.SequenceNode):
        raise Flaw(_line(node), "“quiz” needs “questions”: a list")
    written = parts["questions"].value
    if not 1 <= len(written) <= MAX_QUESTIONS:
        raise Flaw(_line(parts["questions"]), f"a quiz has from 1 to {MAX_QUESTIONS} questions")
    questions = tuple(_question(each) for each in written)
    draw = _number(parts, "draw", len(questions), 1, len(questions))
    passing, attempts = _number(parts, "pass", PASS, PASS, 100), _number(parts, "attempts", ATTEMPTS, 1, 100)
    return Quiz(passing, draw, attempts, questions)


def _question(node: yaml.Node) -> Question:
    parts = _parts(node, {"ask", "choices", "why", *KIND_KEYS}, "question")
    given = [key for key in KIND_KEYS if key in parts]
    if "ask" not in parts or len(given) != 1:
        raise Flaw(_line(node), f"a question needs “ask” and one of {', '.join(f'“{key}”' for key in KIND_KEYS)}")
    (key,) = given
    ask, why = _text(parts["ask"]), _text(parts["why"]) if "why" in parts else ""
    if key == "text":
        return Question(ask, TEXT, accepted=tuple(map(folded, _texts(parts[key], 1))), why=why)
    if key == "order":
        steps = _texts(parts[key], 2)
        return Question(ask, ORDER, steps, tuple(range(len(steps))), why=why)
    if "choices" not in parts:
        raise Flaw(_line(node), f"a question with “{key}” needs “choices”")
    choices = _texts(parts["choices"], 2)
    wanted = [_text(parts[key])] if key == "answer" else _texts(parts[key], 1)
    for answer in wanted:
        if answer not in choices:
            raise Flaw(_line(parts[key]), f"“{answer}” is not one of the choices")
    right = tuple(sorted(choices.index(answer) for answer in wanted))
    return Question(ask, KIND_KEYS[key], choices, right, why=why)


def _parts(node: yaml.Node, known: set[str], what: str) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise Flaw(_line(node), f"a {what} must be lines of the form key: value")
    parts: dict[str, yaml.Node] = {}
    for key, value in node.value:
        if str(key.value) not in known:
            raise Flaw(_line(key), f"a {what} has no “{storable(str(key.value))}”: it has {', '.join(sorted(known))}")
        parts[str(key.value)] = value
    return parts


def _text(node: yaml.Node) -> str:
    """One line of text, as written: `No` and `2026` stay what the writer sees."""
    text = " ".join(storable(str(node.value)).split()) if isinstance(node, yaml.ScalarNode) else ""
    if not text or len(text) > MAX_TEXT:
        raise Flaw(_line(node), f"a text of 1 to {MAX_TEXT} characters is needed here")
    return text


def _texts(node: yaml.Node, least: int) -> tuple[str, ...]:
    written: Sequence[yaml.Node] = node.value if isinstance(node, yaml.SequenceNode) else [node]
    texts = tuple(_text(each) for each in written)
    if not least <= len(texts) <= MAX_CHOICES or len(set(texts)) < len(texts):
        raise Flaw(_line(node), f"a list of {least} to {MAX_CHOICES} different texts is needed here")
    return texts


def _number(parts: dict[str, yaml.Node], key: str, default: int, low: int, high: int) -> int:
    if key not in parts:
        return default
    written = str(parts[key].value)
    if not written.isdecimal() or not low <= int(written) <= high:
        raise Flaw(_line(parts[key]), f"“{key}” must be a whole number from {low} to {high}")
    return int(written)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 2  # marks count from 0, and the file has the `---` line before
