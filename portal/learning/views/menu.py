"""The menu of the cafeteria."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import public, reader
from portal.kernel.i18n import _
from portal.kernel.pages import here_with, render
from portal.learning import labels
from portal.learning.queries import menu as menus
from portal.learning.queries.filters import ORDERS, SORTS, Asked, Facets, Narrowed
from portal.learning.queries.menu import Menu
from portal.learning.queries.today import todays_set
from portal.learning.queries.tray import tray_of
from portal.learning.views.blueprint import bp


@bp.get("/learn")
@public
def menu() -> ResponseReturnValue:
    """The menu as it is most useful for the reader, or as the address asks, in numbered pages."""
    person = reader()
    found = menus.menu_of(person)
    facets = found.shelf.facets
    asked = facets.asked(request.args.to_dict(flat=False))
    stage = found.stage(asked.stage)
    if stage is None:
        asked = asked._replace(stage="")
    narrowed = facets.narrow(asked)
    left = [item_id for item_id in found.order(asked) if narrowed.left is None or item_id in narrowed.left]
    page_count = max(1, ceil(len(left) / menus.PAGE_SIZE))
    page = min(max(1, request.args.get("page", 1, type=int)), page_count)
    shown = left[(page - 1) * menus.PAGE_SIZE : page * menus.PAGE_SIZE]
    start = person is not None and page == 1 and not asked.on and asked.sort == SORTS[0]
    return render(
        "learning/menu.html",
        asked=asked,
        stage=stage,
        is_mine=stage is not None and stage == menus.stage_of(person, found),
        links=_stage_links(found, asked, narrowed),
        choices=_choices(facets, asked, narrowed),
        sorts=[(key, str(labels.SORTS[key])) for key in SORTS],
        clear=url_for("learning.menu", stage=asked.stage or None),
        lines=found.reasoned(found.mine(found.shelf.by_id[item_id] for item_id in shown)),
        total=len(left),
        anything=bool(found.lines),
        todays=found.reasoned(todays_set(person, found)) if person and start else [],
        tray=tray_of(found) if person else None,
        page=page,
        page_count=page_count,
    )


@dataclass(frozen=True)
class StageLink:
    """A way to one stage of the menu, or to all; the filters in force stay."""

    label: str
    url: str
    current: bool
    count: int


def _stage_links(found: Menu, asked: Asked, narrowed: Narrowed) -> list[StageLink]:
    everywhere = StageLink(_("All"), here_with(stage=None, page=None), not asked.stage, narrowed.any_stage)
    counts = narrowed.counts["stage"]
    return [everywhere] + [
        StageLink(
            stage.name, here_with(stage=stage.slug, page=None), stage.slug == asked.stage, counts.get(stage.slug, 0)
        )
        for stage in found.stages
    ]


class Choice(NamedTuple):
    """One value of a facet, with how many items it leaves."""

    value: str
    label: str
    left: int
    on: bool


def _choices(facets: Facets, asked: Asked, narrowed: Narrowed) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """Each facet with the values it offers: those that something on the menu has, and those that are on."""
    chosen = dict(asked.chosen)
    return tuple(
        (facet, tuple(_offered(facet, known, chosen.get(facet, frozenset()), facets.sets[facet], narrowed)))
        for facet, known in ORDERS.items()
    )


def _offered(
    facet: str, known: Iterable[str], on: frozenset[str], sets: Mapping[str, int], narrowed: Narrowed
) -> Iterator[Choice]:
    for value in dict.fromkeys([*known, *sorted(sets)]):
        if value in on or sets.get(value):
            label = str(labels.facet_value(facet, value))
            yield Choice(value, label, narrowed.counts[facet].get(value, 0), value in on)
