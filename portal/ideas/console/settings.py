"""`/console/ideas/settings`: states, areas, tags, and when an answer is promised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.config import settings as environment
from portal.ideas.commands import settings as commands
from portal.ideas.console.blueprint import idea_console
from portal.ideas.models import IdeaStatus
from portal.ideas.policy import CATEGORIES, DECIDE, DECLINED, NEW, PLANNED, PROGRESS, REVIEW, SHIPPED
from portal.ideas.queries.facets import tags_in_use
from portal.kernel import site
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid, PortalError, Refused
from portal.kernel.i18n import LANGUAGE_NAMES, _, lazy
from portal.kernel.pages import render
from portal.posting.models import Area

Named = TypeVar("Named", IdeaStatus, Area)
CATEGORY_NAMES = {
    NEW: lazy("New ideas begin here"),
    REVIEW: lazy("Being considered"),
    PLANNED: lazy("Planned, on the roadmap"),
    PROGRESS: lazy("Being built, on the roadmap"),
    SHIPPED: lazy("Shipped: votes are closed"),
    DECLINED: lazy("Not planned: votes are closed"),
}


@idea_console.get("/settings")
@allowed(DECIDE)
def settings() -> ResponseReturnValue:
    """Everything that can be set for the board."""
    return _page()


@idea_console.post("/settings/statuses")
@allowed(DECIDE)
def save_statuses() -> ResponseReturnValue:
    """Save the names and meanings typed, and add, move or remove a status if that is asked."""
    return _saved("statuses", lambda: _save_rows(IdeaStatus))


@idea_console.post("/settings/areas")
@allowed(DECIDE)
def save_areas() -> ResponseReturnValue:
    """Save the names typed, and add, move or remove an area if that is asked."""
    return _saved("areas", lambda: _save_rows(Area))


@idea_console.post("/settings/tags")
@allowed(DECIDE)
def save_tags() -> ResponseReturnValue:
    """Rename a tag (`act=rename`), merge it into another (`act=merge`) or remove it (`act=remove`)."""
    return _saved("tags", _save_tag)


@idea_console.post("/settings/pledge")
@allowed(DECIDE)
def save_pledge() -> ResponseReturnValue:
    """Save the two numbers of the promise."""

    def act() -> None:
        commands.set_pledge(me(), request.form.get("companies", type=int), request.form.get("days", type=int))

    return _saved("pledge", act)


def _saved(part: str, act: Any) -> ResponseReturnValue:
    try:
        act()
    except (Invalid, Refused) as error:
        db.session.rollback()
        return _page(error.status, part=part, error=error, typed=request.form)
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for("idea_console.settings", _anchor=part), 303)


def _save_rows(model: type[Named]) -> None:
    """All names first, so that nothing typed is lost whichever button was pressed."""
    form, act = request.form, request.form.get("act", "save")
    for row_id in list(db.session.scalars(sa.select(model.id).order_by(model.id))):
        if f"name-{row_id}-{environment().locales[0]}" in form and act != f"remove:{row_id}":
            commands.rename(me(), model, row_id, _names(str(row_id)))
            if model is IdeaStatus:
                commands.categorize(me(), row_id, form.get(f"category-{row_id}", ""))
    what, _colon, number = act.partition(":")
    if what == "add":
        commands.add(me(), model, _names("new"), form.get("category-new", ""))
    elif what in ("up", "down") and number.isdecimal():
        commands.move(me(), model, int(number), -1 if what == "up" else 1)
    elif what == "remove" and number.isdecimal():
        commands.remove(me(), model, int(number))


def _names(row: str) -> dict[str, str]:
    return {code: request.form.get(f"name-{row}-{code}", "") for code in environment().locales}


def _save_tag() -> None:
    form, act = request.form, request.form.get("act")
    if act == "rename":
        commands.rename_tag(me(), form.get("tag", ""), form.get("new_name", ""))
    elif act == "merge":
        commands.merge_tags(me(), form.get("tag", ""), form.get("into", ""))
    elif act == "remove":
        commands.remove_tag(me(), form.get("tag", ""))
    else:
        raise Invalid(_("Choose what to do with the tag."), "tag")


def _page(
    status: int = 200, *, part: str = "", error: PortalError | None = None, typed: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    """`typed` is what was sent for `part`; the other parts show what stands."""
    limits = site.row()
    return render(
        "ideas/console/settings.html",
        status,
        statuses=db.session.scalars(sa.select(IdeaStatus).order_by(IdeaStatus.position, IdeaStatus.id)).all(),
        areas=db.session.scalars(sa.select(Area).order_by(Area.position, Area.id)).all(),
        tags=tags_in_use(),
        pledge={"companies": limits.pledge_companies, "days": limits.pledge_days},
        languages=[(code, LANGUAGE_NAMES[code]) for code in environment().locales],
        categories={category: CATEGORY_NAMES[category] for category in CATEGORIES},
        part=part,
        error=error,
        wrong_field=error.field if isinstance(error, Invalid) else "",
        typed=typed or {},
    )
