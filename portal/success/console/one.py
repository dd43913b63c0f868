"""`/console/follow-ups/<id>`: why it is here, what is to be done, and all that is done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.forms.base import Form, Versioned, one_of
from portal.kernel import forms
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid, Refused
from portal.kernel.i18n import _
from portal.success.commands import requests as answering
from portal.success.commands import tasks, working
from portal.success.console.blueprint import follow_ups_bp
from portal.success.console.one_page import page
from portal.success.forms.work import AnswerForm, CloseForm, HandForm, NoteForm, SnoozeForm, TaskForm, number
from portal.success.policy import WORK
from portal.success.queries import one as queries


@follow_ups_bp.get("/follow-ups/<int:follow_up_id>")
@allowed(WORK)
def one(follow_up_id: int) -> ResponseReturnValue:
    """The whole of it."""
    return page(follow_up_id)


@follow_ups_bp.post("/follow-ups/<int:follow_up_id>/take")
@allowed(WORK)
def take(follow_up_id: int) -> ResponseReturnValue:
    """Have it."""
    form = Versioned()
    deed = lambda: working.take(me(), follow_up_id, form.made_from())  # noqa: E731 - one line of many alike
    return _act(follow_up_id, form, deed, _("It is yours now."))


@follow_ups_bp.post("/follow-ups/<int:follow_up_id>/hand")
@allowed(WORK)
def hand(follow_up_id: int) -> ResponseReturnValue:
    """Give it to somebody or to a team; back to the list, since it may be out of the giver's sight."""
    form = HandForm(prefix="hand-")

    def deed() -> None:
        owner_id, team_id = number(form.owner) or None, number(form.team)
        words = form.note.data or ""
        working.hand(me(), follow_up_id, form.made_from(), owner_id=owner_id, team_id=team_id, note=words)

    return _act(follow_up_id, form, deed, _("Handed over. Whoever has it now is told."), to=url_for("follow_ups.index"))


@follow_ups_bp.post("/follow-ups/<int:follow_up_id>/snooze")
@allowed(WORK)
def snooze(follow_up_id: int) -> ResponseReturnValue:
    """Put it off until the morning of a day."""
    form = SnoozeForm(prefix="snooze-")

    def deed() -> None:
        working.snooze(me(), follow_up_id, form.made_from(), form.moment(), form.note.data or "")

    return _act(follow_up_id, form, deed, _("Put off. It comes back by itself."), to=url_for("follow_ups.index"))


@follow_ups_bp.post("/follow-ups/<int:follow_up_id>/close")
@allowed(WORK)
def close(follow_up_id: int) -> ResponseReturnValue:
    """`act`: done, with an outcome, or drop."""
    form, act = CloseForm(prefix="close-"), one_of("act", "done", "drop")

    def deed() -> None:
        closing = form.closing.data or ""
        if act == "done":
            working.finish(me(), follow_up_id, form.made_from(), form.outcome.data or "", closing)
        else:
            working.drop(me(), follow_up_id, form.made_from(), closing)

    return _act(follow_up_id, form, deed, _("Closed. It is kept with what came of it."))


@follow_ups_bp.post("/follow-ups/<int:follow_up_id>/reopen")
@allowed(WORK)
def reopen(follow_up_id: int) -> ResponseReturnValue:
    """Go on with it."""
    form = Versioned()
    deed = lambda: working.reopen(me(), follow_up_id, form.made_from())  # noqa: E731
    return _act(follow_up_id, form, deed, _("It is open again, and yours."))


@follow_ups_bp.post("/follow-ups/<int:follow_up_id>/note")
@allowed(WORK)
def add_note(follow_up_id: int) -> ResponseReturnValue:
    """Tell colleagues something."""
    form = NoteForm(prefix="note-")
    deed = lambda: working.note(me(), follow_up_id, form.text.data or "")  # noqa: E731
    return _act(follow_up_id, form, deed, _("Noted."), once=True)


@follow_ups_bp.post("/follow-ups/<int:follow_up_id>/tasks")
@allowed(WORK)
def add_task(follow_up_id: int) -> ResponseReturnValue:
    """Note a step to be done."""
    form = TaskForm(prefix="task-")
    deed = lambda: tasks.add_task(me(), follow_up_id, form.text.data or "", form.day())  # noqa: E731
    return _act(follow_up_id, form, deed, _("The task is on the list."), once=True)


@follow_ups_bp.post("/follow-ups/<int:follow_up_id>/tick")
@allowed(WORK)
def tick(follow_up_id: int) -> ResponseReturnValue:
    """Tick the `task`, or not (`want=1|0`)."""
    task_id, want = request.form.get("task", 0, type=int), one_of("want", "1", "0") == "1"
    deed = lambda: tasks.tick(me(), follow_up_id, task_id, done=want)  # noqa: E731
    return _act(follow_up_id, Form(), deed, _("Ticked.") if want else _("It is to be done again."))


@follow_ups_bp.post("/follow-ups/<int:follow_up_id>/playbook")
@allowed(WORK)
def apply(follow_up_id: int) -> ResponseReturnValue:
    """Copy the steps of a playbook."""
    chosen = request.form.get("playbook", 0, type=int)
    deed = lambda: tasks.apply(me(), follow_up_id, chosen)  # noqa: E731
    return _act(follow_up_id, Form(), deed, _("The steps are on the list."))


@follow_ups_bp.post("/follow-ups/<int:follow_up_id>/request")
@allowed(WORK)
def answer(follow_up_id: int) -> ResponseReturnValue:
    """Say what becomes of a `request` that this follow-up is about."""
    request_id = request.form.get("request", 0, type=int)
    form = AnswerForm(prefix=f"answer-{request_id}-")

    def deed() -> None:
        said = form.state.data or "", form.reply.data or ""
        answering.answer(me(), follow_up_id, request_id, form.made_from(), *said)

    return _act(follow_up_id, form, deed, _("Saved. Who asked is told."))


def _act(
    follow_up_id: int, form: Form, deed: Callable[[], Any], said: str, *, to: str = "", once: bool = False
) -> ResponseReturnValue:
    """Do it and commit; the page again with all that was typed where it is refused. 404 for who does not see it."""
    queries.visible(me(), follow_up_id)
    to = to or url_for("follow_ups.one", follow_up_id=follow_up_id)
    if once and (again := forms.sent_before()):
        return again
    try:
        deed()
    except (Invalid, Refused) as error:
        db.session.rollback()
        beside = isinstance(error, Invalid) and error.field in form
        if beside:
            form.refuse(error)
        return page(follow_up_id, error.status, form, refused="" if beside else error.message)
    if once:
        forms.answer(to)
    db.session.commit()
    flash(said)
    return redirect(to, 303)
