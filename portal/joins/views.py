"""`/console/community/…`: making an idea or a follow-up of a question, and a lesson of an answer."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.community.models import Question
from portal.community.queries import one
from portal.community.queries.place import place_of
from portal.ideas.console.one_page import address
from portal.ideas.forms import WishForm
from portal.ideas.labels import words
from portal.ideas.policy import ON_BEHALF
from portal.joins.calls import to_follow_up
from portal.joins.lessons import to_draft
from portal.joins.wishes import to_idea
from portal.kernel import forms
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid, Refused
from portal.kernel.i18n import _
from portal.kernel.pages import render
from portal.learning.commands.drafts import EDITORS
from portal.success.policy import WORK

joins_console = Blueprint("joins_console", __name__, url_prefix="/console/community")


@joins_console.get("/questions/<int:question_id>/idea")
@allowed(ON_BEHALF)
def ask_wish(question_id: int) -> ResponseReturnValue:
    """The form, with the words of the question in it."""
    question = one.visible(me(), question_id)
    place = place_of(question)
    return _page(question, WishForm(formdata=None, title=question.title, text=question.source, area=place.area))


@joins_console.post("/questions/<int:question_id>/idea")
@allowed(ON_BEHALF)
def wish(question_id: int) -> ResponseReturnValue:
    """Put the idea on the board in the name of who asked."""
    question, form = one.visible(me(), question_id), WishForm()
    if not form.check():
        return _page(question, form, 422)
    if again := forms.sent_before():
        return again
    try:
        idea = to_idea(me(), question_id, form.wish)
    except (Invalid, Refused) as error:
        db.session.rollback()
        form.refuse(error if isinstance(error, Invalid) else Invalid(error.message))
        return _page(one.visible(me(), question_id), form, error.status)
    onward = forms.answer(address(idea.id))
    db.session.commit()
    flash(_("The question is an idea now, with a vote for everybody who has it; they hear what becomes of it."))
    return redirect(onward, 303)


@joins_console.post("/questions/<int:question_id>/follow-up")
@allowed(WORK)
def follow_up(question_id: int) -> ResponseReturnValue:
    """Put the question on the work list of customer success."""
    question = one.visible(me(), question_id)
    to_follow_up(me(), question)
    db.session.commit()
    flash(_("The question is on the work list of customer success."))
    return redirect(question.url, 303)


@joins_console.post("/answers/<int:answer_id>/lesson")
@allowed(EDITORS)
def lesson(answer_id: int) -> ResponseReturnValue:
    """Begin the draft of a lesson, and go on writing it."""
    draft = to_draft(me(), answer_id)
    db.session.commit()
    flash(_("The answer is the draft of a lesson now, with its author's name. Nobody sees it until you publish it."))
    return redirect(url_for("content.edit", slug=draft.slug), 303)


def _page(question: Question, form: WishForm, status: int = 200) -> ResponseReturnValue:
    form.offer(words().areas.values())
    return render("joins/wish.html", status, question=question, form=form)
