"""The menu: stages with their counts, and the items of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from portal.kernel.db import db
from portal.kernel.i18n import locale
from portal.learning.models import Completion, Item, Stage
from portal.learning.queries.lines import Line, menu_lines, read_lines
from portal.learning.queries.scope import finished_by, on_menu, stage_open_to

if TYPE_CHECKING:
    from portal.accounts.models import Person

PAGE_SIZE = 20


@dataclass(frozen=True)
class StageCount:
    """A stage with how many items this reader finds in it, and how many of them are done."""

    slug: str
    name: str
    position: int
    total: int
    done: int

    @property
    def share(self) -> int:
        """Percent done, rounded down so that 100 means all."""
        return self.done * 100 // self.total if self.total else 0


def stage_counts(reader: Person | None) -> list[StageCount]:
    """The stages in their order, in one statement."""
    found = db.session.execute(
        sa.select(Stage, sa.func.count(Item.id), sa.func.count(Completion.id))
        .select_from(Stage)
        .outerjoin(Item, sa.and_(Item.stage == Stage.slug, on_menu(reader)))
        .outerjoin(Completion, finished_by(reader))
        .where(stage_open_to(reader))
        .group_by(Stage.id)
        .order_by(Stage.position, Stage.id)
    )
    return [
        StageCount(stage.slug, stage.name(locale()), stage.position, total, done) for stage, total, done in found.all()
    ]


def stage_of(reader: Person | None, stages: list[StageCount]) -> StageCount | None:
    """The stage the reader's company is in; None for guests, staff, and stages only staff are told of."""
    company = reader.organization if reader else None
    return next((stage for stage in stages if company and stage.slug == company.stage), None)


def menu_page(reader: Person | None, stage: str | None, first_stage: str | None, page: int) -> list[Line]:
    """Page `page` (from 1) of one stage, or of the whole menu with `first_stage` at its head."""
    chosen = menu_lines(reader)
    if stage is not None:
        chosen = chosen.where(Item.stage == stage)
    return read_lines(
        chosen.order_by(
            sa.case((Item.stage == (first_stage or ""), 0), else_=1), Stage.position, Stage.id, Item.position, Item.id
        )
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )


def all_stages() -> list[Stage]:
    """Every stage in its order, those for staff only too."""
    return list(db.session.scalars(sa.select(Stage).order_by(Stage.position, Stage.id)))
