"""The cells of a file about ideas, read against what the portal knows; what cannot be taken becomes a problem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.commands.planning_organizations import chunked
from portal.accounts.models import Person
from portal.ideas.models import Idea, IdeaStatus
from portal.ideas.policy import CLOSED
from portal.kernel.csv import Column, Problem, Row
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _
from portal.posting import tables


@dataclass(frozen=True)
class Known:
    """What the rows are compared with, read in a few statements whatever their number."""

    people: dict[str, Person]  # by address
    ideas: dict[str, Idea]  # by external id, and by "#<number>"
    statuses: dict[str, int]  # by slug and name in each language, folded
    first_status: int
    closed: frozenset[int]  # states
    areas: dict[str, int]


class Cells(tables.Cells):
    """One row of a file about ideas."""

    def __init__(self, row: Row, columns: Sequence[Column], known: Known, problems: list[Problem]) -> None:
        super().__init__(row, columns, known.people, problems)
        self.known = known

    def idea(self) -> Idea | None:
        """The idea whose key is in the cell."""
        return self.read("idea", self._idea)

    def _idea(self, cell: str) -> Idea:
        found = self.known.ideas.get(cell)
        if found is None:
            raise Invalid(_("No idea has the ID “%(id)s”. Import the ideas first.", id=cell))
        return found


def known_of(rows: Sequence[Row]) -> Known:
    """All that these rows name."""
    keys = tables.cells_in(rows, "external_id", "idea")
    ideas = chunked(keys, lambda some: sa.select(Idea).where(Idea.external_id.in_(some)))
    own = chunked(tables.own_numbers(keys), lambda some: sa.select(Idea).where(Idea.id.in_(some)))
    statuses = list(db.session.scalars(sa.select(IdeaStatus).order_by(IdeaStatus.position, IdeaStatus.id)))
    return Known(
        people=tables.people_in(rows, "author", "person"),
        ideas={str(idea.external_id): idea for idea in ideas} | {f"#{idea.id}": idea for idea in own},
        statuses={word: one.id for one in statuses for word in tables.words_of(one)},
        first_status=next((one.id for one in statuses if one.category == "new"), 0),
        closed=frozenset(one.id for one in statuses if one.category in CLOSED),
        areas=tables.areas(),
    )
