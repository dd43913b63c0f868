"""The menu: stages with their counts, and the items of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from portal.kernel.db import db
from portal.kernel.i18n import locale
from portal.learning.models import Completion, Item, Stage, in_language
from portal.learning.queries.lines import Line, menu_lines, read_lines
from portal.learning.queries.scope import FINISHED, ON_MENU, STAGE_TOLD, reading

if TYPE_CHECKING:
    from portal.accounts.models import Person

PAGE_SIZE = 20

STAGES = (
    sa.select(
        Stage.slug, Stage.names, Stage.position, sa.func.count(Item.id), sa.func.count(Completion.id).label("done")
    )
    .select_from(Stage)
    .outerjoin(Item, sa.and_(Item.stage == Stage.slug, ON_MENU))
    .outerjoin(Completion, FINISHED)
    .where(STAGE_TOLD)
    .group_by(Stage.id)
    .order_by(Stage.position, Stage.id)
)
MENU = (
    menu_lines()
    .order_by(
        sa.case((Item.stage == sa.bindparam("first_stage"), 0), else_=1),
        Stage.position,
        Stage.id,
        Item.position,
        Item.id,
    )
    .limit(PAGE_SIZE)
    .offset(sa.bindparam("skipped", type_=sa.Integer()))
)
MENU_OF_STAGE = MENU.where(Item.stage == sa.bindparam("stage"))


class StageCount(NamedTuple):
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
    language = locale()
    found = db.session.connection().execute(STAGES, reading(reader))
    return [
        StageCount(slug, in_language(names, language) or slug, position, total, done)
        for slug, names, position, total, done in found
    ]


def stage_of(reader: Person | None, stages: list[StageCount]) -> StageCount | None:
    """The stage the reader's company is in; None for guests, staff, and stages only staff are told of."""
    company = reader.organization if reader else None
    return next((stage for stage in stages if company and stage.slug == company.stage), None)


def menu_page(reader: Person | None, stage: str | None, first_stage: str | None, page: int) -> list[Line]:
    """Page `page` (from 1) of one stage, or of the whole menu with `first_stage` at its head."""
    values = reading(reader, first_stage=first_stage or "", skipped=(page - 1) * PAGE_SIZE)
    if stage is None:
        return read_lines(MENU, values)
    return read_lines(MENU_OF_STAGE, values | {"stage": stage})


def all_stages() -> list[Stage]:
    """Every stage in its order, those for staff only too."""
    return list(db.session.scalars(sa.select(Stage).order_by(Stage.position, Stage.id)))
