"""What changed in an item since its reader finished it."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import reader, signed_in
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.kernel.pages import render
from portal.learning.queries import changes as comparing
from portal.learning.queries import item as items
from portal.learning.views.blueprint import bp


@bp.get("/learn/<slug>/changes")
@signed_in
def changes(slug: str) -> ResponseReturnValue:
    """Words added and removed since the version the reader finished; to the item where there is no such version."""
    found = items.item_page(reader(), slug)
    if found is None:
        raise NotFound(_("This page was not found."))
    if found.completion is None:
        return redirect(url_for("learning.item", slug=slug))
    compared = comparing.changes_of(found.item, found.completion, found.text.locale)
    return render(
        "learning/changes.html",
        item=found.item,
        text=found.text,
        completion=found.completion,
        changes=compared,
    )
