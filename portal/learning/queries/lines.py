"""A menu line: what lists show of an item, read in one statement whatever the list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from portal.kernel.db import db
from portal.learning.models import Completion, Item, ItemText, Stage, item_url
from portal.learning.queries.scope import BEST_TEXT, FINISHED, ON_MENU


class Line(NamedTuple):
    """One item as a list shows it; `language` is the one its title is in, `done` is earned, self or None."""

    slug: str
    format: str
    minutes: int
    stage: str
    title: str
    summary: str
    language: str
    done: str | None
    done_at: datetime | None

    @property
    def url(self) -> str:
        """Address of its page."""
        return item_url(self.slug)


COLUMNS = (
    Item.slug,
    Item.format,
    Item.minutes,
    Item.stage,
    ItemText.title,
    ItemText.summary,
    ItemText.locale,
    Completion.kind,
    Completion.at,
)


def menu_lines(*more: sa.ColumnElement[Any] | InstrumentedAttribute[Any], finished: bool = False) -> sa.Select[Any]:
    """Everything on the reader's menu, for callers to narrow and order; `finished`: only what the reader has done.

    `more` columns come after a line's own. It takes the parameters of `scope.reading`.
    """
    return (
        sa.select(*COLUMNS, *more)
        .select_from(Item)
        .join(Stage, Stage.slug == Item.stage)
        .join(ItemText, BEST_TEXT)
        .join(Completion, FINISHED, isouter=not finished)
        .where(ON_MENU)
    )


def read_lines(chosen: sa.Select[Any], values: Mapping[str, Any]) -> list[Line]:
    """The lines of a narrowed `menu_lines`."""
    return [Line._make(row) for row in db.session.connection().execute(chosen, values)]


def line_of(row: sa.Row[Any]) -> Line:
    """The line at the front of a row of `menu_lines` with more columns."""
    return Line._make(row[: len(COLUMNS)])
