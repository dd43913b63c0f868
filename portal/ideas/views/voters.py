"""Who voted for an idea: for customers their own company, for staff everybody."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from portal.ideas.queries import one, voters
from portal.ideas.queries.family import family_ids
from portal.ideas.views.blueprint import bp
from portal.ideas.views.page import moved_to
from portal.kernel.access import public, reader
from portal.kernel.errors import NotFound
from portal.kernel.i18n import _
from portal.kernel.pages import here_with, render


@bp.get("/ideas/<int:idea_id>/voters", endpoint="voters")
@public
def voters_page(idea_id: int) -> ResponseReturnValue:
    """The voters this reader may know; for guests there is no such page."""
    person = reader()
    if person is None or not (person.is_member or person.is_staff):
        raise NotFound(_("This page was not found."))
    idea = one.visible(person, idea_id)
    if idea.merged_into_id is not None:
        return moved_to(one.visible(person, idea.merged_into_id), "/voters")
    page = voters.voters(person, family_ids(idea.id), request.args.get("after"), request.args.get("before"))
    return render(
        "ideas/voters.html",
        idea=idea,
        rows=page.items,
        company=person.organization.name if person.organization else "",
        newer=here_with(after=page.newer, before=None) if page.newer else None,
        older=here_with(before=page.older, after=None) if page.older else None,
    )
