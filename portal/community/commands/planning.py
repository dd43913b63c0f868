"""Reading a file of questions or answers: what it would add, and everything wrong with it. Nothing is written here.

What stands already is left as it is, and what a file brought in once is not brought in again: somebody may have
deleted it since.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.commands.planning_organizations import chunked
from portal.accounts.commands.reports import Report, Step
from portal.accounts.models import Person
from portal.accounts.table_columns import TRUTH_WORDS, read_word
from portal.community.commands import answering
from portal.community.commands.asking import TEXT_LENGTH, TITLE_LENGTH
from portal.community.commands.filing import tag_names
from portal.community.commands.table_columns import ANSWER_COLUMNS, QUESTION_COLUMNS
from portal.community.models import Acceptance, Answer, CommunityGroup, CommunityImport, Question
from portal.community.policy import CLOSED
from portal.kernel.csv import Column, Problem, Row
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _
from portal.kernel.records import read_table
from portal.posting import tables
from portal.posting.tables import ID_LENGTH, OWN, named

MOST = 5_000  # rows of one file
QUESTIONS, ANSWERS = "questions", "answers"


class QuestionRow(NamedTuple):
    """What a row says about a question that is to be. `group`: its number, and whether it is closed."""

    external_id: str
    title: str
    text: str
    author_id: int
    area_id: int | None
    group: tuple[int, bool] | None
    tags: Sequence[str]
    at: datetime


class AnswerRow(NamedTuple):
    """What somebody answered to which question; `accepted`: it solved it."""

    external_id: str
    question_id: int
    author_id: int
    text: str
    accepted: bool
    at: datetime


class Known(NamedTuple):
    """What the rows are compared with, read in a few statements whatever their number."""

    people: dict[str, Person]  # by address
    questions: dict[str, Found]  # by external id, and by "#<number>"
    areas: dict[str, int]
    groups: dict[str, tuple[int, bool]]


@dataclass(frozen=True)
class Found:
    """A question that stands: the canonical one of its family, and whether that is solved."""

    title: str
    head: int
    solved: bool


class Cells(tables.Cells):
    """One row of a file of the community. `taken`: lines of accepted answers by question."""

    def __init__(
        self, row: Row, columns: Sequence[Column], known: Known, problems: list[Problem], taken: dict[int, int]
    ) -> None:
        super().__init__(row, columns, known.people, problems)
        self.known, self.taken = known, taken

    def question(self) -> Found | None:
        """The question whose key is in the cell."""
        return self.read("question", self._question)

    def _question(self, cell: str) -> Found:
        found = self.known.questions.get(cell)
        if found is None:
            raise Invalid(_("No question has the ID “%(id)s”. Import the questions first.", id=cell))
        return found


def plan_questions(data: bytes) -> Report:
    """What a file of questions would do."""
    table = read_table(data, QUESTION_COLUMNS, MOST)
    known = _known(table.rows)
    report = tables.read_rows(
        table, lambda row, bad: Cells(row, QUESTION_COLUMNS, known, bad, {}), _question_step, ("external_id",)
    )
    tables.leave_standing(report, key_of, _brought_in(report, QUESTIONS))
    return report


def plan_answers(data: bytes) -> Report:
    """What a file of answers would do."""
    table = read_table(data, ANSWER_COLUMNS, MOST)
    known, taken = _known(table.rows), dict[int, int]()
    report = tables.read_rows(
        table, lambda row, bad: Cells(row, ANSWER_COLUMNS, known, bad, taken), _answer_step, ("external_id",)
    )
    keys = {step.facts.external_id for step in report.steps}
    standing = chunked(keys, lambda some: sa.select(Answer.external_id).where(Answer.external_id.in_(some)))
    tables.leave_standing(report, key_of, _brought_in(report, ANSWERS) | set(standing))
    return report


def key_of(row: QuestionRow | AnswerRow) -> str:
    """What the portal remembers a row by that it brought in."""
    return row.external_id


def _question_step(cells: Cells) -> Step | None:
    key, title = cells.text("external_id", ID_LENGTH), cells.text("title", TITLE_LENGTH)
    standing = cells.known.questions.get(key or "")
    if standing is not None:
        return Step(cells.row.line, standing.title, "same", None, standing.head)
    if key and OWN.fullmatch(key):
        cells.refuse("external_id", _("This portal has no question with the number %(number)s.", number=key))
    text, author, at = cells.text("text", TEXT_LENGTH), cells.person("author"), cells.at()
    area_id = cells.read("area", lambda cell: named(cell, cells.known.areas) if cell else None)
    group = cells.read("group", lambda cell: named(cell, cells.known.groups) if cell else None)
    tags = cells.read("tags", tag_names)
    if key is None or title is None or text is None or author is None or at is None or tags is None:
        return None
    title = " ".join(title.split())
    facts = QuestionRow(key, title, text or title, author.id, area_id, group, tags, at)
    return Step(cells.row.line, title, "new", facts)


def _answer_step(cells: Cells) -> Step | None:
    key, question, author = cells.text("external_id", ID_LENGTH), cells.question(), cells.person("author")
    text, at = cells.text("text", answering.LENGTH), cells.at()
    accepted = cells.read("accepted", lambda cell: read_word(cell, TRUTH_WORDS) if cell else False)
    if key is None or question is None or author is None or text is None or accepted is None or at is None:
        return None
    if accepted:
        accepted = _first(cells, question)
    title = f"{author.display_name} → {question.title}"
    return Step(cells.row.line, title, "new", AnswerRow(key, question.head, author.id, text, accepted, at))


def _first(cells: Cells, question: Found) -> bool:
    """Whether this is the one that solves the question: what was accepted here stays, and a file names one at most."""
    if (line := cells.taken.get(question.head)) is not None:
        cells.refuse("accepted", _("Line %(line)s holds the accepted answer of this question already.", line=line))
    cells.taken.setdefault(question.head, cells.row.line)
    if question.solved:
        cells.note("accepted", _("The question has an accepted answer here already, which stays."))
    return not question.solved


def _known(rows: Sequence[Row]) -> Known:
    keys = tables.cells_in(rows, "external_id", "question")
    own = {f"#{one.id}": found for one, found in _found(Question.id, tables.own_numbers(keys))}
    groups = db.session.scalars(sa.select(CommunityGroup).where(CommunityGroup.archived_at.is_(None)))
    return Known(
        people=tables.people_in(rows, "author"),
        questions={str(one.external_id): found for one, found in _found(Question.external_id, keys)} | own,
        areas=tables.areas(),
        groups={word: (one.id, one.access == CLOSED) for one in groups for word in tables.words_of(one)},
    )


def _found(column: Any, values: Iterable[Any]) -> list[tuple[Question, Found]]:
    """The questions that have these values in a column."""
    every = chunked(values, lambda some: sa.select(Question).where(column.in_(some)))
    heads = {one.merged_into_id or one.id for one in every}
    solved = set(chunked(heads, lambda some: sa.select(Acceptance.question_id).where(Acceptance.question_id.in_(some))))
    kept = ((one, one.merged_into_id or one.id) for one in every)
    return [(one, Found(one.title, head, head in solved)) for one, head in kept]


def _brought_in(report: Report, kind: str) -> set[str]:
    keys = {step.facts.external_id for step in report.steps if step.state == "new"}
    return set(
        chunked(
            keys,
            lambda some: sa.select(CommunityImport.key).where(
                CommunityImport.kind == kind, CommunityImport.key.in_(some)
            ),
        )
    )
