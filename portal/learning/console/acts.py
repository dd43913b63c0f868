"""What staff do to an item besides writing it: discard its draft, take it off the menu and back, note a review."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Refused
from portal.kernel.i18n import _
from portal.kernel.pages import render
from portal.learning.commands import drafts, publishing
from portal.learning.console.blueprint import WRITE, content_bp
from portal.learning.queries.contents import titles_of
from portal.learning.queries.editing import editing
from portal.learning.queries.history import item_of


@content_bp.post("/<slug>/discard")
@allowed(WRITE)
def discard(slug: str) -> ResponseReturnValue:
    """Forget the draft; with it an item that was never published."""
    try:
        left = drafts.discard_draft(me(), slug, request.form.get("mark", ""))
    except Refused as error:
        db.session.rollback()
        flash(error.message, "error")
        return redirect(url_for("content.edit", slug=editing(slug).slug), 303)
    db.session.commit()
    flash(_("The draft is discarded."))
    return redirect(url_for("content.edit", slug=slug) if left else url_for("content.index"), 303)


@content_bp.get("/<slug>/archive")
@allowed(WRITE)
def ask_archive(slug: str) -> ResponseReturnValue:
    """What it means, and the button that does it."""
    item = item_of(slug)
    titles = titles_of([item.id])[item.id]
    return render("learning/console/archive.html", item=item, titles=titles)


@content_bp.post("/<slug>/archive")
@allowed(WRITE)
def archive(slug: str) -> ResponseReturnValue:
    """Take it off the menu."""
    publishing.archive_item(me(), slug)
    db.session.commit()
    return _back(slug, _("It is off the menu. What people finished stays in their progress."))


@content_bp.post("/<slug>/restore")
@allowed(WRITE)
def restore(slug: str) -> ResponseReturnValue:
    """Put it back on the menu."""
    publishing.restore_item(me(), slug)
    db.session.commit()
    return _back(slug, _("It is on the menu again."))


@content_bp.post("/<slug>/reviewed")
@allowed(WRITE)
def reviewed(slug: str) -> ResponseReturnValue:
    """Note that it was looked over today."""
    publishing.note_review(me(), slug)
    db.session.commit()
    return _back(slug, _("The review is noted."))


def _back(slug: str, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("content.edit", slug=slug), 303)
