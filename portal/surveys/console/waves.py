"""`/console/nps/surveys/…/waves`: one sending, from its plan to its end."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.forms.base import differing
from portal.kernel import figures, forms
from portal.kernel.access import allowed, me
from portal.kernel.calendar import DAY, moment_of, now
from portal.kernel.db import db
from portal.kernel.errors import Invalid, Refused
from portal.kernel.i18n import _, ngettext
from portal.kernel.pages import render
from portal.surveys.commands import launching, managing
from portal.surveys.console.surveys import names_of, words
from portal.surveys.console.surveys_blueprint import survey_console
from portal.surveys.forms.segment import BOXES, LINES, filled, told
from portal.surveys.forms.surveys import WAVE_FIELDS, WaveForm, vendor_zone, wave_values
from portal.surveys.models import Survey, Wave
from portal.surveys.policy import DRAFT, MANAGE, READ
from portal.surveys.policy import LIVE as LIVE_STATE
from portal.surveys.queries import surveys as queries
from portal.surveys.queries.audience import KEY_PERSONS, DryRun, dry_run, written
from portal.surveys.queries.turns import SENT_AT, Drip, turns_of

FIELDS = (*WAVE_FIELDS, *BOXES, *LINES, KEY_PERSONS)
ASKS = {"launch": DRAFT, "drop": DRAFT, "close": LIVE_STATE}  # what is confirmed, and the state it needs


@survey_console.get("/<int:survey_id>/waves/new")
@allowed(MANAGE)
def new_wave(survey_id: int) -> ResponseReturnValue:
    """A plan that begins with the survey's own segment, tomorrow at ten."""
    survey = queries.one(survey_id)
    companies = queries.names_of(survey.segment.get("organizations", []))
    starts_at = moment_of(now().astimezone(vendor_zone()).date() + DAY, SENT_AT, vendor_zone())
    values = filled(survey.segment, companies) | {"starts_at": starts_at, "drip_days": survey.drip_days}
    form = _form(WaveForm(formdata=None, data=values | {"version": "0"}))
    found = _dry_run(survey_id, survey.segment, Drip(starts_at, survey.drip_days))
    return _form_page(form, survey, found=found)


@survey_console.post("/<int:survey_id>/waves/new")
@allowed(MANAGE)
def create_wave(survey_id: int) -> ResponseReturnValue:
    """Write the plan down, or, with `act=look`, only show whom it would reach."""
    survey, form = queries.one(survey_id), _form(WaveForm())
    if request.form.get("act") == "look":
        return _look(form, survey)
    if again := forms.sent_before():
        return again
    try:
        wave = managing.save_wave(me(), survey_id, None, 0, form.segment(), form.drip())
    except (Invalid, Refused) as error:
        return _refused(form, error, survey)
    onward = forms.answer(url_for("survey_console.wave", wave_id=wave.id))
    db.session.commit()
    flash(_("The wave is planned. Nothing is sent before it is launched."))
    return redirect(onward, 303)


@survey_console.get("/waves/<int:wave_id>")
@allowed(READ)
def wave(wave_id: int) -> ResponseReturnValue:
    """Its state, and whom it asks: for a draft what a launch would do now, else what came of it."""
    found = queries.wave_and_survey(wave_id)
    wave, draft = found.Wave, found.Wave.state == DRAFT
    drip = Drip(max(wave.starts_at, now()), wave.drip_days)
    counted, as_of = (
        (None, None) if draft else figures.kept(("written", wave_id, wave.version), lambda: written(wave_id))
    )
    return render(
        "surveys/console/wave.html",
        as_of=as_of,
        wave=wave,
        survey=found.Survey,
        by=found.by,
        parts=told(wave.segment, queries.names_of(wave.segment.get("organizations", []))),
        run=_dry_run(wave.survey_id, wave.segment, drip) if draft else {"found": counted},
        at_launch=queries.at_launch(wave_id),
        holding=queries.holding(),
        **words(),
    )


@survey_console.get("/waves/<int:wave_id>/edit")
@allowed(MANAGE)
def edit_wave(wave_id: int) -> ResponseReturnValue:
    """The form with what stands, while it was not sent."""
    found = queries.wave_and_survey(wave_id)
    if found.Wave.state != DRAFT:
        raise Refused(_("This wave was sent already."))
    drip = Drip(found.Wave.starts_at, found.Wave.drip_days)
    run = _dry_run(found.Survey.id, found.Wave.segment, drip)
    return _form_page(_standing(found.Wave), found.Survey, wave=found.Wave, found=run)


@survey_console.post("/waves/<int:wave_id>/edit")
@allowed(MANAGE)
def save_wave(wave_id: int) -> ResponseReturnValue:
    """Save it, or, with `act=look`, only show whom it would reach; a save over a newer one shows both."""
    found, form = queries.wave_and_survey(wave_id), _form(WaveForm())
    if request.form.get("act") == "look":
        return _look(form, found.Survey, found.Wave)
    try:
        managing.save_wave(me(), found.Survey.id, wave_id, form.made_from(), form.segment(), form.drip())
    except (Invalid, Refused) as error:
        return _refused(form, error, found.Survey, found.Wave)
    db.session.commit()
    flash(_("The wave is saved."))
    return redirect(url_for("survey_console.wave", wave_id=wave_id), 303)


