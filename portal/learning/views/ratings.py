"""Was it helpful, and why?"""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import me, writer
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _
from portal.kernel.pages import fragment_or_back, render, wants_fragment
from portal.learning.commands import ratings
from portal.learning.forms import ReasonForm
from portal.learning.models import Item
from portal.learning.queries import item as items
from portal.learning.views.blueprint import bp
from portal.learning.views.item import item_page, mine
from portal.learning.views.sections import helpful


@bp.post("/learn/<slug>/helpful")
@writer
def rate(slug: str) -> ResponseReturnValue:
    """Say yes or no (`helpful=yes|no`)."""
    found = mine(slug)
    said = request.form.get("helpful")
    if said not in ("yes", "no"):
        raise Invalid(_("Say yes or no."))
    ratings.rate(me(), found, said == "yes")
    return _answer(found, _("Thank you. Your answer is counted."))


@bp.post("/learn/<slug>/reason")
@writer
def explain(slug: str) -> ResponseReturnValue:
    """Say why."""
    found, form = mine(slug), ReasonForm()
    try:
        changed = ratings.explain(me(), found, form.reason.data or "")
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        parts = helpful(found, items.rating_of(me(), found), form)
        if wants_fragment():
            return render("learning/_helpful.html", 422, item=found, said="", **parts)
        return item_page(me(), slug, 422, **parts)
    if form.reason.data and form.reason.data.strip():
        return _answer(found, _("Thank you. Your reason is on its way to the people who look after this."))
    return _answer(found, _("Your reason is taken back.") if changed else _("No reason was written, so none was sent."))


def _answer(found: Item, said: str) -> ResponseReturnValue:
    db.session.commit()
    db.session.refresh(found)
    back = url_for("learning.item", slug=found.slug, _anchor="helpful")
    return fragment_or_back(
        "learning/_helpful.html", back, said, item=found, **helpful(found, items.rating_of(me(), found))
    )
