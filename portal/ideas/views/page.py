"""One idea's page, and the pages of what was said about it before."""

from __future__ import annotations

from typing import Any

from flask import redirect, request
from flask.typing import ResponseReturnValue

from portal.accounts.models import Person
from portal.ideas import policy
from portal.ideas.labels import words
from portal.ideas.models import Idea, IdeaRevision
from portal.ideas.queries import one, voters
from portal.ideas.queries import page as pages
from portal.ideas.queries.page import Around, Merged
from portal.ideas.queries.similar import similar_to
from portal.ideas.views import decide, verdict
from portal.ideas.views.blueprint import bp
from portal.ideas.views.comments import Asked, talk
from portal.ideas.views.timeline import stops
from portal.kernel.access import public, reader
from portal.kernel.i18n import _
from portal.kernel.pages import render
from portal.posting.addresses import slug_of


@bp.get("/ideas/<int:idea_id>")
@bp.get("/ideas/<int:idea_id>-<slug>")
@public
def idea(idea_id: int, slug: str = "") -> ResponseReturnValue:
    """One idea; from another slug and from an idea that was merged into it the way leads here."""
    person = reader()
    found = pages.idea_page(person, idea_id)
    if found.idea.merged_into_id is not None:
        return moved_to(one.visible(person, found.idea.merged_into_id), merged=found.idea)
    if slug != slug_of(found.idea.title):
        query = request.query_string.decode("latin-1")
        return redirect(f"{found.idea.url}?{query}" if query else found.idea.url, 301)
    return _page(person, found)


def moved_to(kept: Idea, page: str = "", merged: Idea | None = None) -> ResponseReturnValue:
    """Lead on to the idea that is kept. Told in the address: a guest's page is the same for all, and has no cookie."""
    query = f"?from={merged.id}" if merged is not None else ""
    return redirect(f"/ideas/{kept.id}{page}" if page else kept.url + query, 301)


def idea_page(person: Person, idea_id: int, status: int, **other: Any) -> ResponseReturnValue:
    """The page of a canonical idea again, with `other` values for a part whose form was refused."""
    return _page(person, pages.idea_page(person, idea_id), status, **other)


def _page(person: Person | None, found: pages.Found, status: int = 200, **other: Any) -> ResponseReturnValue:
    shown, names = found.idea, words()
    beside, state = pages.around(person, shown), names.statuses[shown.status_id]
    writes = person is not None and policy.may_take_part(person, shown)
    values = {
        **verdict.asked(person, shown, found.verdict, state.category),
        "idea": shown,
        "found": found,
        "mine": found.mine,
        "state": state,
        "area": names.areas.get(shown.area_id or 0),
        "beside": beside,
        "merged_votes": sum(merged.votes for merged in beside.merged),
        "came_from": _came_from(beside),
        "open": state.category not in policy.CLOSED and (writes if person else True),
        "closed": state.category in policy.CLOSED,
        "writes": writes,
        "may_edit": person is not None and policy.may_edit(person, shown),
        "company": person.organization.name if person and person.organization else "",
        "colleagues": voters.some_colleagues(person, beside.family(shown)) if person and found.mine.colleagues else [],
        "stops": stops(person, shown, beside.merged, names),
        "similar": similar_to(shown, person),
        **decide.panel(shown),
        **talk(person, shown, beside, Asked.of_request()),
    }
    return render("ideas/idea.html", status, **(values | other))


def _came_from(beside: Around) -> Merged | None:
    """The merged idea whose address led here."""
    number = request.args.get("from", "")
    return next((merged for merged in beside.shown if str(merged.id) == number), None)


@bp.get("/ideas/<int:idea_id>/responses")
@public
def responses(idea_id: int) -> ResponseReturnValue:
    """All versions of the official response."""
    person = reader()
    found = one.visible(person, idea_id)
    return render("ideas/responses.html", idea=found, answers=pages.responses(person, found))


@bp.get("/ideas/<int:idea_id>/versions")
@public
def versions(idea_id: int) -> ResponseReturnValue:
    """What the idea said before it was edited, also one that was merged into another."""
    found = one.visible(reader(), idea_id)
    now = {"title": found.title, "source": found.source, "at": found.edited_at or found.at}
    return render(
        "posting/versions.html",
        place=(_("Ideas"), "/ideas"),
        title=found.title,
        heading=_("The words of this idea"),
        back=found.url,
        back_text=_("Back to the idea"),
        now=now,
        revisions=pages.revisions(IdeaRevision.idea_id == found.id),
    )
