"""What the vendor is building: the public roadmap by status."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from portal.ideas.labels import words
from portal.ideas.policy import PLANNED, PROGRESS, SHIPPED
from portal.ideas.queries.beside import around
from portal.ideas.queries.roadmap import Column
from portal.ideas.queries.roadmap import roadmap as columns_of
from portal.ideas.views.blueprint import bp
from portal.ideas.views.board import tabs, takes_part
from portal.kernel.access import public, reader
from portal.kernel.i18n import lazy
from portal.kernel.pages import render

INKS = {PLANNED: "c-plan", PROGRESS: "c-warn", SHIPPED: "c-good"}
NOTHING = {
    PLANNED: lazy("Nothing is planned at the moment."),
    PROGRESS: lazy("Nothing is being built at the moment."),
    SHIPPED: lazy("Nothing has shipped yet."),
}


@bp.get("/ideas/roadmap")
@public
def roadmap() -> ResponseReturnValue:
    """Planned, in progress and shipped side by side; what most people want, and what shipped last, first."""
    person = reader()
    columns = columns_of(words())
    return render(
        "ideas/roadmap.html",
        columns=columns,
        inks=INKS,
        nothing=NOTHING,
        whole={column.category: _whole(column) for column in columns},
        around=around(person, [card.line.id for column in columns for card in column.cards]),
        tabs=tabs(person, "roadmap"),
        votes=takes_part(person),
    )


def _whole(column: Column) -> str:
    """The list of all that the column stands for."""
    sort = None if column.category == SHIPPED else "top"
    return url_for("ideas.board", status=[status.slug for status in column.statuses], sort=sort)
