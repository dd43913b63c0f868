"""How a slice says what it holds about people, once, when it is imported:

    personal(
        Personal(
            key="ideas",                      # the name of its file in the export
            erase=erase,                      # Leaver -> None
            export=export,                    # Person -> what they may read of it, ready for JSON
            files=pictures,                   # Person -> File rows they uploaded
            removed=("idea_verdict.missing", "idea_follow"),
            kept={"idea.author_id": "the number of a person without a name", …},
        )
    )

`erase` runs in one transaction with all others, which holds the person's row (so the person comes first in every order
of locks), and once more in the worker, for what was on its way meanwhile. It deletes or empties `removed`; what it
leaves of people's words, and numbers of people, stands in `kept` with the reason. Tables or columns alike; a test goes
over all tables and fails when something that may hold a person is in neither.

`export` leaves out what is for staff only. Values may be iterators: they are written out one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel.db import db
from portal.kernel.files import File
from portal.kernel.forgetting import Words


@dataclass(frozen=True)
class Leaver:
    """Who is erased: their number, and what named them until now.

    A slice notes in `digests` the bytes of the files whose rows it took away.
    """

    person_id: int
    email: str
    name: str
    public_id: str = ""
    digests: set[str] = field(default_factory=set)

    @property
    def words(self) -> Words:
        """What stood for them in texts."""
        return Words((self.email, self.name))


def nothing(_person: Person) -> dict[str, Any]:
    """Nothing that a person may read."""
    return {}


def no_files(_person: Person) -> Iterable[File]:
    """No files of people."""
    return ()


@dataclass(frozen=True)
class Personal:
    """One slice's part; see above."""

    key: str
    erase: Callable[[Leaver], None]
    export: Callable[[Person], Mapping[str, Any]] = nothing
    files: Callable[[Person], Iterable[File]] = no_files
    removed: tuple[str, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)


PERSONAL: dict[str, Personal] = {}
CHUNK = 500  # rows read at once


def one_by_one(wanted: sa.Select[*tuple[Any, ...]]) -> Iterator[Any]:
    """Rows in order of their first column, an id, read `CHUNK` at a time."""
    last, [key, *_rest] = 0, wanted.selected_columns
    while rows := db.session.execute(wanted.where(key > last).order_by(key).limit(CHUNK)).all():
        yield from rows
        last = rows[-1][0]


def personal(part: Personal) -> None:
    """Have this part exported and erased with a person."""
    PERSONAL[part.key] = part
