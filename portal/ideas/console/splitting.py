"""`/console/ideas/comments/<id>/idea`: a comment that wishes for something else becomes an idea of its own."""

from __future__ import annotations

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from portal.ideas.commands import splitting
from portal.ideas.console.blueprint import idea_console
from portal.ideas.console.one_page import address
from portal.ideas.forms import WishForm
from portal.ideas.labels import words
from portal.ideas.policy import DECIDE
from portal.ideas.queries.talk import CommentFound, comment_found
from portal.kernel import forms
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid, Refused
from portal.kernel.i18n import _
from portal.kernel.pages import render


@idea_console.get("/comments/<int:comment_id>/idea")
@allowed(DECIDE)
def ask_split(comment_id: int) -> ResponseReturnValue:
    """The form, with the words of the comment in it."""
    found = comment_found(comment_id)
    return _page(found, WishForm(formdata=None, text=found.comment.source, area=found.area))


@idea_console.post("/comments/<int:comment_id>/idea")
@allowed(DECIDE)
def split(comment_id: int) -> ResponseReturnValue:
    """Put the idea on the board in the name of who wrote the comment."""
    found, form = comment_found(comment_id), WishForm()
    if not form.check():
        return _page(found, form, 422)
    if again := forms.sent_before():
        return again
    try:
        idea = splitting.to_idea(me(), comment_id, form.wish)
    except (Invalid, Refused) as error:
        db.session.rollback()
        form.refuse(error if isinstance(error, Invalid) else Invalid(error.message))
        return _page(comment_found(comment_id), form, error.status)
    onward = forms.answer(address(idea.id))
    db.session.commit()
    flash(_("The comment is an idea of its own now; who wrote it is told."))
    return redirect(onward, 303)


def _page(found: CommentFound, form: WishForm, status: int = 200) -> ResponseReturnValue:
    form.offer(words().areas.values())
    return render("ideas/console/split.html", status, found=found, form=form)
