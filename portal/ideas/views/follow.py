"""The button that makes somebody hear of an idea, or stops that."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from portal.ideas.commands import following
from portal.ideas.queries import one
from portal.ideas.views.blueprint import bp
from portal.kernel.access import me, writer
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _
from portal.kernel.pages import fragment_or_back


@bp.post("/ideas/<int:idea_id>/follow")
@writer
def follow(idea_id: int) -> ResponseReturnValue:
    """Hear of the idea (`want=1`) or no longer (`want=0`)."""
    person, want = me(), request.form.get("want")
    one.visible(person, idea_id)
    if want not in ("0", "1"):
        raise Invalid(_("Say whether you want to hear of it."))
    idea = following.choose(person, idea_id, want=want == "1")
    db.session.commit()
    said = _("You hear of what happens here.") if want == "1" else _("You no longer hear of this idea.")
    return fragment_or_back("ideas/_follow.html", idea.url, said, idea=idea, following=want == "1")
