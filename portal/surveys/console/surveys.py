"""`/console/nps/surveys`: what is asked again and again, and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.forms.base import differing
from portal.kernel import forms
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid, Refused
from portal.kernel.i18n import _, format_datetime, locale, using
from portal.kernel.pages import here_with, render
from portal.surveys import labels
from portal.surveys.commands import managing
from portal.surveys.console.surveys_blueprint import survey_console
from portal.surveys.forms.segment import BOXES, LINES, told
from portal.surveys.forms.surveys import SURVEY_FIELDS, SurveyForm, survey_values, vendor_zone
from portal.surveys.models import Survey
from portal.surveys.policy import ARCHIVED, HAND, LIVE, MANAGE, READ, may_manage
from portal.surveys.queries import surveys as queries
from portal.surveys.queries.audience import KEY_PERSONS
from portal.surveys.triggers import TRIGGERS


@survey_console.get("")
@allowed(READ)
def index() -> ResponseReturnValue:
    """The surveys in a `state`, the newest first, each with its newest wave."""
    state = ARCHIVED if request.args.get("state") == ARCHIVED else LIVE
    page = queries.listed(state, request.args.get("after"), request.args.get("before"))
    tabs = [
        {
            "label": label,
            "url": url_for("survey_console.index", state=None if code == LIVE else code),
            "current": code == state,
        }
        for code, label in ((LIVE, _("In use")), (ARCHIVED, _("Archived")))
    ]
    return render("surveys/console/surveys.html", tabs=tabs, state=state, **_list(page), **words())


@survey_console.get("/new")
@allowed(MANAGE)
def new() -> ResponseReturnValue:
    """An empty form."""
    values = {"by": HAND, "version": "0", **{name: managing.SurveyWish._field_defaults[name] for name in DEFAULTS}}
    return _form_page(_form(SurveyForm(formdata=None, data=values)))


DEFAULTS = ("every_days", "delay_days", "drip_days")


@survey_console.post("/new")
@allowed(MANAGE)
def create() -> ResponseReturnValue:
    """Write it down."""
    form = _form(SurveyForm())
    if again := forms.sent_before():
        return again
    try:
        made = managing.save_survey(me(), None, 0, form.wish(), set(TRIGGERS))
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _form_page(form, error.status)
    onward = forms.answer(url_for("survey_console.show", survey_id=made.id))
    db.session.commit()
    flash(_("The survey is saved."))
    return redirect(onward, 303)


@survey_console.get("/<int:survey_id>")
@allowed(READ)
def show(survey_id: int) -> ResponseReturnValue:
    """One survey: when it asks, whom, and its waves."""
    survey = queries.one(survey_id)
    page = queries.waves(survey_id, request.args.get("after"), request.args.get("before"))
    companies = queries.names_of(survey.segment.get("organizations", []))
    trigger = TRIGGERS.get(survey.trigger)
    return render(
        "surveys/console/survey.html",
        survey=survey,
        parts=told(survey.segment, companies),
        trigger=trigger.label if trigger else "",
        holding=queries.holding(),
        **_list(page),
        **words(),
    )


@survey_console.get("/<int:survey_id>/edit")
@allowed(MANAGE)
def edit(survey_id: int) -> ResponseReturnValue:
    """The form with what stands."""
    survey = queries.one(survey_id)
    return _form_page(_standing(survey), survey=survey)


@survey_console.post("/<int:survey_id>/edit")
@allowed(MANAGE)
def save(survey_id: int) -> ResponseReturnValue:
    """Save it; a save over a newer one shows both and keeps what was typed."""
    survey, form = queries.one(survey_id), _form(SurveyForm())
    try:
        managing.save_survey(me(), survey_id, form.made_from(), form.wish(), set(TRIGGERS))
    except (Invalid, Refused) as error:
        db.session.rollback()
        survey = queries.one(survey_id)
        if isinstance(error, Invalid):
            form.refuse(error)
            return _form_page(form, error.status, survey=survey)
        both = differing(FIELDS, _standing(survey), form, names_of(form))
        form.version.process_data(str(survey.version))
        return _form_page(form, error.status, survey=survey, message=error.message, differing=both)
    db.session.commit()
    flash(_("The survey is saved."))
    return redirect(url_for("survey_console.show", survey_id=survey_id), 303)


@survey_console.post("/<int:survey_id>/archive")
@allowed(MANAGE)
def archive(survey_id: int) -> ResponseReturnValue:
    """Let no more waves go out, or, with `back`, let them again."""
    back = request.form.get("back") == "1"
    managing.archive(me(), survey_id, back=back)
    db.session.commit()
    flash(_("The survey is back.") if back else _("The survey is archived. What was sent goes on."))
    return redirect(url_for("survey_console.show", survey_id=survey_id), 303)


FIELDS = (*SURVEY_FIELDS, *BOXES, *LINES, KEY_PERSONS)


def names_of(form: Any) -> dict[str, str]:
    """The labels of a form by the names of its fields."""
    return {field.name: field.label.text for field in form}


def words() -> dict[str, Any]:
    """What the pages of surveys show code words as, and whether the reader may change anything."""
    return {"labels": labels, "may_manage": may_manage(me()), "clock": clock, "zone": vendor_zone()}


def clock(moment: datetime) -> str:
    """The moment in words, on the vendor's clock: by it waves start and mails go out."""
    with using(locale(), str(vendor_zone())):
        return format_datetime(moment)


def _list(page: Any) -> dict[str, Any]:
    return {
        "rows": page.items,
        "back": here_with(before=page.back, after=None) if page.back else None,
        "on": here_with(after=page.on, before=None) if page.on else None,
    }


def _standing(survey: Survey) -> SurveyForm:
    companies = queries.names_of(survey.segment.get("organizations", []))
    return _form(SurveyForm(formdata=None, data=survey_values(survey, companies)))


def _form(form: SurveyForm) -> SurveyForm:
    form.offer()
    return form


def _form_page(
    form: SurveyForm, status: int = 200, *, survey: Survey | None = None, **more: Any
) -> ResponseReturnValue:
    return render("surveys/console/survey_form.html", status, form=form, survey=survey, **more)
