"""`/console/content`: every item and every item to be."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from portal.kernel.access import allowed, me
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.i18n import _, locale
from portal.kernel.pages import here_with, render
from portal.kernel.paging import page_of
from portal.learning.console.blueprint import READ, WRITE, content_bp
from portal.learning.queries import contents as queries
from portal.learning.queries.contents import STATES, ContentFilters
from portal.learning.queries.editing import written_stages


@content_bp.get("")
@allowed(READ)
def index() -> ResponseReturnValue:
    """The newest change first, narrowed by words, stage and state."""
    filters = ContentFilters(
        q=request.args.get("q", ""),
        stage=request.args.get("stage", ""),
        state=request.args.get("state", "") if request.args.get("state") in STATES else "",
    )
    found, keys = queries.contents(filters)
    page = page_of(
        db.session,
        found,
        [(key, "desc") for key in keys],
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    return render(
        "learning/console/contents.html",
        page=page,
        titles=queries.titles_of([row.item_id for row in page.items if row.item_id is not None]),
        states=_states(filters.state),
        asked={name: request.args[name] for name in ("q", "stage") if request.args.get(name)},
        state=filters.state,
        stage_names={key: stage.names.get(locale()) or key for key, stage in written_stages().items()},
        now=now(),
        review_due=queries.review_due,
        may_write=me().has(WRITE),
    )


def _states(chosen: str) -> list[dict[str, Any]]:
    names = {
        "": _("All"),
        "menu": _("On the menu"),
        "draft": _("Drafts"),
        "archived": _("Archived"),
        "overdue": _("Review overdue"),
    }
    counts = queries.state_counts()
    return [
        {
            "label": name,
            "url": here_with(state=state or None, after=None, before=None),
            "current": state == chosen,
            "count": counts[state],
        }
        for state, name in names.items()
    ]
