"""Lists whose statement is built once: a page of one is asked for again and again with other values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from portal.kernel.cursors import encode
from portal.kernel.db import db
from portal.kernel.paging import SIZE, Key, Page, page_of


class Walk:
    """Rows of plain columns in the order of `keys`, as `kernel.paging.page_of` has them; parameters stand for values.

    The first page, which is what nearly everybody asks for, needs no statement made for it.
    """

    def __init__(
        self, select: sa.Select[Any], keys: Sequence[Key], *, size: int = SIZE, oldest_first: bool = False
    ) -> None:
        self.select, self.keys, self.size, self.oldest_first = select, keys, size, oldest_first
        columns = [column for column, _direction in keys]
        order = [column.desc() if direction == "desc" else column.asc() for column, direction in keys]
        self._first = select.add_columns(*columns).order_by(*order).limit(size + 1)

    def page(self, values: Mapping[str, Any], after: str | None, before: str | None) -> Page[Any]:
        """One page with these values in one statement; the keys stand behind the columns of its rows.

        Raises Invalid for a cursor of another list.
        """
        if after or before:
            asked, turned = self.select.params(values), self.oldest_first
            return page_of(
                db.session, asked, self.keys, after=after, before=before, size=self.size, oldest_first=turned
            )
        rows = db.session.connection().execute(self._first, values).all()
        items = list(rows[: self.size])
        on = encode(items[-1][-len(self.keys) :]) if len(rows) > self.size else None
        return Page(items, on, None, True) if self.oldest_first else Page(items, None, on)
