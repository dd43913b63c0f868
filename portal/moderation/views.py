"""`/report/<what>/<number>`: telling staff that something is wrong, and taking that back; warnings one got."""

from __future__ import annotations

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from portal.accounts import throttle
from portal.kernel.access import me, signed_in, writer
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _
from portal.kernel.pages import render
from portal.moderation.commands import flagging
from portal.moderation.forms import ReportForm
from portal.moderation.queries.cases import has_reported
from portal.moderation.queries.conduct import own_warning
from portal.moderation.things import Post, post_of, seen, thing_of

bp = Blueprint("moderation", __name__)

REPORTS = throttle.Limit("report", 30, 3600)  # by one person


@bp.get("/report/<what>/<int:ref>")
@writer
def ask(what: str, ref: int) -> ResponseReturnValue:
    """Why? Or, once reported, the way to take it back."""
    post = flagging.reportable(me(), what, ref)
    return _page(what, post, ReportForm(formdata=None))


@bp.post("/report/<what>/<int:ref>")
@writer
def report(what: str, ref: int) -> ResponseReturnValue:
    """Report it (`reason`, `note`); pressed twice it is one report."""
    post, form = flagging.reportable(me(), what, ref), ReportForm()
    try:
        flagging.check(form.reason.data or "", form.note.data or "")
        db.session.rollback()  # counting takes a connection of its own
        throttle.count((REPORTS, str(me().id)))
        flagging.flag(me(), what, ref, form.reason.data or "", form.note.data or "")
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _page(what, flagging.reportable(me(), what, ref), form, 422)
    db.session.commit()
    flash(_("Thank you. Our staff look at it, and you hear what comes of it. Nobody learns who reported it."))
    return redirect(post.url, 303)


@bp.post("/report/<what>/<int:ref>/withdraw")
@writer
def withdraw(what: str, ref: int) -> ResponseReturnValue:
    """Take one's report back."""
    post = seen(me(), what, ref)
    flagging.withdraw(me(), what, ref)
    db.session.commit()
    flash(_("Your report is taken back."))
    return redirect(post.url, 303)


@bp.get("/warnings/<int:warning_id>")
@signed_in
def warning(warning_id: int) -> ResponseReturnValue:
    """A warning the reader got, with the way to what it is about."""
    found = own_warning(me(), warning_id)
    return render("moderation/warning.html", warning=found, post=post_of(found.kind, found.ref))


def _page(kind: str, post: Post, form: ReportForm, status: int = 200) -> ResponseReturnValue:
    form.offer()
    mine = has_reported(kind, post.ref, me().id)
    return render(
        "moderation/report.html", status, kind=kind, label=thing_of(kind).label, post=post, form=form, reported=mine
    )
