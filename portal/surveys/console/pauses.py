"""`/console/nps/surveys/pauses`: the incident switch."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.models import Organization
from portal.kernel import forms
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _
from portal.kernel.pages import here_with, render
from portal.kernel.registry import Panel, company_notice
from portal.surveys.commands import pausing
from portal.surveys.console.surveys import words
from portal.surveys.console.surveys_blueprint import survey_console
from portal.surveys.forms.pauses import PauseForm
from portal.surveys.policy import MANAGE, READ
from portal.surveys.queries import surveys as queries


@survey_console.get("/pauses")
@allowed(READ)
def pauses() -> ResponseReturnValue:
    """The pauses that hold, or with `list=over` the past ones; and the form of a new one."""
    given = {"organization": request.args.get("company", "")}
    return _page(PauseForm(formdata=None, data=given))


@survey_console.post("/pauses")
@allowed(MANAGE)
def pause() -> ResponseReturnValue:
    """Ask nobody until a day."""
    form = PauseForm()
    if again := forms.sent_before():
        return again
    try:
        pausing.pause(me(), form.organization_id(), form.end(), form.reason.data or "")
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _page(form, error.status)
    onward = forms.answer(url_for("survey_console.pauses"))
    db.session.commit()
    flash(_("Surveys are paused. What waits goes out when the pause is over."))
    return redirect(onward, 303)


@survey_console.post("/pauses/<int:pause_id>/end")
@allowed(MANAGE)
def resume(pause_id: int) -> ResponseReturnValue:
    """Let surveys go on at once."""
    pausing.resume(me(), pause_id)
    db.session.commit()
    flash(_("The pause is over."))
    return redirect(url_for("survey_console.pauses"), 303)


def _page(form: PauseForm, status: int = 200) -> ResponseReturnValue:
    form.offer()
    over = request.args.get("list") == "over"
    page = queries.pauses(over, request.args.get("after"), request.args.get("before"))
    tabs = [
        {"label": label, "url": url_for("survey_console.pauses", list=code), "current": bool(code) == over}
        for code, label in ((None, _("Going on")), ("over", _("Past")))
    ]
    shown: dict[str, Any] = {
        "rows": queries.paused(page.items),
        "back": here_with(before=page.back, after=None) if page.back else None,
        "on": here_with(after=page.on, before=None) if page.on else None,
    }
    return render("surveys/console/pauses.html", status, form=form, tabs=tabs, over=over, **shown, **words())


def of_company(organization: Organization) -> Any:
    """The pauses that hold for a company, for its page."""
    return queries.holding(organization.id)


company_notice(Panel("surveys/console/_holding.html", of_company))
