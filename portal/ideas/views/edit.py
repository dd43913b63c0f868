"""`/ideas/<id>/edit`: changing the words of an idea, and taking back one's own."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.forms.base import differing
from portal.ideas.commands import submitting
from portal.ideas.forms import EditIdeaForm
from portal.ideas.labels import Words, words
from portal.ideas.models import Idea
from portal.ideas.policy import IDEA, may_edit
from portal.ideas.queries import one
from portal.ideas.views.blueprint import bp
from portal.kernel.access import me, writer
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, Invalid, Refused
from portal.kernel.i18n import _, lazy
from portal.kernel.pages import render
from portal.posting import images
from portal.posting.pictures import Pictures, draft_of, preview_of

NAMES = {"title": lazy("Your idea in one line"), "text": lazy("The problem"), "area": lazy("Product area")}


@bp.get("/ideas/<int:idea_id>/edit")
@writer
def edit(idea_id: int) -> ResponseReturnValue:
    """The words as they stand, to be changed."""
    idea, names = _editable(idea_id), words()
    return _page(idea, names, _standing(idea, names), Pictures([]))


@bp.post("/ideas/<int:idea_id>/edit")
@writer
def save(idea_id: int) -> ResponseReturnValue:
    """Change them; the words before are kept. `act` takes pictures in or shows a preview instead."""
    _editable(idea_id)
    form, pictures = EditIdeaForm(), Pictures.of_request(me())
    act = request.form.get("act", "")
    if pictures.error is not None:
        form.refuse(pictures.error)
    elif act not in ("upload", "preview") and form.check():
        return _saved(idea_id, form, pictures)
    return _page(_editable(idea_id), words(), form, pictures, 422 if form.errors else 200, act=act, typed=True)


def _saved(idea_id: int, form: EditIdeaForm, pictures: Pictures) -> ResponseReturnValue:
    wish = form.wish._replace(text=images.with_pictures(form.wish.text, pictures.kept))
    try:
        idea = submitting.edit(me(), idea_id, wish, form.made_from())
    except (Invalid, Refused) as error:
        db.session.rollback()
        form.refuse(error if isinstance(error, Invalid) else Invalid(error.message))
        stands, names = _editable(idea_id), words()
        rows = _differing(stands, names, form) if isinstance(error, Refused) else []
        form.version.data = stands.version
        return _page(stands, names, form, pictures.again(me()), error.status, differing=rows, typed=True)
    images.belong(me(), IDEA, idea.id, wish.text)
    db.session.commit()
    flash(_("The idea is changed."))
    return redirect(idea.url, 303)


@bp.post("/ideas/<int:idea_id>/delete")
@writer
def delete(idea_id: int) -> ResponseReturnValue:
    """Take one's own idea back for good, while nobody else has to do with it."""
    one.visible(me(), idea_id)
    submitting.delete(me(), idea_id)
    db.session.commit()
    flash(_("Your idea is deleted."))
    return redirect(url_for("ideas.board"), 303)


def _editable(idea_id: int) -> Idea:
    """Raises NotFound, and Forbidden for who may read it only."""
    idea = one.visible(me(), idea_id)
    if not may_edit(me(), idea):
        raise Forbidden(_("Only its author and product edit an idea."))
    return idea


def _standing(idea: Idea, names: Words) -> EditIdeaForm:
    area = names.areas.get(idea.area_id or 0)
    values = {"title": idea.title, "text": idea.source, "area": area.slug if area else "", "version": idea.version}
    return EditIdeaForm(formdata=None, **values)


def _differing(idea: Idea, names: Words, typed: EditIdeaForm) -> list[dict[str, str]]:
    """What somebody saved meanwhile beside what was typed."""
    stands = _standing(idea, names)
    for form in (stands, typed):
        form.offer(names.areas.values())
    return differing(NAMES, stands, typed, NAMES)


def _page(
    idea: Idea, names: Words, form: EditIdeaForm, pictures: Pictures, status: int = 200, act: str = "", **context: Any
) -> ResponseReturnValue:
    form.offer(names.areas.values())
    return render(
        "ideas/edit.html",
        status,
        idea=idea,
        form=form,
        pictures=pictures.kept,
        draft=draft_of(me(), f"idea-{idea.id}-{idea.version}"),
        preview=preview_of(form.wish.text, pictures.kept, me()) if act == "preview" else None,
        may_delete=submitting.deletable(me(), idea),
        **context,
    )
