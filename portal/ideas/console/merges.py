"""`/console/ideas/<id>/merge`: find the twin, see both beside each other and what comes of it, merge; and undo."""

from __future__ import annotations

import re

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.ideas.commands import merging
from portal.ideas.console.blueprint import idea_console
from portal.ideas.console.one_page import address
from portal.ideas.labels import words
from portal.ideas.models import Idea
from portal.ideas.policy import DECIDE
from portal.ideas.queries import deciding as queries
from portal.ideas.queries.similar import similar, similar_to
from portal.kernel import forms
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Refused
from portal.kernel.i18n import _
from portal.kernel.pages import render

NUMBER = re.compile(r"#?(\d{1,9})$|.*/ideas/(\d{1,9})(?:-\S*)?$")
MOST = 8  # twins offered


@idea_console.get("/<int:idea_id>/merge")
@allowed(DECIDE)
def ask_merge(idea_id: int) -> ResponseReturnValue:
    """Ideas like this one, or those with the number or words of `?q=`; with `?into=` both and what a merge gives."""
    idea = queries.canonical(idea_id)
    if idea.id != idea_id:
        return redirect(url_for("idea_console.ask_merge", idea_id=idea.id))
    into = request.args.get("into", type=int)
    return _both(idea, into) if into is not None else _choice(idea)


@idea_console.post("/<int:idea_id>/merge")
@allowed(DECIDE)
def merge(idea_id: int) -> ResponseReturnValue:
    """Make it part of the idea `into`."""
    if again := forms.sent_before():
        return again
    into_id = request.form.get("into", 0, type=int)
    try:
        into = merging.merge(me(), idea_id, into_id)
    except Refused as error:
        db.session.rollback()
        return _both(queries.canonical(idea_id), into_id, 409, error.message)
    onward = forms.answer(address(into.id, "merged"))
    db.session.commit()
    flash(_("Merged. You can undo it here."))
    return redirect(onward, 303)


@idea_console.post("/<int:idea_id>/unmerge")
@allowed(DECIDE)
def unmerge(idea_id: int) -> ResponseReturnValue:
    """Let the idea stand alone again."""
    if again := forms.sent_before():
        return again
    idea = merging.unmerge(me(), idea_id)
    onward = forms.answer(address(idea.id))
    db.session.commit()
    flash(_("“%(title)s” stands alone again.", title=idea.title))
    return redirect(onward, 303)


def _choice(idea: Idea) -> ResponseReturnValue:
    q = request.args.get("q", "").strip()
    if not q:
        found = similar_to(idea, me(), MOST)
    elif match := NUMBER.match(q):
        found = queries.candidates([int(match[1] or match[2])], idea.id)
    else:
        found = similar(me(), q, limit=MOST, but=idea.id)
    return render("ideas/console/merge.html", idea=idea, q=q, found=found, words=words())


def _both(idea: Idea, into_id: int, status: int = 200, refused: str = "") -> ResponseReturnValue:
    """The two beside each other; a number that leads into another family stands for the idea kept there."""
    into = queries.canonical(into_id)
    return render(
        "ideas/console/merge_both.html",
        status,
        idea=idea,
        into=into,
        together=queries.together(idea.id, into.id),
        has_family=queries.has_family(idea.id),
        refused=refused,
        words=words(),
    )
