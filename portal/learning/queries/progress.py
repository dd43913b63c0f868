"""What a person has done, what comes next, and what is new."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from portal.kernel.db import db
from portal.learning.models import Completion, Item, Stage
from portal.learning.queries.lines import Line, line_of, menu_lines, read_lines

if TYPE_CHECKING:
    from portal.accounts.models import Person
    from portal.learning.queries.menu import StageCount


@dataclass(frozen=True)
class NextStep:
    """The one item to take now; `position` is its stage's, `for_job` says that it is meant for the reader's job."""

    line: Line
    position: int
    for_job: bool


def next_step(reader: Person, stage: StageCount | None) -> NextStep | None:
    """The first item not done: in `stage`, then in later stages, then in earlier ones; those for the job first in each.

    None when everything on the reader's menu is done.
    """
    for_job = meant_for(reader.job)
    behind = sa.case((Stage.position < (stage.position if stage else 0), 1), else_=0)
    found = db.session.execute(
        menu_lines(reader, Stage.position, for_job)
        .where(Completion.id.is_(None))
        .order_by(behind, Stage.position, Stage.id, sa.case((for_job, 0), else_=1), Item.position, Item.id)
        .limit(1)
    ).first()
    if found is None:
        return None
    position, matches = tuple(found)[-2:]
    return NextStep(line_of(found), position, bool(matches))


def meant_for(job: str) -> sa.ColumnElement[Any]:
    """Items that name this job, in any case. The list is searched as the JSON text it is kept as, on both databases."""
    if not job:
        return sa.literal(value=False)
    return sa.func.lower(sa.cast(Item.jobs, sa.Text)).contains(json.dumps(job.lower()).lower(), autoescape=True)


def recently_finished(reader: Person, limit: int = 3) -> list[Line]:
    """What the reader finished last and can still open."""
    return read_lines(
        menu_lines(reader)
        .where(Completion.id.is_not(None))
        .order_by(Completion.at.desc(), Completion.id.desc())
        .limit(limit)
    )


def newest(reader: Person | None, limit: int = 4) -> list[Line]:
    """What came to the menu last."""
    return read_lines(menu_lines(reader).order_by(Item.published_at.desc(), Item.id.desc()).limit(limit))
