"""The people somebody may mention, while they type `@` and the beginning of a name."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from portal.ideas.models import Idea
from portal.ideas.policy import may_take_part
from portal.ideas.queries import one
from portal.ideas.queries.talkers import talkers
from portal.ideas.views.blueprint import bp
from portal.kernel.access import me, writer
from portal.kernel.db import db
from portal.kernel.errors import Forbidden
from portal.kernel.i18n import _
from portal.kernel.pages import render
from portal.posting.mentions import offered

LONGEST = 40  # characters of the beginning that are looked at


@bp.get("/ideas/<int:idea_id>/mentions")
@writer
def mentions(idea_id: int) -> ResponseReturnValue:
    """The list below the comment box for a name that begins with `q`; empty where nobody is called so."""
    idea = one.visible(me(), idea_id)
    if idea.merged_into_id is not None:
        idea = db.session.get_one(Idea, idea.merged_into_id)
    if not may_take_part(me(), idea):
        raise Forbidden(_("This idea is not open to you."))
    return render("posting/_mentions.html", people=offered(me(), talkers(idea), request.args.get("q", "")[:LONGEST]))
