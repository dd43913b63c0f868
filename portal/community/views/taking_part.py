"""Following, having a question too, and what staff and champions change about it."""

from __future__ import annotations

import re

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from portal.accounts.forms.base import one_of
from portal.community.commands import filing, following, locking, merging, wanting
from portal.community.forms import FileForm, MergeForm
from portal.community.models import Question
from portal.community.policy import MODERATE, MOVE, QUESTION, TAG, may_file
from portal.community.queries import lists, one
from portal.community.queries.page import around, writable_groups
from portal.community.queries.place import place_of
from portal.community.queries.talkers import talkers
from portal.community.views.blueprint import bp
from portal.kernel.access import allowed, me, writer
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Invalid, NotFound, Refused
from portal.kernel.i18n import _
from portal.kernel.pages import fragment_or_back, render
from portal.posting.areas import area_names, choices
from portal.posting.mentions import offered

NUMBER = re.compile(r"(?:^|/questions/)(\d{1,12})")
LONGEST = 40  # characters of the beginning of a name that are looked at


@bp.post("/community/questions/<int:question_id>/follow")
@writer
def follow(question_id: int) -> ResponseReturnValue:
    """Hear of the question (`want=1`) or no longer (`want=0`)."""
    want = one_of("want", "0", "1") == "1"
    question = _kept(question_id)
    following.choose(me(), QUESTION, question.id, want=want)
    db.session.commit()
    said = _("You hear of what happens here.") if want else _("You no longer hear of this question.")
    url = f"/community/questions/{question.id}/follow"
    return fragment_or_back("community/_follow.html", question.url, said, url=url, following=want)


@bp.post("/community/tags/<slug>/follow")
@writer
def follow_tag(slug: str) -> ResponseReturnValue:
    """Hear of new questions with the tag (`want=1`) or no longer (`want=0`)."""
    want, tag = one_of("want", "0", "1") == "1", lists.tag_of(slug)
    if tag is None:
        raise NotFound(_("This page was not found."))
    following.choose(me(), TAG, tag.id, want=want)
    db.session.commit()
    said = _("You hear of new questions with this tag.") if want else _("You no longer hear of this tag.")
    url = f"/community/tags/{tag.slug}/follow"
    return fragment_or_back("community/_follow.html", f"/community?tag={tag.slug}", said, url=url, following=want)


@bp.post("/community/questions/<int:question_id>/too")
@writer
def too(question_id: int) -> ResponseReturnValue:
    """Have the question, too (`want=1`), or no longer (`want=0`)."""
    want = one_of("want", "0", "1") == "1"
    one.visible(me(), question_id)
    question = wanting.want(me(), question_id, wanted=want)
    db.session.commit()
    said = _("Noted. You hear of every answer.") if want else _("Taken back.")
    return fragment_or_back("community/_too.html", question.url, said, question=question, too=want)


@bp.get("/community/questions/<int:question_id>/mentions")
@writer
def mentions(question_id: int) -> ResponseReturnValue:
    """The list below a text for a name that begins with `q`; empty where nobody is called so."""
    question = _kept(question_id)
    people = offered(me(), talkers(question.id), request.args.get("q", "")[:LONGEST])
    return render("posting/_mentions.html", people=people)


@bp.get("/community/mentions")
@writer
def new_mentions() -> ResponseReturnValue:
    """The same while somebody writes a new question."""
    people = offered(me(), talkers(0), request.args.get("q", "")[:LONGEST])
    return render("posting/_mentions.html", people=people)


@bp.get("/community/questions/<int:question_id>/place")
@writer
def ask_place(question_id: int) -> ResponseReturnValue:
    """Where the question belongs: tags for its author and champions of the area, all for customer success."""
    question = _fileable(question_id)
    place, tags = place_of(question), ", ".join(name for _slug, name in around(me(), question).tags)
    return _place_page(question, FileForm(formdata=None, area=place.area, group=place.group, tags=tags))


@bp.post("/community/questions/<int:question_id>/place")
@writer
def save_place(question_id: int) -> ResponseReturnValue:
    """Put it there."""
    question, form = _fileable(question_id), FileForm()
    stands = place_of(question)
    moves = me().has(MOVE)
    area = (form.area.data or "") if moves else stands.area
    group = (form.group.data or "") if moves else stands.group
    try:
        question = filing.file(me(), question.id, area, group, form.tags.data or "")
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _place_page(_fileable(question_id), form, 422)
    db.session.commit()
    flash(_("The question is filed."))
    return redirect(question.url, 303)


@bp.post("/community/questions/<int:question_id>/lock")
@allowed(MODERATE)
def lock(question_id: int) -> ResponseReturnValue:
    """Lock it (`want=1`) or open it again (`want=0`)."""
    want = one_of("want", "0", "1") == "1"
    question = locking.lock(me(), question_id, want=want)
    db.session.commit()
    flash(_("Locked: it takes no more answers.") if want else _("It takes answers again."))
    return redirect(question.url, 303)


@bp.get("/community/questions/<int:question_id>/merge")
@allowed(MOVE)
def ask_merge(question_id: int) -> ResponseReturnValue:
    """Into which question?"""
    return _merge_page(one.visible(me(), question_id), MergeForm(formdata=None))


@bp.post("/community/questions/<int:question_id>/merge")
@allowed(MOVE)
def merge(question_id: int) -> ResponseReturnValue:
    """Merge it; or, where it is merged, undo that (`act=undo`)."""
    question, form = one.visible(me(), question_id), MergeForm()
    if request.form.get("act") == "undo":
        question = merging.unmerge(me(), question_id)
        db.session.commit()
        flash(_("It stands alone again."))
        return redirect(question.url, 303)
    number = NUMBER.search((form.into.data or "").strip())
    try:
        if number is None:
            raise Invalid(_("Enter the address or the number of a question."), "into")
        one.visible(me(), int(number[1]))
        kept = merging.merge(me(), question.id, int(number[1]))
    except (Invalid, Refused, NotFound) as error:
        db.session.rollback()
        form.refuse(Invalid(error.message, "into"))
        return _merge_page(one.visible(me(), question_id), form, 422)
    db.session.commit()
    flash(_("Merged. Answers to both stand here; the old address leads here, too."))
    return redirect(kept.url, 303)


def _kept(question_id: int) -> Question:
    """The canonical question. Raises NotFound for who does not see it."""
    question = one.visible(me(), question_id)
    return question if question.merged_into_id is None else one.visible(me(), question.merged_into_id)


def _fileable(question_id: int) -> Question:
    question = _kept(question_id)
    if not may_file(me(), question, filing.areas_of(me())):
        raise Forbidden(_("Only its author, champions of its area and customer success change this."))
    return question


def _place_page(question: Question, form: FileForm, status: int = 200) -> ResponseReturnValue:
    groups, stands = list(writable_groups(me())), place_of(question).stands
    form.offer(choices(area_names()), groups if stands is None or stands in groups else [*groups, stands])
    return render("community/place.html", status, question=question, form=form, moves=me().has(MOVE))


def _merge_page(question: Question, form: MergeForm, status: int = 200) -> ResponseReturnValue:
    kept = one.visible(me(), question.merged_into_id) if question.merged_into_id is not None else None
    return render("community/merge.html", status, question=question, into=kept, form=form)
