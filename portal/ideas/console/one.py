"""`/console/ideas/<id>`: where product decides on an idea, and customer success proposes what to decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.ideas.commands import answering, deciding, placing, proposals
from portal.ideas.console.blueprint import READ, idea_console
from portal.ideas.console.one_forms import AnswerForm, PlaceForm, ProposalForm, StatusForm
from portal.ideas.console.one_page import acted, address, page
from portal.ideas.policy import DECIDE, PROPOSE
from portal.ideas.queries import deciding as queries
from portal.ideas.queries.family import canonical_id
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid, Refused
from portal.kernel.i18n import _
from portal.kernel.pages import render, safe_next, wants_fragment
from portal.posting.writing import written


@idea_console.get("/<int:idea_id>")
@allowed(READ)
def one(idea_id: int) -> ResponseReturnValue:
    """Who asks for it, what was said inside, and the forms to decide; a merged idea leads to the kept one."""
    return page(idea_id)


@idea_console.post("/<int:idea_id>/status")
@allowed(DECIDE)
def decide(idea_id: int) -> ResponseReturnValue:
    """Put it into a state, with reason, link and window."""
    form = StatusForm(request.form)

    def deed() -> str:
        deciding.decide(me(), idea_id, form.decision(), number(form.seen_change.data))
        return _("The decision is saved. Everybody who waits for it hears of a new status.")

    return acted(idea_id, form, deed, "status-card")


@idea_console.post("/<int:idea_id>/propose")
@allowed(PROPOSE)
def propose(idea_id: int) -> ResponseReturnValue:
    """Propose a state to product."""
    form = ProposalForm(request.form)

    def deed() -> str:
        proposals.propose(me(), idea_id, form.status.data or "", form.reason.data or "")
        return _("Your proposal is saved. Product sees it in its list; you hear what becomes of it.")

    return acted(idea_id, form, deed, "proposals")


@idea_console.post("/<int:idea_id>/proposals/<int:proposal_id>/take")
@allowed(DECIDE)
def take_proposal(idea_id: int, proposal_id: int) -> ResponseReturnValue:
    """Do what is proposed, from the list (`next`) or the idea's page; `seen`: the state that was shown."""
    said = _("The proposal is accepted. Everybody who waits for the idea hears of its new status.")
    return _settled(idea_id, said, lambda: deciding.take(me(), proposal_id, request.form.get("seen", "")))


@idea_console.post("/<int:idea_id>/proposals/<int:proposal_id>/leave")
@allowed(DECIDE)
def leave_proposal(idea_id: int, proposal_id: int) -> ResponseReturnValue:
    """Do not do what is proposed, and say why (`reply`)."""
    reply = request.form.get("reply", "")
    said = _("The proposal is left; who made it is told.")
    return _settled(idea_id, said, lambda: proposals.leave(me(), proposal_id, reply), replies={proposal_id: reply})


def _settled(idea_id: int, said: str, deed: Callable[[], object], **typed: Any) -> ResponseReturnValue:
    try:
        deed()
    except (Invalid, Refused) as error:
        db.session.rollback()
        return page(canonical_id(idea_id), error.status, refused=error.message, **typed)
    db.session.commit()
    flash(said)
    return redirect(safe_next(request.form.get("next")) or address(canonical_id(idea_id)), 303)


@idea_console.post("/<int:idea_id>/answer")
@allowed(DECIDE)
def answer(idea_id: int) -> ResponseReturnValue:
    """Save the official response as a new version; `act=preview` shows what it would look like instead."""
    form = AnswerForm(request.form)
    if request.form.get("act") == "preview":
        return _preview(idea_id, form)

    def deed() -> str:
        seen = number(form.seen_answer.data)
        answering.answer(me(), idea_id, form.text.data or "", seen, tell=bool(form.tell.data))
        return _("The official response is published.")

    return acted(idea_id, form, deed, "answer-card")


def _preview(idea_id: int, form: AnswerForm) -> ResponseReturnValue:
    """As customers would read it; nothing is kept. Whoever publishes afterwards still answers the version they saw."""
    idea = queries.canonical(idea_id)
    try:
        html = Markup(written(form.text.data or "", me()).html)  # noqa: S704 - cleaned when rendered
    except Invalid as error:
        html = Markup("<p>{}</p>").format(error.message)
    if wants_fragment():
        return render("ideas/console/_response_preview.html", preview=html)
    return page(idea.id, form=form, preview=html, seen_answer=form.seen_answer.data)


@idea_console.post("/<int:idea_id>/place")
@allowed(DECIDE)
def place(idea_id: int) -> ResponseReturnValue:
    """Save area and tags."""
    form = PlaceForm(request.form)

    def deed() -> str:
        placing.place(me(), idea_id, form.area.data or "", form.tags.data or "", form.seen())
        return _("Area and tags are saved.")

    return acted(idea_id, form, deed, "place")


def number(text: str | None) -> int:
    """What a hidden field says. Raises Invalid for a form without it."""
    if not (text or "").isdecimal() or len(text or "") > 12:
        raise Invalid(_("This form is incomplete. Open the page again."))
    return int(text or "")
