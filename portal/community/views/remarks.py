"""Commenting on a question or an answer, and the pages of all comments below one."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from portal.community.commands import commenting as commands
from portal.community.forms.posts import EditRemarkForm, RemarkForm
from portal.community.models import QuestionComment
from portal.community.policy import may_answer
from portal.community.queries import answers as queries
from portal.community.queries import one
from portal.community.queries.answers import comment_place
from portal.community.queries.one import canonical_id
from portal.community.views.blueprint import bp
from portal.kernel import forms
from portal.kernel.access import me, public, reader, writer
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Invalid, Refused
from portal.kernel.i18n import _
from portal.kernel.pages import here_with, render
from portal.moderation import gate


@bp.get("/community/questions/<int:question_id>/comments")
@public
def comments(question_id: int) -> ResponseReturnValue:
    """All comments below the question, and the way to write one."""
    return _page(question_id, None)


@bp.post("/community/questions/<int:question_id>/comments")
@writer
def comment(question_id: int) -> ResponseReturnValue:
    """Say something below the question."""
    return _said(question_id, None)


@bp.get("/community/questions/<int:question_id>/answers/<int:answer_id>/comments")
@public
def answer_comments(question_id: int, answer_id: int) -> ResponseReturnValue:
    """All comments below an answer, and the way to write one."""
    return _page(question_id, answer_id)


@bp.post("/community/questions/<int:question_id>/answers/<int:answer_id>/comments")
@writer
def comment_answer(question_id: int, answer_id: int) -> ResponseReturnValue:
    """Say something below an answer."""
    return _said(question_id, answer_id)


@bp.get("/community/remarks/<int:remark_id>", endpoint="comment_place")
@public
def place(remark_id: int) -> ResponseReturnValue:
    """The permanent address of a comment leads to where it stands."""
    return redirect(_place(queries.comment_of(reader(), remark_id)), 302)


@bp.get("/community/remarks/<int:remark_id>/edit")
@writer
def edit_comment(remark_id: int) -> ResponseReturnValue:
    """The form to change one's own comment."""
    found = _mine(remark_id)
    return _edit_page(found, EditRemarkForm(formdata=None, text=found.source, version=found.version))


@bp.post("/community/remarks/<int:remark_id>/edit")
@writer
def save_comment(remark_id: int) -> ResponseReturnValue:
    """Change one's own comment; what it said is kept."""
    form = EditRemarkForm()
    found = _mine(remark_id)
    try:
        commands.edit(me(), found.id, form.text.data or "", form.made_from())
    except (Invalid, Refused) as error:
        db.session.rollback()
        form.refuse(error if isinstance(error, Invalid) else Invalid(error.message))
        return _edit_page(_mine(remark_id), form, error.status, stands=isinstance(error, Refused))
    db.session.commit()
    flash(_("Your comment is changed."))
    return redirect(_place(found), 303)


@bp.post("/community/remarks/<int:remark_id>/delete")
@writer
def delete_comment(remark_id: int) -> ResponseReturnValue:
    """Take one's own comment back."""
    question = commands.delete(me(), _mine(remark_id).id)
    db.session.commit()
    flash(_("Your comment is deleted."))
    return redirect(f"{question.url}#answers", 303)


def _said(question_id: int, answer_id: int | None) -> ResponseReturnValue:
    form = RemarkForm()
    one.visible(me(), question_id)
    if answer_id is not None:
        queries.answer_of(me(), answer_id)
    if (form.text.data or "").strip() and (stop := gate.stopped(me(), form)):
        return stop.answer(_page(question_id, answer_id, form, stop.status))
    if again := forms.sent_before():
        return again
    try:
        made = commands.comment(me(), form.text.data or "", question_id=question_id, answer_id=answer_id or 0)
    except (Invalid, Refused) as error:
        db.session.rollback()
        form.refuse(error if isinstance(error, Invalid) else Invalid(error.message))
        return _page(question_id, answer_id, form, error.status)
    address = forms.answer(_place(made))
    db.session.commit()
    if made.held_at is not None:
        flash(_("Your comment waits for a look by our staff, as first posts with a link do."))
    else:
        flash(_("Your comment is posted."))
    return redirect(address, 303)


def _page(
    question_id: int, answer_id: int | None, form: RemarkForm | None = None, status: int = 200
) -> ResponseReturnValue:
    person = reader()
    question = one.visible(person, question_id)
    answer = queries.answer_of(person, answer_id) if answer_id is not None else None
    after, before = request.args.get("after"), request.args.get("before")
    page = queries.comments_of(person, question.id, answer_id, after, before)
    writes = person is not None and may_answer(person, question)
    return render(
        "community/comments.html",
        status,
        question=question,
        answer=queries.answer_said(person, answer.id) if answer is not None else None,
        remarks=page.items,
        paged=bool(after or before),
        newer=page.newer and here_with(after=page.newer, before=None),
        older=page.older and here_with(before=page.older, after=None),
        writes=writes,
        form=form or (RemarkForm(formdata=None) if writes else None),
    )


def _mine(remark_id: int) -> QuestionComment:
    """A comment of the reader. Raises NotFound, and Forbidden for somebody else's."""
    found = queries.comment_of(me(), remark_id)
    if found.author_id != me().id:
        raise Forbidden(_("Only who wrote a comment changes it."))
    return found


def _edit_page(
    found: QuestionComment, form: EditRemarkForm, status: int = 200, *, stands: bool = False
) -> ResponseReturnValue:
    form.version.data = found.version
    question = one.visible(me(), found.question_id)
    values = {"question": question, "remark": found, "form": form, "back": _place(found), "stands": stands}
    return render("community/edit_comment.html", status, **values)


def _place(found: QuestionComment) -> str:
    return comment_place(reader(), found, canonical_id(found.question_id))
