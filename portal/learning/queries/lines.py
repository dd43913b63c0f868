"""A menu line: what lists show of an item, read in one statement whatever the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from portal.kernel.db import db
from portal.kernel.i18n import locale
from portal.learning.models import Completion, Item, ItemText, Stage, in_language, item_url
from portal.learning.queries.scope import finished_by, on_menu, text_for

if TYPE_CHECKING:
    from portal.accounts.models import Person


@dataclass(frozen=True)
class Line:
    """One item as a list shows it; `language` is the one its title is in, `done` is earned, self or None."""

    slug: str
    format: str
    minutes: int
    stage: str
    stage_names: dict[str, Any]
    title: str
    summary: str
    language: str
    done: str | None
    done_at: datetime | None

    @property
    def url(self) -> str:
        """Address of its page."""
        return item_url(self.slug)

    @property
    def stage_name(self) -> str:
        """The stage in the reader's language."""
        return in_language(self.stage_names, locale()) or self.stage


COLUMNS = (
    Item.slug,
    Item.format,
    Item.minutes,
    Item.stage,
    Stage.names,
    ItemText.title,
    ItemText.summary,
    ItemText.locale,
    Completion.kind,
    Completion.at,
)


def menu_lines(reader: Person | None, *more: sa.ColumnElement[Any] | InstrumentedAttribute[Any]) -> sa.Select[Any]:
    """Everything on the reader's menu, for callers to narrow and order; `more` columns come after a line's own."""
    return (
        sa.select(*COLUMNS, *more)
        .select_from(Item)
        .join(Stage, Stage.slug == Item.stage)
        .join(ItemText, text_for(locale()))
        .outerjoin(Completion, finished_by(reader))
        .where(on_menu(reader))
    )


def read_lines(chosen: sa.Select[Any]) -> list[Line]:
    """The lines of a narrowed `menu_lines`."""
    return [line_of(row) for row in db.session.execute(chosen)]


def line_of(row: sa.Row[Any]) -> Line:
    """The line at the front of a row of `menu_lines`."""
    return Line(*row[: len(COLUMNS)])
