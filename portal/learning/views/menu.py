"""The menu of the cafeteria."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from math import ceil

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import public, reader
from portal.kernel.i18n import _
from portal.kernel.pages import render
from portal.learning.queries import menu as menus
from portal.learning.queries.menu import StageCount
from portal.learning.views.blueprint import bp


@bp.get("/learn")
@public
def menu() -> ResponseReturnValue:
    """The menu, the reader's stage first, or one stage of it (`?stage=`), in numbered pages."""
    person = reader()
    found = menus.menu_of(person)
    mine = menus.stage_of(person, found)
    chosen = found.stage(request.args.get("stage"))
    everything = len(found.lines)
    page_count = max(1, ceil((chosen.total if chosen else everything) / menus.PAGE_SIZE))
    page = min(max(1, request.args.get("page", 1, type=int)), page_count)
    lines = found.page(chosen.slug if chosen else None, mine.slug if mine else None, page)
    by_slug = {stage.slug: stage for stage in found.stages}
    return render(
        "learning/menu.html",
        links=_stage_links(found.stages, chosen, everything),
        groups=[(by_slug[slug], list(group)) for slug, group in groupby(lines, key=lambda line: line.stage)],
        mine=mine,
        chosen=chosen,
        everything=everything,
        page=page,
        page_count=page_count,
    )


@dataclass(frozen=True)
class StageLink:
    """A way to one stage of the menu, or to all."""

    label: str
    url: str
    current: bool
    count: int


def _stage_links(stages: list[StageCount], chosen: StageCount | None, everything: int) -> tuple[StageLink, ...]:
    address = url_for("learning.menu")
    everywhere = StageLink(_("All"), address, chosen is None, everything)
    return everywhere, *(
        StageLink(stage.name, f"{address}?stage={stage.slug}", stage is chosen, stage.total) for stage in stages
    )
