"""`/ideas/<id>/verdict`: did what was shipped solve it?"""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.models import Person
from portal.ideas.commands import verdicts
from portal.ideas.labels import words
from portal.ideas.models import Idea, IdeaVerdict
from portal.ideas.policy import SHIPPED
from portal.ideas.queries import one
from portal.ideas.queries.verdicts import verdict_of
from portal.ideas.views.blueprint import bp
from portal.kernel.access import me, public, reader, to_sign_in, writer
from portal.kernel.db import db
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.i18n import _
from portal.kernel.pages import fragment_or_back, render, wants_fragment


def asked(person: Person | None, idea: Idea, found: IdeaVerdict | None, category: str) -> dict[str, Any]:
    """`verdict` for `ideas/_solved.html`: what the reader was asked, or None. That they saw it is noted."""
    if person is None or found is None or category != SHIPPED:
        return {"verdict": None}
    if found.opened_at is None and request.method == "GET":
        verdicts.note_opened(person, idea)
        db.session.commit()
    return {"verdict": found}


@bp.get("/ideas/<int:idea_id>/verdict")
@public
def verdict(idea_id: int) -> ResponseReturnValue:
    """The question alone, for who comes from a notification; else the idea's page."""
    if reader() is None:
        return to_sign_in()
    person, found = me(), one.visible(me(), idea_id)
    if found.merged_into_id is not None:
        return redirect(url_for("ideas.verdict", idea_id=found.merged_into_id))
    shown = asked(person, found, verdict_of(person, found), _category(found))
    if shown["verdict"] is None:
        return redirect(found.url)
    return render("ideas/verdict.html", idea=found, **shown)


@bp.post("/ideas/<int:idea_id>/verdict")
@writer
def judge(idea_id: int) -> ResponseReturnValue:
    """Keep what the reader says (`solved=1|0`, `missing`)."""
    person, found = me(), one.visible(me(), idea_id)
    solved, missing = request.form.get("solved"), request.form.get("missing", "")
    try:
        if solved not in ("0", "1"):
            raise Invalid(_("Say yes or not quite."))
        if _category(found) != SHIPPED:
            raise NotFound(_("This page was not found."))
        verdicts.judge(person, found, solved == "1", missing)
    except Invalid as error:
        db.session.rollback()
        return _refused(idea_id, error, missing)
    db.session.commit()
    said = _("Thank you. We are glad it helps.") if solved == "1" else _("Thank you. Product reads this.")
    values = {"idea": found, "verdict": verdict_of(person, found)}
    return fragment_or_back("ideas/_solved.html", f"{found.url}#solved", said, **values)


def _refused(idea_id: int, error: Invalid, missing: str) -> ResponseReturnValue:
    found = one.visible(me(), idea_id)
    template = "ideas/_solved.html" if wants_fragment() else "ideas/verdict.html"
    values = {"idea": found, "verdict": verdict_of(me(), found), "error": error.message, "typed": missing}
    return render(template, 422, said="", **values)


def _category(idea: Idea) -> str:
    return words().statuses[idea.status_id].category
