"""One question's page, and the pages of what was said about it before."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import redirect, request
from flask.typing import ResponseReturnValue

from portal.accounts.models import Person
from portal.community import policy
from portal.community.forms.posts import AnswerForm
from portal.community.models import CommunityRevision, Question
from portal.community.queries import answers as said
from portal.community.queries import one
from portal.community.queries import page as pages
from portal.community.queries.answers import NEWEST, OLDEST, SORTS, USEFUL
from portal.community.queries.page import Around, Found
from portal.community.queries.similar import about_item, became_idea, related
from portal.community.views.blueprint import bp
from portal.community.views.quoting import quote_of
from portal.kernel.access import public, reader
from portal.kernel.i18n import _, lazy
from portal.kernel.pages import here_with, render
from portal.posting.addresses import slug_of
from portal.posting.pictures import Pictures, draft_of

SORT_NAMES = {USEFUL: lazy("Most useful"), OLDEST: lazy("Oldest"), NEWEST: lazy("Newest")}


@bp.get("/community/questions/<int:question_id>")
@bp.get("/community/questions/<int:question_id>-<slug>")
@public
def question(question_id: int, slug: str = "") -> ResponseReturnValue:
    """One question; from another slug and from a question that was merged into it the way leads here."""
    person = reader()
    found = pages.question_page(person, question_id)
    shown = found.question
    if shown.merged_into_id is not None:
        kept = one.visible(person, shown.merged_into_id)
        return redirect(f"{kept.url}?from={shown.id}", 301)
    if slug != slug_of(shown.title):
        query = request.query_string.decode("latin-1")
        return redirect(f"{shown.url}?{query}" if query else shown.url, 301)
    return _page(person, found)


def question_page(question_id: int, status: int, **other: Any) -> ResponseReturnValue:
    """The page of a canonical question again, with `other` values for a part whose form was refused."""
    person = reader()
    return _page(person, pages.question_page(person, question_id), status, **other)


def _page(person: Person | None, found: Found, status: int = 200, **other: Any) -> ResponseReturnValue:
    shown = found.question
    around = pages.around(person, shown)
    writes = person is not None and policy.may_answer(person, shown)
    similar, spoken = related(person, shown), talk(person, found, around)
    quote = quote_of(shown, [*spoken["answers"], *filter(None, [spoken["accepted"]])]) if writes else None
    if quote is not None and quote.onward:
        return redirect(quote.onward, 302)
    values = {
        "question": shown,
        "found": found,
        "mine": found.mine,
        "around": around,
        "came_from": _came_from(around),
        "writes": writes,
        "accepts": person is not None and _accepts(person, found),
        "may_edit": person is not None and policy.may_edit(person, shown),
        "may_file": person is not None and (policy.may_edit(person, shown) or found.mine.knows_area),
        "may_move": person is not None and person.may_write and person.has(policy.MOVE),
        "may_lock": person is not None and person.may_write and person.has(policy.MODERATE),
        "wish": became_idea(person, shown.idea_id) if shown.idea_id is not None else None,
        "wishes": person is not None and person.may_write and person.is_staff,
        "about": about_item(person, shown.item_id) if shown.item_id is not None else None,
        "similar": similar,
        "answer_form": AnswerForm(formdata=None, text=quote.words if quote else "") if writes else None,
        "quote": quote,
        "pictures": Pictures([]).kept,
        "draft": draft_of(person, f"answer-{shown.id}") if person is not None else "",
        "preview": None,
        "typed": False,
        "said": "",
        **spoken,
    }
    return render("community/question.html", status, **(values | other))


def talk(person: Person | None, found: Found, around: Around) -> dict[str, Any]:
    """The answers, the accepted one first, and the comments below each."""
    shown, sort = found.question, request.args.get("sort", USEFUL)
    sort = sort if sort in SORTS else USEFUL
    after, before = request.args.get("after"), request.args.get("before")
    page = said.answers_to(person, around.family(shown), sort, after, before, found.accepted_id)
    accepted = said.answer_said(person, found.accepted_id) if found.accepted_id is not None else None
    ids = [one.post.id for one in page.items] + ([accepted.post.id] if accepted else [])
    on, back = (page.newer, page.older) if page.oldest_first else (page.older, page.newer)
    here = partial(_here_with, shown)
    return {
        "accepted": accepted,
        "answers": page.items,
        "below": said.comments_below(person, shown.id, ids),
        "first_comments": said.FIRST_COMMENTS,
        "sorts": [
            {"label": label, "url": here(sort=name, after=None, before=None) + "#answers", "current": name == sort}
            for name, label in SORT_NAMES.items()
        ],
        "on": on and here(after=on, before=None) + "#answers",
        "back": back and here(before=back, after=None) + "#answers",
        "origins": {merged.id: merged for merged in around.merged},
    }


def _here_with(question: Question, **changes: Any) -> str:
    """The question's page, with what the address asks for changed: also where a form was refused under its own."""
    query = here_with(**{"quote": None, "from": None} | changes).partition("?")[2]
    return f"{question.url}?{query}" if query else question.url


def _accepts(person: Person, found: Found) -> bool:
    own = frozenset({found.question.area_id} if found.mine.knows_area and found.question.area_id else ())
    return policy.may_accept(person, found.question, own)


def _came_from(around: Around) -> pages.Merged | None:
    """The merged question whose address led here."""
    number = request.args.get("from", "")
    return next((merged for merged in around.merged if str(merged.id) == number), None)


@bp.get("/community/questions/<int:question_id>/versions")
@public
def versions(question_id: int) -> ResponseReturnValue:
    """What the question said before it was edited, also one that was merged into another."""
    found = one.visible(reader(), question_id)
    return _versions(
        found,
        heading=_("The words of this question"),
        back=found.url,
        back_text=_("Back to the question"),
        now={"title": found.title, "source": found.source, "at": found.edited_at or found.at},
        revisions=pages.revisions(CommunityRevision.question_id == found.id),
    )


@bp.get("/community/answers/<int:answer_id>/versions")
@public
def answer_versions(answer_id: int) -> ResponseReturnValue:
    """What an answer said before it was edited."""
    found = said.answer_of(reader(), answer_id)
    return _versions(
        one.visible(reader(), found.question_id),
        heading=_("The words of this answer"),
        back=f"/community/answers/{found.id}",
        back_text=_("Back to the answer"),
        now={"title": "", "source": found.source, "at": found.edited_at or found.at},
        revisions=pages.revisions(CommunityRevision.answer_id == found.id),
    )


@bp.get("/community/remarks/<int:remark_id>/versions")
@public
def comment_versions(remark_id: int) -> ResponseReturnValue:
    """What a comment said before it was edited."""
    found = said.comment_of(reader(), remark_id)
    return _versions(
        one.visible(reader(), found.question_id),
        heading=_("The words of this comment"),
        back=said.comment_url(found.id),
        back_text=_("Back to the comment"),
        now={"title": "", "source": found.source, "at": found.edited_at or found.at},
        revisions=pages.revisions(CommunityRevision.comment_id == found.id),
    )


def _versions(question: Question, **values: Any) -> ResponseReturnValue:
    place = (_("Community"), "/community")
    return render("posting/versions.html", place=place, title=question.title, **values)
