"""What changed in an item since its reader finished it."""

from __future__ import annotations

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
