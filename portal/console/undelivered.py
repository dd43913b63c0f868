"""`/console/settings/undelivered`: mails and work whose last try failed, and what admins do about them."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.models import Person, Role
from portal.accounts.queries import bounces_of
from portal.console import commands, queries
from portal.console.settings import settings_bp
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.events import Outbox
from portal.kernel.i18n import _
from portal.kernel.mail import Mail
from portal.kernel.pages import render
from portal.kernel.paging import page_of

Act = Callable[[Person, int], bool]


@settings_bp.get("/undelivered")
@allowed(Role.ADMIN)
def undelivered() -> ResponseReturnValue:
    """Mails, or with `of=work` the work on events, whose last try failed; newest first."""
    of_work = request.args.get("of") == "work"
    page = page_of(
        db.session,
        queries.troubled_work() if of_work else queries.troubled_mails(),
        [(Outbox.id if of_work else Mail.id, "desc")],
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    bounces = {} if of_work else bounces_of(mail.to_email for mail in page.items)
    return render("console/undelivered.html", page=page, of_work=of_work, bounces=bounces)


@settings_bp.post("/undelivered/work/<int:debt_id>")
@allowed(Role.ADMIN)
def settle_work(debt_id: int) -> ResponseReturnValue:
    """Try it again (`act=retry`), or never more (`act=dismiss`)."""
    return _settle(commands.retry_work, commands.dismiss_work, debt_id, url_for("settings.undelivered", of="work"))


@settings_bp.post("/undelivered/mails/<int:mail_id>")
@allowed(Role.ADMIN)
def settle_mail(mail_id: int) -> ResponseReturnValue:
    """Send it after all (`act=retry`), or never (`act=dismiss`)."""
    return _settle(commands.retry_mail, commands.dismiss_mail, mail_id, url_for("settings.undelivered"))


def _settle(retry: Act, dismiss: Act, row_id: int, address: str) -> ResponseReturnValue:
    act = request.form.get("act", "")
    if act not in ("retry", "dismiss"):
        raise Invalid(_("This form is incomplete. Open the page again."))
    done = (retry if act == "retry" else dismiss)(me(), row_id)
    db.session.commit()
    said = _("It is tried again now.") if act == "retry" else _("Dismissed. It will not be tried again.")
    flash(said if done else _("There was nothing left to do: it was delivered or dismissed meanwhile."))
    return redirect(address, 303)
