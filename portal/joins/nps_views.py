"""`/nps/<token>/vote`: a vote from the page of thanks, in the name of who was asked; their link is the key."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.ideas.commands.votes import cast_vote, withdraw_vote
from portal.kernel.access import open_to_all
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, NotFound, Refused
from portal.kernel.i18n import _
from portal.kernel.security import csrf
from portal.surveys.queries.asked import asked
from portal.surveys.views.blueprint import keyed

nps_exits_bp = keyed("nps_exits")

SOURCE = "nps"


@nps_exits_bp.post("/<token>/vote")
@csrf.exempt
@open_to_all
def vote(token: str) -> ResponseReturnValue:
    """Set or take back the vote for an idea (`idea`, `want=1|0`), for as long as the answer can be changed."""
    found, idea_id = asked(token), request.form.get("idea", type=int)
    if found.answer is None or idea_id is None:
        raise NotFound(_("This page was not found."))
    if found.person.suspended:
        raise Forbidden(found.person.read_only())
    if not found.changeable:
        raise Refused(_("Your answer was given more than 24 hours ago. Sign in to vote."))
    if request.form.get("want") == "1":
        cast_vote(found.person, idea_id, SOURCE)
    else:
        withdraw_vote(found.person, idea_id)
    db.session.commit()
    return redirect(url_for("nps.show", token=token), 303)
