"""What a person has done, what comes next, and what is new."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from portal.kernel.db import db
from portal.kernel.i18n import locale
from portal.learning.models import Completion, Item, Stage, in_language
from portal.learning.queries.lines import Line, line_of, menu_lines, read_lines
from portal.learning.queries.scope import reading

if TYPE_CHECKING:
    from portal.accounts.models import Person
    from portal.learning.queries.menu import StageCount


# Items that name the reader's job, in any case. The list is searched as the JSON text it is kept as, on both databases.
FOR_JOB = sa.func.lower(sa.cast(Item.jobs, sa.Text)).like(sa.bindparam("job", type_=sa.Text()), escape="/")
BEHIND = sa.case((Stage.position < sa.bindparam("from_position", type_=sa.Integer()), 1), else_=0)
NEXT = (
    menu_lines(Stage.names, Stage.position, FOR_JOB)
    .where(Completion.id.is_(None))
    .order_by(BEHIND, Stage.position, Stage.id, sa.case((FOR_JOB, 0), else_=1), Item.position, Item.id)
    .limit(1)
)

MOST = sa.bindparam("most", type_=sa.Integer())
FINISHED_LAST = menu_lines(finished=True).order_by(Completion.at.desc(), Completion.id.desc()).limit(MOST)
NEWEST = menu_lines().order_by(Item.published_at.desc(), Item.id.desc()).limit(MOST)


class NextStep(NamedTuple):
    """The one item to take now; `position` is its stage's, `for_job` says that it is meant for the reader's job."""

    line: Line
    stage_name: str
    position: int
    for_job: bool


def next_step(reader: Person, stage: StageCount | None) -> NextStep | None:
    """The first item not done: in `stage`, then in later stages, then in earlier ones; those for the job first in each.

    None when everything on the reader's menu is done.
    """
    values = reading(reader, from_position=stage.position if stage else 0, job=_names(reader.job))
    found = db.session.connection().execute(NEXT, values).first()
    if found is None:
        return None
    line = line_of(found)
    names, position, matches = tuple(found)[-3:]
    return NextStep(line, in_language(names, locale()) or line.stage, position, bool(matches))


def _names(job: str) -> str | None:
    """The LIKE pattern of lists that name this job; None, which matches none, without a job."""
    if not job:
        return None
    quoted = json.dumps(job.lower()).lower()
    return "%" + re.sub(r"([%_/])", r"/\1", quoted) + "%"


def recently_finished(reader: Person, limit: int = 3) -> list[Line]:
    """What the reader finished last and can still open."""
    return read_lines(FINISHED_LAST, reading(reader, most=limit))


def newest(reader: Person | None, limit: int = 4) -> list[Line]:
    """What came to the menu last."""
    return read_lines(NEWEST, reading(reader, most=limit))
