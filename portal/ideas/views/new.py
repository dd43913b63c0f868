"""`/ideas/new`: saying what one wishes for, with those ideas beside it that say it already."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from portal.ideas.commands import submitting
from portal.ideas.forms import IdeaForm
from portal.ideas.policy import IDEA, may_submit
from portal.ideas.promise import promise
from portal.ideas.views.blueprint import bp
from portal.ideas.views.similar import found
from portal.kernel import forms
from portal.kernel.access import me, writer
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Invalid
from portal.kernel.i18n import _
from portal.kernel.pages import render
from portal.moderation import gate
from portal.posting import images
from portal.posting.pictures import Pictures, draft_of, preview_of


@bp.get("/ideas/new")
@writer
def new() -> ResponseReturnValue:
    """An empty form, or one with the `title` somebody comes with."""
    _refuse_others()
    return _page(IdeaForm(formdata=None, title=request.args.get("title", "")), Pictures([]))


@bp.post("/ideas/new")
@writer
def create() -> ResponseReturnValue:
    """Put the idea on the board; `act` takes pictures in, shows a preview or looks for similar ideas instead.

    Whatever the answer is, pictures that came along are kept, for a form cannot hold them a second time.
    """
    _refuse_others()
    form = IdeaForm()
    pictures = Pictures.of_request(me())
    act = request.form.get("act", "")
    if pictures.error is not None:
        form.refuse(pictures.error)
    elif act not in ("upload", "preview", "look"):
        return _submitted(form, pictures)
    return _page(form, pictures, 422 if form.errors else 200, typed=True, act=act)


def _submitted(form: IdeaForm, pictures: Pictures) -> ResponseReturnValue:
    if not form.check():
        return _page(form, pictures, 422, typed=True)
    if stop := gate.stopped(me(), form):
        return stop.answer(_page(form, pictures.again(me()), stop.status, typed=True))
    if again := forms.sent_before():
        return again
    wish = form.wish._replace(text=images.with_pictures(form.wish.text, pictures.kept))
    try:
        idea = submitting.submit(me(), wish)
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _page(form, pictures.again(me()), 422, typed=True)
    images.belong(me(), IDEA, idea.id, idea.source)
    address = forms.answer(idea.url)
    db.session.commit()
    if idea.held_at is not None:
        flash(
            _("Your idea waits for a look by our staff, as first posts with a link do. You hear when it is released.")
        )
    else:
        flash(_("Your idea is on the board, with your vote. You hear what becomes of it."))
    return redirect(address, 303)


def _page(
    form: IdeaForm, pictures: Pictures, status: int = 200, *, typed: bool = False, act: str = ""
) -> ResponseReturnValue:
    values: dict[str, Any] = found(form.title.data or "", form.text.data or "")
    form.offer(values["words"].areas.values())
    return render(
        "ideas/new.html",
        status,
        form=form,
        pictures=pictures.kept,
        promise=promise(),
        typed=typed,
        draft=draft_of(me(), "idea-new"),
        preview=preview_of(form.wish.text, pictures.kept, me()) if act == "preview" else None,
        **values,
    )


def _refuse_others() -> None:
    if not may_submit(me()):
        raise Forbidden(_("Only people of a customer company and staff submit ideas."))
