"""`/console/moderation`: what was reported or waits for a look, the oldest first, and deciding on it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.forms.base import one_of
from portal.accounts.policy import may_suspend
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid, NotFound, Refused
from portal.kernel.i18n import _, lazy
from portal.kernel.pages import here_with, render
from portal.moderation.commands import deciding, warning
from portal.moderation.forms import HideForm
from portal.moderation.policy import MODERATE, OPEN, REJECTED, RESOLVED, STATES, WORK, may_be_warned
from portal.moderation.queries import cases as queries
from portal.moderation.queries import conduct
from portal.moderation.queries.cases import Line
from portal.moderation.reasons import REASONS
from portal.moderation.things import THINGS, Post, post_of

moderation_console = Blueprint("moderation_console", __name__, url_prefix="/console/moderation")

STATE_NAMES = {
    OPEN: lazy("Open"),
    WORK: lazy("In work"),
    RESOLVED: lazy("Resolved"),
    REJECTED: lazy("Rejected"),
}
OUTCOMES = {
    "hidden": lazy("Hidden"),
    "released": lazy("Released"),
    "restored": lazy("Shown again"),
    "left": lazy("Left as it is"),
    "withdrawn": lazy("Report taken back"),
    "gone": lazy("Deleted by its author"),
}
STEPS = OUTCOMES | {
    "flagged": lazy("Reported"),
    "held": lazy("Waits for a look: a first post with a link to another site"),
    "seen": lazy("Staff came upon it"),
    "taken": lazy("Taken"),
    "warned": lazy("Its author was warned"),
}
NAMES: dict[str, Any] = {"things": THINGS, "reasons": REASONS, "outcomes": OUTCOMES, "state_names": STATE_NAMES}
SAID = {
    "hide": lazy("Hidden. Its author reads why."),
    "leave": lazy("Left as it is. Whoever reported it hears so."),
    "release": lazy("Released. Everybody can see it now."),
    "restore": lazy("Shown again. Its author hears so."),
}


@moderation_console.get("")
@allowed(MODERATE)
def index() -> ResponseReturnValue:
    """The cases of a `state`."""
    state = request.args.get("state", OPEN)
    state = state if state in STATES else OPEN
    page, waits = queries.queue(state, request.args.get("after"), request.args.get("before")), queries.waiting()
    counts = {OPEN: waits.open, WORK: waits.work}
    tabs = [
        {
            "label": STATE_NAMES[one],
            "url": url_for("moderation_console.index", state=None if one == OPEN else one),
            "current": one == state,
            "count": counts.get(one),
        }
        for one in STATES
    ]
    newer, older = page.newer, page.older
    on, back = ("after", "before") if page.oldest_first else ("before", "after")
    return render(
        "moderation/queue.html",
        state=state,
        tabs=tabs,
        lines=page.items,
        oldest_first=page.oldest_first,
        newer=here_with(**{on: newer, back: None}) if newer else None,
        older=here_with(**{back: older, on: None}) if older else None,
        **NAMES,
    )


@moderation_console.get("/<int:case_id>")
@allowed(MODERATE)
def one(case_id: int) -> ResponseReturnValue:
    """One case: the whole text, who reported it and why, and what happened to it so far."""
    return _page(queries.one(case_id))


@moderation_console.post("/<int:case_id>")
@allowed(MODERATE)
def act(case_id: int) -> ResponseReturnValue:
    """`act`: take, hide, leave, release or restore; the next open case comes then."""
    line, form, done = queries.one(case_id), HideForm(), one_of("act", "take", *SAID)
    try:
        version = form.made_from()
        if done == "hide":
            language = line.post.author.language if line.post else me().language
            deciding.hide(me(), case_id, version, form.reason(language))
            _warn_too(form, line.case.kind, line.case.ref, language)
        else:
            {"take": deciding.take, "leave": deciding.leave, "release": deciding.release, "restore": deciding.restore}[
                done
            ](me(), case_id, version)
    except (Invalid, Refused) as error:
        db.session.rollback()
        return _refused(queries.one(case_id), form, error)
    db.session.commit()
    if done == "take":
        flash(_("You have this case in work."))
        return redirect(url_for("moderation_console.one", case_id=case_id), 303)
    flash(str(SAID[done]))
    return redirect(_onward(case_id), 303)


@moderation_console.get("/<what>/<int:ref>")
@allowed(MODERATE)
def thing(what: str, ref: int) -> ResponseReturnValue:
    """A thing that staff came upon: its open case, or the way to hide it or show it again."""
    found, case_id = _post(what, ref), queries.unsettled_case(what, ref)
    if case_id is not None:
        return redirect(url_for("moderation_console.one", case_id=case_id))
    return _thing_page(what, found, HideForm(formdata=None))


@moderation_console.post("/<what>/<int:ref>")
@allowed(MODERATE)
def act_on_thing(what: str, ref: int) -> ResponseReturnValue:
    """`act`: hide or restore."""
    found, form, done = _post(what, ref), HideForm(), one_of("act", "hide", "restore")
    try:
        if done == "hide":
            deciding.hide_now(me(), what, ref, form.reason(found.author.language))
            _warn_too(form, what, ref, found.author.language)
        else:
            deciding.restore_now(me(), what, ref)
    except (Invalid, Refused) as error:
        db.session.rollback()
        form.refuse(error if isinstance(error, Invalid) else Invalid(error.message))
        return _thing_page(what, _post(what, ref), form, error.status)
    db.session.commit()
    flash(str(SAID[done]))
    return redirect(found.url, 303)


def _warn_too(form: HideForm, kind: str, ref: int, language: str) -> None:
    if form.warn.data:
        warning.warn(me(), kind, ref, form.reason(language))


def _onward(case_id: int) -> str:
    following = queries.next_open(case_id)
    return url_for("moderation_console.one", case_id=following) if following else url_for("moderation_console.index")


def _refused(line: Line, form: HideForm, error: Invalid | Refused) -> ResponseReturnValue:
    if isinstance(error, Invalid):
        form.refuse(error)
    return _page(line, form, error.status, refused="" if isinstance(error, Invalid) else error.message)


def _page(line: Line, form: HideForm | None = None, status: int = 200, refused: str = "") -> ResponseReturnValue:
    form = form or HideForm(formdata=None)
    form.version.process_data(str(line.case.version))
    form.offer(line.post.author.language if line.post else me().language, line)
    return render(
        "moderation/case.html",
        status,
        line=line,
        case=line.case,
        post=line.post,
        kind=line.case.kind,
        form=form,
        refused=refused,
        action=url_for("moderation_console.one", case_id=line.case.id),
        history=queries.history(line.case.kind, line.case.ref),
        **_author(line.post),
        steps=STEPS,
        **NAMES,
    )


def _thing_page(kind: str, post: Post, form: HideForm, status: int = 200) -> ResponseReturnValue:
    form.offer(post.author.language)
    return render(
        "moderation/case.html",
        status,
        line=None,
        case=None,
        post=post,
        kind=kind,
        form=form,
        refused="",
        action=url_for("moderation_console.thing", what=kind, ref=post.ref),
        history=queries.history(kind, post.ref),
        **_author(post),
        steps=STEPS,
        **NAMES,
    )


def _author(post: Post | None) -> dict[str, Any]:
    """What staff should know of the author before they decide, and what they may do about them."""
    if post is None or post.author.erased_at is not None:
        return {"conduct": None}
    return {
        "conduct": conduct.of(post.author),
        "may_warn": may_be_warned(post.author),
        "may_suspend": may_suspend(me(), post.author),
    }


def _post(what: str, ref: int) -> Post:
    found = post_of(what, ref, whole=True)
    if found is None:
        raise NotFound(_("This page was not found."))
    return found
