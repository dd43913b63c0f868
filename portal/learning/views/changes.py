"""What changed in an item since its reader finished it."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from portal.kernel.access import me, reader, signed_in, writer
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.kernel.pages import render
from portal.learning.commands import progress
from portal.learning.queries import changes as comparing
from portal.learning.queries import item as items
from portal.learning.views.blueprint import bp
from portal.learning.views.item import mine


@bp.post("/learn/<slug>/changes")
@writer
def seen(slug: str) -> ResponseReturnValue:
    """Say that one has seen what changed up to `version`: the line on the item's page goes."""
    found = mine(slug)
    progress.catch_up(me(), found, request.form.get("version", 0, type=int))
    db.session.commit()
    flash(_("Noted. It stays finished, and you are up to date."))
    return redirect(found.url, 303)


@bp.get("/learn/<slug>/changes")
@signed_in
def changes(slug: str) -> ResponseReturnValue:
    """Words added and removed since the version the reader finished; or that there is none."""
    found = items.item_page(reader(), slug)
    if found is None:
        raise NotFound(_("This page was not found."))
    done = found.completion
    compared = comparing.changes_of(found.item, done, found.text.locale) if done else None
    return render(
        "learning/changes.html",
        item=found.item,
        text=found.text,
        completion=done,
        changes=compared,
    )
