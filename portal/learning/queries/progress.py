"""What a reader does next, did last, and what is new."""

from __future__ import annotations

from typing import NamedTuple

from portal.learning.queries.catalogue import Line
from portal.learning.queries.menu import Menu, StageCount


class NextStep(NamedTuple):
    """The one item to take now and its stage; `for_job` says that it is meant for the reader's job."""

    line: Line
    stage: StageCount
    for_job: bool


def next_step(menu: Menu, mine: StageCount | None, job: str) -> NextStep | None:
    """The first item not done from the company's stage on, those for the reader's job first within a stage.

    Only then what was left open in the stages before. None when everything on the reader's menu is done.
    """
    stages = {stage.slug: stage for stage in menu.stages}

    def order(line: Line) -> tuple[bool, int, bool]:
        stage = stages[line.stage]
        return (mine is not None and stage.position < mine.position, stage.position, not meant_for(menu, line, job))

    found = min((line for line in menu.lines if line.item_id not in menu.done), key=order, default=None)
    return NextStep(found, stages[found.stage], meant_for(menu, found, job)) if found else None


def meant_for(menu: Menu, line: Line, job: str) -> bool:
    """Whether the item names this job, in any case."""
    return bool(job) and job.casefold() in (named.casefold() for named in menu.shelf.items[line.item_id].jobs)


def recently_finished(menu: Menu, limit: int = 3) -> list[Line]:
    """What the reader finished last and can still open."""
    finished = [line for line in menu.lines if line.item_id in menu.done]
    finished.sort(key=lambda line: menu.done[line.item_id][1], reverse=True)
    return menu.mine(finished[:limit])


def newest(menu: Menu, limit: int = 4) -> list[Line]:
    """What came to the menu last."""
    return menu.mine(menu.shelf.newest[:limit])
