"""What a reader does next, did last, and what is new."""

from __future__ import annotations

from typing import NamedTuple

from portal.learning.queries.catalogue import Line
from portal.learning.queries.courses import next_lesson
from portal.learning.queries.menu import Menu, StageCount


class NextStep(NamedTuple):
    """The one item to take now, its stage, and why: `of` is the course or item it is for, or who suggested it."""

    line: Line
    stage: StageCount
    why: str  # tray | course | first | suggested | job | stage
    of: str = ""


def next_step(menu: Menu, mine: StageCount | None) -> NextStep | None:
    """The first open item of the tray, else the course one is in, else the most useful from the company's stage on.

    What is open in stages before comes last. What an item builds on comes before it; on the tray the reader's own
    order stands. None when everything on the reader's menu is done.
    """
    return _on_tray(menu) or _in_course(menu, mine) or _most_useful(menu, mine)


def _step(menu: Menu, item_id: int, why: str, of: str = "") -> NextStep:
    [line] = menu.mine([menu.shelf.by_id[item_id]])
    stage = menu.stage(line.stage)
    assert stage is not None  # items of stages that are gone are on no menu
    return NextStep(line, stage, why, of)


def _on_tray(menu: Menu) -> NextStep | None:
    found = next((item_id for item_id in menu.tray if item_id not in menu.done), None)
    return _step(menu, found, "tray") if found else None


def _in_course(menu: Menu, mine: StageCount | None) -> NextStep | None:
    found = next_lesson(menu)
    if found is None or (mine is not None and found.course.stage != mine.slug):
        return None
    return _step(menu, found.lesson.item_id, "course", found.course.title)


def _most_useful(menu: Menu, mine: StageCount | None) -> NextStep | None:
    personal, places = menu.standing_now, {stage.slug: stage.position for stage in menu.stages}
    items, here = menu.shelf.items, mine.position if mine else 0

    def order(item_id: int) -> tuple[bool, bool, int]:
        place = places[items[item_id].stage]
        return (item_id not in personal.suggested, place < here, place)

    open_ones = (item_id for item_id in menu.taste.ranked(personal) if item_id not in personal.done)
    found = min(open_ones, key=order, default=None)  # the first of equals
    if found is None:
        return None
    ground = _ground(menu, found)
    if ground != found:
        return _step(menu, ground, "first", menu.shelf.by_id[found].title)
    reason = menu.taste.reason(found, personal)
    return _step(menu, found, reason.kind if reason.kind in ("suggested", "job") else "stage", reason.name)


def _ground(menu: Menu, item_id: int) -> int:
    """The open item at the bottom of what this one builds on; itself when all of that is done."""
    passed = {item_id}
    while below := [need for need in menu.shelf.needs.get(item_id, ()) if need not in menu.done and need not in passed]:
        item_id = below[0]
        passed.add(item_id)
    return item_id


def recently_finished(menu: Menu, limit: int = 3) -> list[Line]:
    """What the reader finished last and can still open."""
    finished = [line for line in menu.lines if line.item_id in menu.done]
    finished.sort(key=lambda line: menu.done[line.item_id].at, reverse=True)
    return menu.mine(finished[:limit])


def newest(menu: Menu, limit: int = 4) -> list[Line]:
    """What came to the menu last."""
    return menu.mine(menu.shelf.newest[:limit])
