"""Pages of what no index orders: the rows of an order that has one, looked through until a page is full.

How far that goes is bounded, so that a page costs the same on a portal of any size; a page that was cut short says
from where to look on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from portal.kernel.cursors import decode, encode
from portal.kernel.paging import SIZE, Key, Page, beyond, ends_of

MOST = 2000  # rows looked at for one page


def looked_up(select: sa.Select[Any]) -> sa.ColumnElement[bool]:
    """Whether `select`, which names the row that is looked at, finds one. For conditions left to `scan_of`.

    PostgreSQL may answer EXISTS by reading everything that could match first; what has a limit it asks row by row.
    """
    return select.limit(1).scalar_subquery().is_not(None)


@dataclass(frozen=True, slots=True)
class Scan:
    """A page, and whether it ends where the looking ended: then there may be more on its `on` (or `back`) side."""

    page: Page[Any]
    cut: bool


def scan_of(
    session: Session | scoped_session[Any],
    select: sa.Select[Any],
    keys: Sequence[Key],
    matching: sa.ColumnElement[bool],
    *,
    after: str | None = None,
    before: str | None = None,
    size: int = SIZE,
    most: int = MOST,
) -> Scan:
    """One page of the rows of `select` that match, in the order of `keys`, in one statement; newest-first lists only.

    `select`, `keys`, `after`, `before` are as for `page_of`, and an index serves `select` in this order without the
    condition `matching`, which is looked at row by row. Raises Invalid as `page_of` does.
    """
    columns = [column for column, _direction in keys]
    cursor = decode(after or before or "", [column.type for column in columns])
    backward = cursor is not None and not after
    directions = [(direction == "desc") != backward for _column, direction in keys]
    order = [column.desc() if down else column.asc() for column, down in zip(columns, directions, strict=True)]
    place = sa.func.row_number().over(order_by=order)
    walked = select.add_columns(*columns, matching.label("fits"), place.label("place")).order_by(*order).limit(most)
    if cursor:
        walked = walked.where(beyond(columns, directions, cursor))
    seen = walked.subquery()
    width = len(keys) + 2
    found = list(seen.c)
    again = [column.desc() if down else column.asc() for column, down in zip(found[-width:-2], directions, strict=True)]
    wanted = sa.select(*found).where(sa.or_(seen.c.fits, seen.c.place == most)).order_by(*again)
    rows = session.execute(wanted.limit(size + 1)).all()
    fitting = [row for row in rows if row.fits]
    more = len(fitting) > size
    cut = bool(rows) and rows[-1].place == most and not more
    far = encode(tuple(rows[-1][-width:-2])) if cut else None
    shown = fitting[:size][::-1] if backward else fitting[:size]
    ends = ends_of([tuple(row[-width:-2]) for row in (shown[0], shown[-1])] if shown else [], cursor)
    further = far or (ends[0 if backward else 1] if more else None)
    if backward:
        return Scan(Page(shown, further, ends[1]), cut)
    return Scan(Page(shown, ends[0] if cursor else None, further), cut)
