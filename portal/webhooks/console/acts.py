"""What is done to an endpoint: pause, switch on, a new secret, a test, remove, send again."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.forms.base import one_of
from portal.kernel import forms
from portal.kernel.access import allowed, me
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Invalid, Refused
from portal.kernel.i18n import _, ngettext
from portal.webhooks import labels
from portal.webhooks.commands import endpoints as commands
from portal.webhooks.commands import replaying
from portal.webhooks.console.blueprint import webhook_console
from portal.webhooks.console.endpoints import show_secret
from portal.webhooks.console.messages import endpoint_page
from portal.webhooks.policy import CONNECT


@webhook_console.post("/<int:endpoint_id>/state")
@allowed(CONNECT)
def set_state(endpoint_id: int) -> ResponseReturnValue:
    """`act`: pause or resume."""
    act = one_of("act", "pause", "resume")
    try:
        (commands.pause if act == "pause" else commands.resume)(me(), endpoint_id)
    except Refused as error:
        db.session.rollback()
        return endpoint_page(endpoint_id, error)
    db.session.commit()
    paused, resumed = _("Paused. What happens meanwhile is kept."), _("Switched on. What waits goes out now.")
    flash(paused if act == "pause" else resumed)
    return _back(endpoint_id)


@webhook_console.post("/<int:endpoint_id>/secret")
@allowed(CONNECT)
def rotate(endpoint_id: int) -> ResponseReturnValue:
    """Give it a new secret, and show it this once."""
    if again := forms.sent_before():
        return again
    endpoint = commands.rotate(me(), endpoint_id)
    forms.answer(url_for("webhook_console.show", endpoint_id=endpoint_id))
    db.session.commit()
    return show_secret(endpoint, new=False)


@webhook_console.post("/<int:endpoint_id>/test")
@allowed(CONNECT)
def test(endpoint_id: int) -> ResponseReturnValue:
    """Send a message that says nothing."""
    if again := forms.sent_before():
        return again
    made = replaying.test(me(), endpoint_id)
    address = forms.answer(url_for("webhook_console.message", endpoint_id=endpoint_id, delivery_id=made.id))
    db.session.commit()
    flash(_("A test message is on its way."))
    return redirect(address, 303)


@webhook_console.post("/<int:endpoint_id>/remove")
@allowed(CONNECT)
def remove(endpoint_id: int) -> ResponseReturnValue:
    """Take it away with its log."""
    commands.remove(me(), endpoint_id)
    db.session.commit()
    flash(_("The webhook is removed."))
    return redirect(url_for("webhook_console.index"), 303)


@webhook_console.post("/<int:endpoint_id>/replay")
@allowed(CONNECT)
def replay_failed(endpoint_id: int) -> ResponseReturnValue:
    """Send all again that failed within `since` days."""
    choice = request.form.get("since", "")
    if choice not in labels.SINCE:
        raise Invalid(_("This form is incomplete. Open the page again."))
    try:
        number = replaying.replay_failed(me(), endpoint_id, now() - labels.since(choice))
    except Refused as error:
        db.session.rollback()
        return endpoint_page(endpoint_id, error)
    db.session.commit()
    if number:
        flash(ngettext("%(num)s message is sent again.", "%(num)s messages are sent again.", number))
    else:
        flash(_("Nothing failed in that time."))
    return _back(endpoint_id)


@webhook_console.post("/<int:endpoint_id>/messages/<int:delivery_id>/replay")
@allowed(CONNECT)
def replay(endpoint_id: int, delivery_id: int) -> ResponseReturnValue:
    """Send this one again."""
    try:
        again = replaying.replay(me(), endpoint_id, delivery_id)
    except Refused as error:
        db.session.rollback()
        return endpoint_page(endpoint_id, error)
    db.session.commit()
    flash(_("It is sent again now, under the same number.") if again else _("It is on its way already."))
    return redirect(url_for("webhook_console.message", endpoint_id=endpoint_id, delivery_id=delivery_id), 303)


def _back(endpoint_id: int) -> ResponseReturnValue:
    return redirect(url_for("webhook_console.show", endpoint_id=endpoint_id), 303)
