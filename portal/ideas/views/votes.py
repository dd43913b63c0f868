"""The button that sets a vote and takes it back."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from portal.ideas.commands import votes
from portal.ideas.queries import one
from portal.ideas.queries.followers import does_follow
from portal.ideas.views.blueprint import bp
from portal.kernel.access import me, writer
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _, ngettext
from portal.kernel.pages import fragment_or_back, wants_fragment


@bp.post("/ideas/<int:idea_id>/vote")
@writer
def vote(idea_id: int) -> ResponseReturnValue:
    """Make the reader's vote stand (`want=1`) or take it back (`want=0`), as often as they like."""
    person = me()
    one.visible(person, idea_id)
    want = request.form.get("want")
    if want not in ("0", "1"):
        raise Invalid(_("Say whether you want it."))
    idea = (votes.cast_vote if want == "1" else votes.withdraw_vote)(person, idea_id)
    if want == "1":
        said = ngettext("Voted. %(num)s vote.", "Voted. %(num)s votes.", idea.votes)
    else:
        said = ngettext("Vote taken back. %(num)s vote.", "Vote taken back. %(num)s votes.", idea.votes)
    url = idea.url  # of before the commit: after it the idea would be read anew
    db.session.commit()
    look = request.form.get("look", "")
    following = does_follow(person, idea.id) if look == "wide" and wants_fragment() else None
    shown = {"idea": idea, "voted": want == "1", "look": look, "following": following}
    return fragment_or_back("ideas/_vote.html", url, said, **shown)
