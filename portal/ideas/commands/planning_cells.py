"""The cells of a file about ideas, read against what the portal knows; what cannot be taken becomes a problem."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa

from portal.accounts.commands.planning_organizations import chunked
from portal.accounts.models import Person
from portal.ideas.commands.table_columns import OWN, read_moment
from portal.ideas.models import Idea, IdeaStatus
from portal.ideas.policy import CLOSED
from portal.kernel.calendar import now
from portal.kernel.csv import Column, Problem, Row
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _, zone
from portal.posting.models import Area

T = TypeVar("T")


@dataclass(frozen=True)
class Known:
    """What the rows are compared with, read in a few statements whatever their number."""

    people: dict[str, Person]  # by address
    ideas: dict[str, Idea]  # by external id, and by "#<number>"
    statuses: dict[str, int]  # by slug and name in each language, folded
    first_status: int
    closed: frozenset[int]  # states
    areas: dict[str, int]


class Cells:
    """One row being read: each cell that cannot be taken becomes a problem."""

    def __init__(self, row: Row, columns: Sequence[Column], known: Known, problems: list[Problem]) -> None:
        self.row, self.values, self.known, self.problems = row, row.values, known, problems
        self.headers = {column.name: column.header for column in columns}
        self.before = len(problems)

    @property
    def good(self) -> bool:
        """Whether nothing was wrong so far."""
        return len(self.problems) == self.before

    def read(self, name: str, read: Callable[[str], T]) -> T | None:
        """What the cell says; None, with a problem, when it cannot be taken."""
        try:
            return read(self.values[name])
        except Invalid as error:
            self.refuse(name, error.message)
            return None

    def refuse(self, name: str, message: str) -> None:
        """Tell what is wrong with a cell."""
        self.problems.append(Problem(self.row.line, self.headers[name], message))

    def person(self, name: str) -> Person | None:
        """Who has the address in the cell."""
        return self.read(name, self._person)

    def _person(self, cell: str) -> Person:
        found = self.known.people.get(cell.lower())
        if found is None:
            raise Invalid(_("Nobody here has the address “%(email)s”. Import people first.", email=cell))
        return found

    def idea(self) -> Idea | None:
        """The idea whose key is in the cell."""
        return self.read("idea", self._idea)

    def _idea(self, cell: str) -> Idea:
        found = self.known.ideas.get(cell)
        if found is None:
            raise Invalid(_("No idea has the ID “%(id)s”. Import the ideas first.", id=cell))
        return found

    def at(self) -> datetime | None:
        """When it was said; now where the cell is empty."""
        return self.read("at", lambda cell: read_moment(cell, zone()) if cell else now())

    def text(self, name: str, most: int) -> str | None:
        """The cell, at most so many characters."""
        return self.read(name, lambda cell: _short(cell, most))


def _short(cell: str, most: int) -> str:
    if len(cell) > most:
        raise Invalid(_("Up to %(n)s characters, please; these are %(now)s.", n=most, now=len(cell)))
    return cell


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


def named(cell: str, known: dict[str, int]) -> int:
    """What a name stands for. Raises Invalid that lists the names there are."""
    if (found := known.get(_folded(cell))) is None:
        names = ", ".join(dict.fromkeys(known)) or "–"
        raise Invalid(_("“%(cell)s” is not known. It may be: %(words)s.", cell=cell, words=names))
    return found


def known_of(rows: Sequence[Row]) -> Known:
    """All that these rows name."""
    addresses = {row.values.get(name, "").lower() for row in rows for name in ("author", "person")} - {""}
    keys = {row.values.get(name, "") for row in rows for name in ("external_id", "idea")} - {""}
    numbers = {int(found[1]) for key in keys if (found := OWN.fullmatch(key))}
    people = chunked(
        addresses, lambda some: sa.select(Person).where(Person.email.in_(some), Person.erased_at.is_(None))
    )
    ideas = chunked(keys, lambda some: sa.select(Idea).where(Idea.external_id.in_(some)))
    own = chunked(numbers, lambda some: sa.select(Idea).where(Idea.id.in_(some)))
    statuses = list(db.session.scalars(sa.select(IdeaStatus).order_by(IdeaStatus.position, IdeaStatus.id)))
    areas = db.session.scalars(sa.select(Area).order_by(Area.position, Area.id))
    return Known(
        people={person.email: person for person in people},
        ideas={str(idea.external_id): idea for idea in ideas} | {f"#{idea.id}": idea for idea in own},
        statuses={word: one.id for one in statuses for word in _words(one)},
        first_status=next((one.id for one in statuses if one.category == "new"), 0),
        closed=frozenset(one.id for one in statuses if one.category in CLOSED),
        areas={word: one.id for one in areas for word in _words(one)},
    )


def _words(one: IdeaStatus | Area) -> list[str]:
    return [_folded(str(name)) for name in (*one.names.values(), one.slug) if name]
