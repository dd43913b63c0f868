"""Answering, and what one may do with an answer."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from portal.accounts.forms.base import one_of
from portal.community.commands import accepting
from portal.community.commands import answering as commands
from portal.community.forms.posts import AnswerForm, EditAnswerForm
from portal.community.models import Answer, Question
from portal.community.policy import ANSWER
from portal.community.queries import answers as queries
from portal.community.queries import one
from portal.community.queries.one import canonical_id
from portal.community.views.blueprint import bp
from portal.community.views.page import question_page
from portal.kernel import forms
from portal.kernel.access import me, public, reader, writer
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Invalid, Refused
from portal.kernel.i18n import _
from portal.kernel.pages import fragment_or_back, render
from portal.moderation import gate
from portal.posting import images
from portal.posting.pictures import Pictures, preview_of


@bp.post("/community/questions/<int:question_id>/answers")
@writer
def answer(question_id: int) -> ResponseReturnValue:
    """Answer the question, or the one it was merged into; `act` takes pictures in or shows a preview instead."""
    one.visible(me(), question_id)
    form, pictures, act = AnswerForm(), Pictures.of_request(me()), request.form.get("act", "")
    if pictures.error is not None:
        form.refuse(pictures.error)
    elif act not in ("upload", "preview"):
        return _answered(question_id, form, pictures)
    preview = preview_of(form.text.data or "", pictures.kept, me()) if act == "preview" else None
    return _again(question_id, form, pictures, 422 if form.errors else 200, preview=preview)


def _answered(question_id: int, form: AnswerForm, pictures: Pictures) -> ResponseReturnValue:
    typed = form.text.data or ""
    if typed.strip() and (stop := gate.stopped(me(), form)):
        return stop.answer(_again(question_id, form, pictures.again(me()), stop.status))
    if again := forms.sent_before():
        return again
    text = images.with_pictures(typed, pictures.kept) if typed.strip() else ""
    try:
        made = commands.answer(me(), question_id, text)
    except (Invalid, Refused) as error:
        db.session.rollback()
        form.refuse(error if isinstance(error, Invalid) else Invalid(error.message))
        return _again(question_id, form, pictures.again(me()), error.status)
    images.belong(me(), ANSWER, made.id, made.source)
    address = forms.answer(_place(made))
    db.session.commit()
    if made.held_at is not None:
        flash(_("Your answer waits for a look by our staff, as first posts with a link do."))
    else:
        flash(_("Your answer is posted. Thank you for helping."))
    return redirect(address, 303)


def _again(
    question_id: int, form: AnswerForm, pictures: Pictures, status: int, preview: object = None
) -> ResponseReturnValue:
    return question_page(
        canonical_id(question_id), status, answer_form=form, pictures=pictures.kept, preview=preview, typed=True
    )


@bp.get("/community/answers/<int:answer_id>")
@public
def answer_place(answer_id: int) -> ResponseReturnValue:
    """The permanent address of an answer leads to where it stands."""
    return redirect(_place(queries.answer_of(reader(), answer_id)), 302)


@bp.get("/community/answers/<int:answer_id>/edit")
@writer
def edit_answer(answer_id: int) -> ResponseReturnValue:
    """The form to change one's own answer."""
    found = _mine(answer_id)
    return _edit_page(found, EditAnswerForm(formdata=None, text=found.source, version=found.version), Pictures([]))


@bp.post("/community/answers/<int:answer_id>/edit")
@writer
def save_answer(answer_id: int) -> ResponseReturnValue:
    """Change one's own answer; what it said is kept. `act` takes pictures in or shows a preview instead."""
    _mine(answer_id)
    form, pictures, act = EditAnswerForm(), Pictures.of_request(me()), request.form.get("act", "")
    if pictures.error is not None:
        form.refuse(pictures.error)
    if form.errors or act in ("upload", "preview"):
        preview = preview_of(form.text.data or "", pictures.kept, me()) if act == "preview" else None
        return _edit_page(_mine(answer_id), form, pictures, 422 if form.errors else 200, preview=preview)
    text = images.with_pictures(form.text.data or "", pictures.kept)
    try:
        found = commands.edit(me(), answer_id, text, form.made_from())
    except (Invalid, Refused) as error:
        db.session.rollback()
        form.refuse(error if isinstance(error, Invalid) else Invalid(error.message))
        stands = isinstance(error, Refused)
        return _edit_page(_mine(answer_id), form, pictures.again(me()), error.status, stands=stands)
    images.belong(me(), ANSWER, found.id, text)
    db.session.commit()
    flash(_("Your answer is changed."))
    return redirect(_place(found), 303)


@bp.post("/community/answers/<int:answer_id>/delete")
@writer
def delete_answer(answer_id: int) -> ResponseReturnValue:
    """Take one's own answer back, while nobody made use of it."""
    question = commands.delete(me(), _mine(answer_id).id)
    db.session.commit()
    flash(_("Your answer is deleted."))
    return redirect(f"{question.url}#answers", 303)


@bp.post("/community/answers/<int:answer_id>/useful")
@writer
def useful(answer_id: int) -> ResponseReturnValue:
    """Find somebody's answer useful (`want=1`) or no longer (`want=0`)."""
    want = one_of("want", "0", "1") == "1"
    queries.answer_of(me(), answer_id)
    found = commands.say_useful(me(), answer_id, want=want)
    db.session.commit()
    said = _("You find this answer useful.") if want else _("You no longer mark this answer as useful.")
    return fragment_or_back("community/_useful.html", _place(found), said, answer=found, useful=want)


@bp.post("/community/answers/<int:answer_id>/accept")
@writer
def accept(answer_id: int) -> ResponseReturnValue:
    """This answer solved it (`want=1`), or did not after all (`want=0`)."""
    want = one_of("want", "0", "1") == "1"
    queries.answer_of(me(), answer_id)
    question = accepting.accept(me(), answer_id) if want else accepting.take_back(me(), answer_id)
    db.session.commit()
    flash(_("Solved. Thank you for saying so: others find the answer first now.") if want else _("It is open again."))
    return redirect(f"{question.url}#answers", 303)


def _mine(answer_id: int) -> Answer:
    """An answer of the reader. Raises NotFound, and Forbidden for somebody else's."""
    found = queries.answer_of(me(), answer_id)
    if found.author_id != me().id:
        raise Forbidden(_("Only who wrote an answer changes it."))
    return found


def _edit_page(
    found: Answer,
    form: EditAnswerForm,
    pictures: Pictures,
    status: int = 200,
    *,
    stands: bool = False,
    preview: object = None,
) -> ResponseReturnValue:
    form.version.data = found.version
    question = one.visible(me(), found.question_id)
    return render(
        "community/edit_answer.html",
        status,
        question=question,
        answer=found,
        form=form,
        pictures=pictures.kept,
        back=_place(found),
        stands=stands,
        preview=preview,
        may_delete=not (found.useful or found.comments or found.hidden_at or commands.is_accepted(found)),
    )


def _place(found: Answer) -> str:
    return queries.answer_url(db.session.get_one(Question, canonical_id(found.question_id)), found.id)
