"""What an import would do or has done, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.kernel.csv import Problem, Table

STATES = ("new", "changed", "same")


@dataclass(frozen=True)
class Step:
    """One row of the file: what it is about and what it changes. `row_id` is None for what is new."""

    line: int
    title: str
    state: str  # new | changed | same
    facts: Any
    row_id: int | None = None
    fields: Sequence[str] = ()


@dataclass
class Report:
    """The steps of an import in the order of the file, and everything wrong with it."""

    steps: list[Step] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    encoding: str = ""

    @classmethod
    def of(cls, table: Table) -> Report:
        """A report that begins with what reading the file found."""
        return cls(problems=list(table.problems), encoding=table.encoding)

    @property
    def failed(self) -> bool:
        """Whether anything must be mended first; then nothing is written."""
        return any(not problem.warning for problem in self.problems)

    @property
    def new(self) -> int:
        """Rows that add something."""
        return self._count("new")

    @property
    def changed(self) -> int:
        """Rows that change something."""
        return self._count("changed")

    @property
    def same(self) -> int:
        """Rows that are so already."""
        return self._count("same")

    @property
    def counts(self) -> dict[str, int]:
        """The three numbers by name, as the event carries them."""
        return {state: self._count(state) for state in STATES}

    def _count(self, state: str) -> int:
        return sum(step.state == state for step in self.steps)

    def sort(self) -> None:
        """Problems in the order of the file."""
        self.problems.sort(key=lambda problem: (problem.line, problem.column))
