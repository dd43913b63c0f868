"""Reading files of posts: cells against what the portal knows, and what would come of each row. Nothing is written.

What stands already, by its external id, is left as it is: the portal's own words win.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from portal.accounts.commands.planning_organizations import chunked
from portal.accounts.commands.reports import Report, Step
from portal.accounts.models import Person
from portal.accounts.table_columns import read_date
from portal.kernel.calendar import now
from portal.kernel.csv import Column, Problem, Row, Table
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _, zone
from portal.posting.models import Area
from portal.posting.writing import Written, written

T = TypeVar("T")
ID_LENGTH = 200
EXTERNAL_ID = Column("external_id", "External ID", ("外部ID", "ID", "Key"), required=True)
TITLE = Column("title", "Title", ("題名", "タイトル"), required=True)
AUTHOR = Column("author", "Author", ("投稿者", "Author e-mail", "投稿者のメールアドレス"), required=True)
AREA = Column("area", "Area", ("分野", "エリア", "Category", "カテゴリー"))
TAGS = Column("tags", "Tags", ("タグ",))
DATE = Column("at", "Date", ("日時", "日付", "Created", "Created at", "作成日", "投稿日"))
OWN = re.compile(r"#([1-9][0-9]{0,8})")  # a post of this portal by its number, as exports write it
WITH_TIME = re.compile(r"(.+?)[T\s　]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?")


class Cells:
    """One row being read: each cell that cannot be taken becomes a problem. `people`: by address."""

    def __init__(self, row: Row, columns: Sequence[Column], people: dict[str, Person], problems: list[Problem]) -> None:
        self.row, self.values, self.people, self.problems = row, row.values, people, problems
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

    def note(self, name: str, message: str) -> None:
        """Tell something about a cell that stops nothing."""
        self.problems.append(Problem(self.row.line, self.headers[name], message, warning=True))
        self.before += 1

    def person(self, name: str) -> Person | None:
        """Who has the address in the cell."""
        return self.read(name, self._person)

    def _person(self, cell: str) -> Person:
        found = self.people.get(cell.lower())
        if found is None:
            raise Invalid(_("Nobody here has the address “%(email)s”. Import people first.", email=cell))
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


def read_rows(
    table: Table, cells_of: Callable[[Row, list[Problem]], T], step_of: Callable[[T], Step | None], key: Sequence[str]
) -> Report:
    """What the rows of the table would do; a `key` that stands twice is a problem."""
    report = Report.of(table)
    seen: dict[tuple[str, ...], int] = {}
    for row in table.rows:
        cells: Any = cells_of(row, report.problems)
        once = tuple(row.values[name].casefold() for name in key)
        if first := seen.get(once):
            cells.refuse(key[-1], _("This stands in line %(line)s too.", line=first))
        seen.setdefault(once, row.line)
        step = step_of(cells)
        if step is not None and cells.good:
            report.steps.append(step)
    report.sort()
    return report


def leave_standing(report: Report, key_of: Callable[[Any], str], known: set[str]) -> None:
    """What is so already, or was brought in before, adds nothing."""
    report.steps = [
        replace(step, state="same") if step.state == "new" and key_of(step.facts) in known else step
        for step in report.steps
    ]


def cells_in(rows: Sequence[Row], *names: str) -> set[str]:
    """What stands in these columns."""
    return {row.values.get(name, "") for row in rows for name in names} - {""}


def people_in(rows: Sequence[Row], *names: str) -> dict[str, Person]:
    """Whom these columns name, by address."""
    addresses = {cell.lower() for cell in cells_in(rows, *names)}
    found = chunked(addresses, lambda some: sa.select(Person).where(Person.email.in_(some), Person.erased_at.is_(None)))
    return {person.email: person for person in found}


def own_numbers(keys: Iterable[str]) -> set[int]:
    """Numbers of posts of this portal among the keys."""
    return {int(found[1]) for key in keys if (found := OWN.fullmatch(key))}


def areas() -> dict[str, int]:
    """By slug and name in each language, folded."""
    every = db.session.scalars(sa.select(Area).order_by(Area.position, Area.id))
    return {word: one.id for one in every for word in words_of(one)}


def words_of(one: Any) -> list[str]:
    """What somebody may call a row that has `names` by locale and a `slug`."""
    return [_folded(str(name)) for name in (*one.names.values(), one.slug) if name]


def named(cell: str, known: dict[str, T]) -> T:
    """What a name stands for. Raises Invalid that lists the names there are."""
    if (found := known.get(_folded(cell))) is None:
        names = ", ".join(dict.fromkeys(known)) or "–"
        raise Invalid(_("“%(cell)s” is not known. It may be: %(words)s.", cell=cell, words=names))
    return found


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


def shown_text(source: str, author: Person, line: int, report: Report, top: int = 3) -> Written | None:
    """The text as it is kept; None, with a problem, where it cannot be rendered."""
    try:
        return written(source, author, top=top)
    except Invalid as error:
        report.problems.append(Problem(line, "Text", error.message))
        return None


def read_moment(cell: str, zone: ZoneInfo) -> datetime:
    """A day or a moment, such as 2027-06-30, 2027/6/30 14:05 or 2027-06-30T14:05:00Z; without an offset in `zone`.

    Raises Invalid for anything else and for what has not come yet.
    """
    found = WITH_TIME.fullmatch(unicodedata.normalize("NFKC", cell))
    try:
        day = read_date(found[1] if found else cell)
        clock = time(int(found[2]), int(found[3]), int(found[4] or 0)) if found else time()
        moment = datetime.combine(day, clock, _offset(found[5]) if found and found[5] else zone).astimezone(UTC)
    except (ValueError, OverflowError):
        message = _("“%(cell)s” is not a date. Write it as 2027-06-30 or 2027-06-30 14:05.", cell=cell)
        raise Invalid(message) from None
    if moment > now():
        raise Invalid(_("“%(cell)s” has not come yet. Write when it was said.", cell=cell))
    return moment


def _offset(text: str) -> timezone:
    """`Z` or `+09:00` as a zone. Raises ValueError for more than a day."""
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    return timezone((1 if text[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))
