"""What a person was told, and what they want by mail."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.access import me, signed_in
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _
from portal.kernel.pages import here_with, render
from portal.kernel.paging import page_of
from portal.notifications import commands, queries
from portal.notifications.days import by_day
from portal.notifications.grouping import in_lines
from portal.notifications.models import Notification, Way
from portal.notifications.queries import Choice, Choices
from portal.notifications.rulebook import RULES
from portal.notifications.unread import Unread

bp = Blueprint("notifications", __name__)


@bp.get("/notifications")
@signed_in
def index() -> ResponseReturnValue:
    """All notifications or the unread ones (`tab=unread`), by day, the newest first.

    Unread ones of a page that belong together are one line; a page is of as many notifications as ever, so paging by
    key stays as it is.
    """
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
        days=by_day(in_lines(page.items, queries.in_words(page.items))),
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
    """Mark one as read, with the older ones of its line (`line=1`), and go to what it is about."""
    found = queries.one(me().id, notification_id)
    shown = queries.in_words([found]).get(found.id)
    if request.form.get("line"):
        commands.mark_group_read(me().id, found)
    else:
        commands.mark_read(me().id, found.id)
    db.session.commit()
    if shown is None:
        flash(_("What this was about is no longer there."), "warning")
    return redirect(shown.url if shown else url_for("notifications.index"), 303)


@bp.get("/notifications/choices")
@signed_in
def choices() -> ResponseReturnValue:
    """How the reader hears of each kind, and how often of the rest."""
    return _choices_page(queries.choices(me()))


@bp.post("/notifications/choices")
@signed_in
def save_choices() -> ResponseReturnValue:
    """Save what was chosen: `digest` is `daily`, `weekly` or `none`, `mail-<kind>` is `now`, `digest` or `none`.

    Kinds the form does not name keep their choice. Nothing is saved when one word is none of these.
    """
    person = me()
    typed = _typed(standing := queries.choices(person))
    try:
        if typed.every != standing.every:
            commands.choose_digest(person, typed.every)
        commands.choose_mail(person.id, _ways(typed))
    except Invalid as error:
        db.session.rollback()
        return _choices_page(typed, error)
    db.session.commit()
    flash(_("Your e-mail choices are saved."))
    return redirect(url_for("notifications.choices"), 303)


def _typed(standing: Choices) -> Choices:
    sent = request.form
    kinds = [Choice(one.kind, sent.get(f"mail-{one.kind.key}", one.way)) for one in standing.kinds]
    return Choices(sent.get("digest", standing.every), kinds)


def _ways(typed: Choices) -> dict[str, Way]:
    """What was chosen of the kinds the form names. Raises Invalid for what is no way to hear of a kind."""
    named = [one for one in typed.kinds if f"mail-{one.kind.key}" in request.form]
    for one in named:
        if one.way not in tuple(Way) or (one.way == Way.DIGEST and not one.kind.digest):
            raise Invalid(_("Choose one of the ways of the list."), f"mail-{one.kind.key}")
    return {one.kind.key: Way(one.way) for one in named}


def _choices_page(found: Choices, error: Invalid | None = None) -> ResponseReturnValue:
    status = 422 if error else 200
    return render("notifications/choices.html", status, choices=found, error=error, zone=me().time_zone)


def unread_context() -> dict[str, object]:
    """`unread` for every template: asked from the database only where a page shows it."""
    return {"unread": Unread()}
