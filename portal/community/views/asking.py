"""`/community/questions/new` and changing a question: similar ones are shown while somebody types."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.forms.base import differing
from portal.community.commands import asking
from portal.community.forms import AskForm, EditAskForm
from portal.community.models import Question
from portal.community.policy import QUESTION, may_ask, may_edit
from portal.community.queries import one
from portal.community.queries.page import around, writable_groups
from portal.community.queries.place import place_of
from portal.community.queries.similar import about_item, similar
from portal.community.views.blueprint import bp
from portal.kernel import forms
from portal.kernel.access import me, writer
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Invalid, Refused
from portal.kernel.i18n import _, lazy
from portal.kernel.pages import render
from portal.moderation import gate
from portal.posting import images
from portal.posting.areas import area_names, choices
from portal.posting.pictures import Pictures, draft_of, preview_of

NAMES = {
    "title": lazy("Your question in one line"),
    "text": lazy("What did you try, and what do you see?"),
    "area": lazy("Product area"),
    "group": lazy("Group"),
    "tags": lazy("Tags"),
}


@bp.get("/community/questions/new")
@writer
def new() -> ResponseReturnValue:
    """An empty form, or one with what somebody comes with: `title`, `area`, `group`, `tags`, `item`."""
    _refuse_others()
    known = {name: request.args.get(name, "") for name in ("title", "area", "group", "tags", "item")}
    return _new_page(AskForm(formdata=None, **known), Pictures([]))


@bp.post("/community/questions/new")
@writer
def create() -> ResponseReturnValue:
    """Ask; `act` takes pictures in, shows a preview or looks for similar questions instead.

    Whatever the answer is, pictures that came along are kept, for a form cannot hold them a second time.
    """
    _refuse_others()
    form, pictures, act = AskForm(), Pictures.of_request(me()), request.form.get("act", "")
    if pictures.error is not None:
        form.refuse(pictures.error)
    elif act not in ("upload", "preview", "look"):
        return _asked(form, pictures)
    return _new_page(form, pictures, 422 if form.errors else 200, typed=True, act=act)


def _asked(form: AskForm, pictures: Pictures) -> ResponseReturnValue:
    if not form.check():
        return _new_page(form, pictures, 422, typed=True)
    if stop := gate.stopped(me(), form):
        return stop.answer(_new_page(form, pictures.again(me()), stop.status, typed=True))
    if again := forms.sent_before():
        return again
    what = form.what._replace(text=images.with_pictures(form.what.text, pictures.kept))
    if what.item_id is not None and about_item(me(), what.item_id) is None:
        what = what._replace(item_id=None)
    try:
        question = asking.ask(me(), what)
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _new_page(form, pictures.again(me()), 422, typed=True)
    images.belong(me(), QUESTION, question.id, question.source)
    address = forms.answer(question.url)
    db.session.commit()
    if question.held_at is not None:
        said = _("Your question waits for a look by our staff, as first posts with a link do.")
        flash(_("%(said)s You hear when it is released.", said=said))
    else:
        flash(_("Your question is asked. You hear of every answer."))
    return redirect(address, 303)


def _new_page(
    form: AskForm, pictures: Pictures, status: int = 200, *, typed: bool = False, act: str = ""
) -> ResponseReturnValue:
    _offer(form)
    item = form.what.item_id
    return render(
        "community/new.html",
        status,
        form=form,
        pictures=pictures.kept,
        typed=typed,
        draft=draft_of(me(), "question-new"),
        preview=preview_of(form.what.text, pictures.kept, me()) if act == "preview" else None,
        about=about_item(me(), item) if item is not None else None,
        found=similar(me(), form.what.title, form.what.text),
    )


@bp.get("/community/questions/<int:question_id>/edit")
@writer
def edit(question_id: int) -> ResponseReturnValue:
    """The words as they stand, to be changed."""
    question = _editable(question_id)
    return _edit_page(question, _standing(question), Pictures([]))


@bp.post("/community/questions/<int:question_id>/edit")
@writer
def save(question_id: int) -> ResponseReturnValue:
    """Change them; the words before are kept. `act` takes pictures in or shows a preview instead."""
    _editable(question_id)
    form, pictures, act = EditAskForm(), Pictures.of_request(me()), request.form.get("act", "")
    if pictures.error is not None:
        form.refuse(pictures.error)
    elif act not in ("upload", "preview") and form.check():
        return _saved(question_id, form, pictures)
    return _edit_page(_editable(question_id), form, pictures, 422 if form.errors else 200, act=act, typed=True)


def _saved(question_id: int, form: EditAskForm, pictures: Pictures) -> ResponseReturnValue:
    what = form.what._replace(text=images.with_pictures(form.what.text, pictures.kept))
    try:
        question = asking.edit(me(), question_id, what, form.made_from())
    except (Invalid, Refused) as error:
        db.session.rollback()
        form.refuse(error if isinstance(error, Invalid) else Invalid(error.message))
        stands = _editable(question_id)
        rows = _differing(stands, form) if isinstance(error, Refused) else []
        form.version.data = stands.version
        return _edit_page(stands, form, pictures.again(me()), error.status, differing=rows, typed=True)
    images.belong(me(), QUESTION, question.id, what.text)
    db.session.commit()
    flash(_("The question is changed."))
    return redirect(question.url, 303)


@bp.post("/community/questions/<int:question_id>/delete")
@writer
def delete(question_id: int) -> ResponseReturnValue:
    """Take one's own question back for good, while nobody else has to do with it."""
    one.visible(me(), question_id)
    asking.delete(me(), question_id)
    db.session.commit()
    flash(_("Your question is deleted."))
    return redirect(url_for("community.index"), 303)


def _editable(question_id: int) -> Question:
    """Raises NotFound, and Forbidden for who may read it only."""
    question = one.visible(me(), question_id)
    if not may_edit(me(), question):
        raise Forbidden(_("Only its author and customer success edit a question."))
    return question


def _standing(question: Question) -> EditAskForm:
    place = place_of(question)
    tags = ", ".join(name for _slug, name in around(me(), question).tags)
    values = {"title": question.title, "text": question.source, "tags": tags, "version": question.version}
    return EditAskForm(formdata=None, area=place.area, group=place.group, **values)


def _differing(question: Question, typed: EditAskForm) -> list[dict[str, str]]:
    """What somebody saved meanwhile beside what was typed."""
    stands = _standing(question)
    for form in (stands, typed):
        _offer(form, question)
    return differing(NAMES, stands, typed, NAMES)


def _edit_page(
    question: Question, form: EditAskForm, pictures: Pictures, status: int = 200, act: str = "", **context: Any
) -> ResponseReturnValue:
    _offer(form, question)
    return render(
        "community/edit.html",
        status,
        question=question,
        form=form,
        pictures=pictures.kept,
        draft=draft_of(me(), f"question-{question.id}-{question.version}"),
        preview=preview_of(form.what.text, pictures.kept, me()) if act == "preview" else None,
        may_delete=asking.deletable(me(), question),
        **context,
    )


def _offer(form: AskForm, question: Question | None = None) -> None:
    groups = list(writable_groups(me()))
    stands = place_of(question).stands if question is not None else None
    if stands is not None and stands not in groups:
        groups.append(stands)
    form.offer(choices(area_names()), groups)


def _refuse_others() -> None:
    if not may_ask(me()):
        raise Forbidden(_("Only people of a customer company and staff ask questions."))
