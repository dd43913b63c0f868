"""My next step on an item's page; home and tray send here too."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import me, writer
from portal.kernel.db import db
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.i18n import _
from portal.kernel.pages import fragment_or_back, render, wants_fragment
from portal.learning.commands import steps
from portal.learning.forms import StepForm
from portal.learning.models import Item, NextStep
from portal.learning.queries.steps import item_of_step, step_of
from portal.learning.views.blueprint import bp
from portal.learning.views.item import item_page, mine
from portal.learning.views.sections import my_step


@bp.post("/learn/<slug>/step")
@writer
def decide(slug: str) -> ResponseReturnValue:
    """Decide on the one step from this item, or change it."""
    found, form = mine(slug), StepForm()
    form.validate()
    try:
        if form.due.errors:
            form.due.errors = []
            form.due.data = None
        steps.decide(me(), found, form.text.data or "", form.due.data)
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        parts = my_step(me(), step_of(me(), slug), form)
        if wants_fragment():
            return render("learning/_step.html", 422, item=found, said="", **parts)
        return item_page(me(), slug, 422, **parts)
    return _answer(found, _("Your next step is noted."))


@bp.post("/learn/<slug>/step/done")
@writer
def finish_step(slug: str) -> ResponseReturnValue:
    """The step was taken."""
    steps.finish(me(), _step(slug))
    return _answer(item_of_step(slug), _("Done. Well taken."))


@bp.post("/learn/<slug>/step/drop")
@writer
def drop_step(slug: str) -> ResponseReturnValue:
    """The step has become pointless."""
    steps.drop(me(), _step(slug))
    return _answer(item_of_step(slug), _("The step is dropped."))


def _step(slug: str) -> NextStep:
    found = step_of(me(), slug)
    if found is None:
        raise NotFound(_("This step is no longer there."))
    return found


def _answer(found: Item, said: str) -> ResponseReturnValue:
    db.session.commit()
    back = url_for("learning.item", slug=found.slug, _anchor="step")
    return fragment_or_back("learning/_step.html", back, said, item=found, **my_step(me(), step_of(me(), found.slug)))
