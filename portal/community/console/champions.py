"""`/console/community/champions`: candidates, champions, and the yearly award."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.community.commands.champions import awards
from portal.community.console.blueprint import community_console
from portal.community.policy import APPOINT
from portal.community.queries.champions import candidates, directory
from portal.community.queries.champions.figures import criteria
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.i18n import _
from portal.kernel.pages import here_with, render


@community_console.get("/champions")
@allowed(APPOINT)
def champions() -> ResponseReturnValue:
    """Who waits for a decision, whose term ends first, who meets the criteria; people by name (`q`)."""
    q, of, asked = request.args.get("q", ""), request.args.get("of", ""), request.args
    cursors = {"after": asked.get("after"), "before": asked.get("before")}
    waiting = candidates.waiting(**(cursors if of == "candidates" else {}))
    standing = candidates.standing(**(cursors if of == "champions" else {}))
    return render(
        "community/console/champions.html",
        q=q,
        found=candidates.people_named(q),
        waiting=waiting,
        standing=standing,
        fitting=candidates.fitting(),
        asked=criteria(),
        ends_soon=candidates.ends_soon,
        awards=directory.all_awards(me()),
        address=lambda part, **cursor: here_with(of=part, **({"after": None, "before": None} | cursor)),
    )


@community_console.post("/champions/awards/<int:award_id>/take-back")
@allowed(APPOINT)
def take_back_award(award_id: int) -> ResponseReturnValue:
    """Name it no longer."""
    awards.take_back(me(), award_id)
    db.session.commit()
    flash(_("The award is taken back."))
    return redirect(url_for("community_console.champions", _anchor="awards"), 303)