@survey_console.get("/waves/<int:wave_id>/<any(launch, drop, close):act>")
@allowed(MANAGE)
def ask_wave(wave_id: int, act: str) -> ResponseReturnValue:
    """Say what the press of the button will do, with the numbers of this moment."""
    return _ask_page(wave_id, act)


@survey_console.post("/waves/<int:wave_id>/launch")
@allowed(MANAGE)
def launch_wave(wave_id: int) -> ResponseReturnValue:
    """Send it: everybody's part in it is written down, and mails follow when their turn comes."""
    try:
        found = launching.launch(me(), wave_id, _version())
    except Refused as error:
        db.session.rollback()
        return _ask_page(wave_id, "launch", error)
    db.session.commit()
    said = ngettext("The wave goes out to %(num)s person.", "The wave goes out to %(num)s people.", found.asked)
    flash(said)
    return redirect(url_for("survey_console.wave", wave_id=wave_id), 303)


def _ask_page(wave_id: int, act: str, error: Refused | None = None) -> ResponseReturnValue:
    found = queries.wave_and_survey(wave_id)
    wave, run = found.Wave, None
    if act == "launch" and wave.state == DRAFT:
        run = _dry_run(wave.survey_id, wave.segment, Drip(max(wave.starts_at, now()), wave.drip_days))
    return render(
        "surveys/console/wave_ask.html",
        error.status if error else 200,
        act=act,
        error=error,
        fits=wave.state == ASKS[act],
        wave=wave,
        survey=found.Survey,
        run=run,
        parts=told(wave.segment, queries.names_of(wave.segment.get("organizations", []))),
        holding=queries.holding(),
        **words(),
    )


@survey_console.post("/waves/<int:wave_id>/drop")
@allowed(MANAGE)
def drop_wave(wave_id: int) -> ResponseReturnValue:
    """Delete a plan that was never sent."""
    survey_id = managing.drop_wave(me(), wave_id)
    db.session.commit()
    flash(_("The plan is deleted."))
    return redirect(url_for("survey_console.show", survey_id=survey_id), 303)


@survey_console.post("/waves/<int:wave_id>/close")
@allowed(MANAGE)
def close_wave(wave_id: int) -> ResponseReturnValue:
    """End it before its time."""
    launching.close(me(), wave_id)
    db.session.commit()
    flash(_("The wave is closed."))
    return redirect(url_for("survey_console.wave", wave_id=wave_id), 303)


def _version() -> int:
    version = request.form.get("version", type=int)
    if version is None:
        raise Invalid(_("This form is incomplete. Open the page again."))
    return version


def _look(form: WaveForm, survey: Survey, wave: Wave | None = None) -> ResponseReturnValue:
    try:
        segment, drip = managing.checked_segment(form.segment()), form.drip()
        managing.times(drip)
        found = _dry_run(survey.id, segment, drip)
    except Invalid as error:
        form.refuse(error)
        return _form_page(form, survey, error.status, wave=wave)
    return _form_page(form, survey, wave=wave, found=found)


def _refused(form: WaveForm, error: Invalid | Refused, survey: Survey, wave: Wave | None = None) -> ResponseReturnValue:
    db.session.rollback()
    survey = queries.one(survey.id)
    if isinstance(error, Invalid) or wave is None:
        form.refuse(error)
        return _form_page(form, survey, error.status, wave=wave)
    standing = queries.wave_and_survey(wave.id).Wave
    if standing.state != DRAFT or survey.state != LIVE_STATE:
        raise error
    both = differing(FIELDS, _standing(standing), form, names_of(form))
    form.version.process_data(str(standing.version))
    return _form_page(form, survey, error.status, wave=standing, message=error.message, differing=both)


def _dry_run(survey_id: int, segment: dict[str, Any], drip: Drip) -> dict[str, Any]:
    """What a launch would do now, and when its first and last mail goes out."""
    turns = turns_of(drip)
    found: DryRun = dry_run(survey_id, segment, turns)
    return {"found": found, "first": turns[0], "last": turns[-1]}


def _standing(wave: Wave) -> WaveForm:
    companies = queries.names_of(wave.segment.get("organizations", []))
    return _form(WaveForm(formdata=None, data=wave_values(wave, companies)))


def _form(form: WaveForm) -> WaveForm:
    form.offer()
    return form


def _form_page(
    form: WaveForm,
    survey: Survey,
    status: int = 200,
    *,
    wave: Wave | None = None,
    found: dict[str, Any] | None = None,
    **more: Any,
) -> ResponseReturnValue:
    shown = {"form": form, "survey": survey, "wave": wave, "run": found, **words()}
    return render("surveys/console/wave_form.html", status, **shown, **more)
