"""The menu as one reader finds it, with what the reader has done: one statement, the rest from memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from portal.accounts.policy import access_tokens
from portal.kernel.db import db
from portal.kernel.i18n import locale
from portal.learning.models import Completion, Edition, Stage
from portal.learning.queries.catalogue import Line, Shelf, catalogue

if TYPE_CHECKING:
    from portal.accounts.models import Person

PAGE_SIZE = 20

STANDING = (  # the edition on the first column of each row, one row for each completion, one without any
    sa.select(Edition.token, Completion.item_id, Completion.kind, Completion.at)
    .select_from(Edition)
    .outerjoin(Completion, Completion.person_id == sa.bindparam("reader_id", type_=sa.Integer()))
)


class StageCount(NamedTuple):
    """A stage with how many items this reader finds in it, and how many of them are done."""

    slug: str
    name: str
    position: int
    total: int
    done: int

    @property
    def share(self) -> int:
        """Percent done."""
        return round(100 * self.done / self.total) if self.total else 0


class Menu:
    """The reader's menu: `lines` in order with the reader's own progress, `stages` with counts."""

    def __init__(self, shelf: Shelf, done: dict[int, tuple[str, datetime]]) -> None:
        self.shelf, self.done = shelf, done
        finished = Counter(shelf.items[item_id].stage for item_id in done if item_id in shelf.items)
        self.stages = [
            StageCount(slug, name, position, shelf.totals[slug], finished[slug])
            for position, (slug, name) in enumerate(shelf.stages.items())
        ]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All of it in order, without progress: for choosing. Pages show `mine` of what was chosen."""
        return self.shelf.lines

    def mine(self, chosen: Iterable[Line]) -> list[Line]:
        """The lines with when and how the reader finished them."""
        return [line.finished(*self.done[line.item_id]) if line.item_id in self.done else line for line in chosen]

    def stage(self, slug: str | None) -> StageCount | None:
        """The stage of that slug among those this reader is told of."""
        return next((stage for stage in self.stages if stage.slug == slug), None)

    def page(self, stage: str | None, first_stage: str | None, number: int) -> list[Line]:
        """Page `number` (from 1) of one stage, or of the whole menu with `first_stage` at its head."""
        chosen = [line for line in self.lines if stage in (None, line.stage)]
        if first_stage is not None:
            chosen.sort(key=lambda line: line.stage != first_stage)  # stable: the rest keeps its order
        return self.mine(chosen[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])


def menu_of(reader: Person | None) -> Menu:
    """What this reader finds, in the language in force; empty before content was taken over for the first time."""
    found = db.session.connection().execute(STANDING, {"reader_id": reader.id if reader else None}).all()
    done = {item_id: (kind, at) for _edition, item_id, kind, at in found if item_id is not None}
    if not found:
        return Menu(Shelf({}, (), Counter(), {}, ()), {})
    return Menu(catalogue(found[0][0]).shelf(access_tokens(reader), locale()), done)


def stage_of(reader: Person | None, menu: Menu) -> StageCount | None:
    """The stage of the reader's company, when the reader finds it on the menu."""
    organization = reader.organization if reader else None
    return menu.stage(organization.stage) if organization else None


def all_stages() -> list[Stage]:
    """Every stage, for staff to choose one for a company."""
    return list(db.session.scalars(sa.select(Stage).order_by(Stage.position, Stage.id)))
