"""Similar questions while somebody types, and the way from there to one of them."""

from __future__ import annotations

from flask import redirect, request
from flask.typing import ResponseReturnValue

from portal.community.commands.opening import note_opened
from portal.community.queries.similar import similar as find
from portal.community.views.blueprint import bp
from portal.kernel.access import me, public, reader, signed_in
from portal.kernel.db import db
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.kernel.pages import render
from portal.kernel.searchable import SEARCHABLE

LONGEST = 500  # characters of either that are looked at
KINDS = ("question", "item")


@bp.get("/community/similar")
@public
def similar() -> ResponseReturnValue:
    """Questions and content like what has this `title` and `text`."""
    title, text = request.args.get("title", "")[:LONGEST], request.args.get("text", "")[:LONGEST]
    return render("community/_similar.html", found=find(reader(), title, text))


@bp.get("/community/similar/<what>/<int:ref>")
@signed_in
def opened(what: str, ref: int) -> ResponseReturnValue:
    """Go to what was offered while asking; that it was opened is noted, and changes nothing else."""
    hit = SEARCHABLE[what].visible(me(), [ref]).get(ref) if what in KINDS else None
    if hit is None:
        raise NotFound(_("This page was not found."))
    if request.method == "GET" and me().is_member and me().may_post:
        note_opened(me(), what, ref)
        db.session.commit()
    return redirect(hit.url, 302)
