"""What a person was told, and what they want by mail."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import me, signed_in
from portal.kernel.db import db
from portal.kernel.i18n import _
from portal.kernel.pages import here_with, render
from portal.kernel.paging import page_of
from portal.notifications import commands, queries
from portal.notifications.days import by_day
from portal.notifications.models import Notification
from portal.notifications.rulebook import RULES
from portal.notifications.unread import Unread

bp = Blueprint("notifications", __name__)


@bp.get("/notifications")
@signed_in
def index() -> ResponseReturnValue:
    """All notifications or the unread ones (`tab=unread`), by day, the newest first."""
    person, unread_only = me(), request.args.get("tab") == "unread"
    page = page_of(
        db.session,
        queries.of_person(person.id, unread=unread_only),
        [(Notification.id, "desc")],
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    return render(
        "notifications/index.html",
        days=by_day(page.items),
        shown=queries.in_words(page.items),
        icons={name: rule.icon for name, rule in RULES.items()},
        newest=max((notification.id for notification in page.items), default=0),
        unread_only=unread_only,
        newer=page.newer and here_with(before=page.newer, after=None),
        older=page.older and here_with(after=page.older, before=None),
    )


@bp.post("/notifications/read")
@signed_in
def read_all() -> ResponseReturnValue:
    """Mark as read all up to the newest one the page showed (`up_to`)."""
    commands.mark_all_read(me().id, request.form.get("up_to", 0, type=int))
    db.session.commit()
    flash(_("All marked as read."))
    return redirect(url_for("notifications.index"), 303)


@bp.post("/notifications/<int:notification_id>/open")
@signed_in
def open_(notification_id: int) -> ResponseReturnValue:
    """Mark one as read and go to what it is about."""
    found = queries.one(me().id, notification_id)
    shown = queries.in_words([found]).get(found.id)
    commands.mark_read(me().id, found.id)
    db.session.commit()
    if shown is None:
        flash(_("What this was about is no longer there."), "warning")
    return redirect(shown.url if shown else url_for("notifications.index"), 303)


@bp.get("/notifications/choices")
@signed_in
def choices() -> ResponseReturnValue:
    """What the reader wants by mail, kind by kind."""
    return render("notifications/choices.html", choices=queries.choices(me()))


@bp.post("/notifications/choices")
@signed_in
def save_choices() -> ResponseReturnValue:
    """Save what was chosen (`mail-<kind>` is `now` or `none`); kinds the form does not name keep their choice."""
    chosen = {
        choice.kind.key: wish == "now"
        for choice in queries.choices(me())
        if (wish := request.form.get(f"mail-{choice.kind.key}")) in ("now", "none")
    }
    commands.choose_mail(me().id, chosen)
    db.session.commit()
    flash(_("Your e-mail choices are saved."))
    return redirect(url_for("notifications.choices"), 303)


def unread_context() -> dict[str, object]:
    """`unread` for every template: asked from the database only where a page shows it."""
    return {"unread": Unread()}
