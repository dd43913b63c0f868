"""Pages of lists: by key over an index for lists that grow, numbered for the one that does not.

Keyset paging after Markus Winand, "We need tool support for keyset pagination" (use-the-index-luke.com/no-offset).
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from portal.kernel.cursors import Cursor, decode, encode

T = TypeVar("T")
Key = tuple[Any, Literal["asc", "desc"]]
SIZE = 20


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The rows in list order, and the cursors of its neighbours; None where the list ends.

    `newer` and `older` mean time. In newest-first lists the address carries them as `?before=` and `?after=`;
    in oldest-first lists the other way round. `back` and `on` are the same two by place: `?before=back`, `?after=on`.
    """

    items: list[T]
    newer: str | None
    older: str | None
    oldest_first: bool = False

    @property
    def back(self) -> str | None:
        """The cursor for `?before=`."""
        return self.older if self.oldest_first else self.newer

    @property
    def on(self) -> str | None:
        """The cursor for `?after=`."""
        return self.newer if self.oldest_first else self.older


def page_of(
    session: Session | scoped_session[Any],
    select: sa.Select[Any],
    keys: Sequence[Key],
    *,
    after: str | None = None,
    before: str | None = None,
    size: int = SIZE,
    oldest_first: bool = False,
    ranges: Sequence[sa.ColumnElement[bool]] = (),
) -> Page[Any]:
    """One page of `select`, in the order of `keys`, in one statement.

    `keys`: columns with their direction, none of them ever NULL in the rows selected, the last one unique; an index
    over them in this order serves every page in the same time. With all directions alike the comparison is of row
    values, else spelled out behind a bound on the first key. Both databases walk the index for each, but with mixed
    directions also the rows that tie on the first key: prefer one direction where ties are many. `select` has no
    order, limit, DISTINCT or GROUP BY of its own. `after` or `before` is a cursor from the address; empty is none,
    and `after` wins. Items are entities or values when `select` asks for one thing, else its rows, to be read by name
    (the keys stand behind its columns). `ranges`: of conditions that exclude each other, each with an index over the
    keys, any may hold; as many rows of each are read and merged. Then items are rows.
    Raises Invalid for a cursor that is not of such a list. The way back to where the reader came from is offered
    without asking the database whether those rows are still there.
    """
    if size < 1 or not keys:
        raise ValueError("a page needs a size of 1 or more and at least one key")
    columns = [column for column, _direction in keys]
    cursor = decode(after or before or "", [column.type for column in columns])
    backward = cursor is not None and not after
    directions = [(direction == "desc") != backward for _column, direction in keys]
    statement = select.add_columns(*columns)
    if cursor:
        statement = statement.where(beyond(columns, directions, cursor))
    if ranges:
        statement, columns = _merged(statement, columns, directions, ranges, size + 1)
    statement = statement.order_by(*_order(columns, directions))
    rows = session.execute(statement.limit(size + 1)).all()
    more, rows = len(rows) > size, rows[:size]
    if backward:
        rows = rows[::-1]
    width = len(keys)
    ends = ends_of([tuple(row[-width:]) for row in (rows[0], rows[-1])] if rows else [], cursor)
    back = ends[0] if cursor and (more or not backward) else None
    on = ends[1] if more or backward else None
    if not rows:
        back, on = (None, ends[1]) if backward else (ends[0], None)
    items = [row[0] if len(row) == width + 1 else row for row in rows]
    return Page(items, on, back, True) if oldest_first else Page(items, back, on)


def _order(columns: Sequence[Any], down: Sequence[bool]) -> list[Any]:
    return [column.desc() if falls else column.asc() for column, falls in zip(columns, down, strict=True)]


def _merged(
    statement: sa.Select[Any],
    columns: Sequence[Any],
    down: Sequence[bool],
    ranges: Sequence[sa.ColumnElement[bool]],
    most: int,
) -> tuple[sa.Select[Any], list[Any]]:
    """The first rows of each range together, and their keys, which are the last columns."""
    first = [statement.where(one).order_by(*_order(columns, down)).limit(most) for one in ranges]
    together = sa.union_all(*(sa.select(one.subquery()) for one in first)).subquery()
    found = list(together.c)
    return sa.select(*found), found[-len(columns) :]


def ends_of(rows: list[tuple[Any, ...]], cursor: Cursor | None) -> tuple[str | None, str | None]:
    """Cursors from the first and the last row; on an empty page one that includes the row the reader came from."""
    if rows:
        return encode(rows[0]), encode(rows[-1])
    here = encode(cursor.values, included=True) if cursor else None
    return here, here


def beyond(columns: Sequence[Any], down: Sequence[bool], cursor: Cursor) -> sa.ColumnElement[bool]:
    """Rows past the cursor, and its own row too if the cursor says so. `down`: which keys fall in list order."""
    values = [sa.literal(value, column.type) for column, value in zip(columns, cursor.values, strict=True)]
    if len(set(down)) == 1:
        left, right = (sa.tuple_(*columns), sa.tuple_(*values)) if len(columns) > 1 else (columns[0], values[0])
        return _past(left, right, down[0], cursor.included)
    past = _past(columns[-1], values[-1], down[-1], cursor.included)
    for column, value, falls in list(zip(columns, values, down, strict=True))[-2::-1]:
        past = sa.and_(_past(column, value, falls, True), sa.or_(_past(column, value, falls, False), past))
    return past


def _past(left: Any, right: Any, down: bool, included: bool) -> sa.ColumnElement[bool]:
    compare = (operator.le if included else operator.lt) if down else (operator.ge if included else operator.gt)
    return cast("sa.ColumnElement[bool]", compare(left, right))


@dataclass(frozen=True, slots=True)
class Numbered:
    """Where page `page` of `pages` lies in a list of `count` rows; both from 1."""

    count: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.count // self.size))

    @property
    def offset(self) -> int:
        """Rows before this page, for OFFSET."""
        return (self.page - 1) * self.size

    @property
    def first(self) -> int:
        """Number of the first row shown, from 1; 0 in an empty list."""
        return min(self.offset + 1, self.count)

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return min(self.offset + self.size, self.count)


def numbered(count: int, page: int | None, size: int = SIZE) -> Numbered:
    """A numbered page for /learn; a page beyond either end becomes the nearest one, as filters shrink lists."""
    whole = Numbered(count, 1, size)
    return Numbered(count, min(max(page or 1, 1), whole.pages), size)
