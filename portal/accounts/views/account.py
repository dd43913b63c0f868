"""The account page and what its buttons do."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import agents, passwords, queries, sessions, throttle
from portal.accounts.commands import account as commands
from portal.accounts.commands import addresses, feeds
from portal.accounts.commands.stale import Stale
from portal.accounts.forms.account import ChangeEmailForm, ChangePasswordForm, LanguageForm, ProfileForm
from portal.accounts.forms.base import Form, differing, password_hint
from portal.accounts.policy import leads_company, may_erase
from portal.accounts.views.blueprint import bp
from portal.accounts.views.proof import here, proved
from portal.accounts.wording import FIELD_NAMES
from portal.config import settings
from portal.kernel import forms
from portal.kernel.access import me, signed_in, writer
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _
from portal.kernel.pages import render


@bp.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    """Everything a person can change about themselves."""
    return _page()


def _page(status: int = 200, **given: Any) -> ResponseReturnValue:
    person = me()
    context: dict[str, Any] = {
        "profile_form": ProfileForm(formdata=None, obj=person),
        "language_form": LanguageForm(formdata=None, obj=person),
        "password_form": ChangePasswordForm(formdata=None),
        "email_form": ChangeEmailForm(formdata=None),
    } | given
    context["profile_form"].fill_choices()
    context["language_form"].fill_choices(person)
    this = here()
    _sessions, feed_key, bounce = queries.reached(person)
    return render(
        "accounts/account.html",
        status,
        memberships=queries.memberships(person.id),
        sign_ins=[(one, agents.describe(one.agent), one.id == this.id) for one in sessions.of_person(person.id)],
        feed_key=feed_key,
        bounce=bounce,
        may_try=bounce is not None and addresses.may_try(bounce),
        base_url=settings().base_url,
        has_password=passwords.of_person(person.id) is not None,
        leads_company=leads_company(person),
        may_erase=may_erase(person, person),
        hint=password_hint(),
        **context,
    )


@bp.post("/account/profile")
@writer
def save_profile() -> ResponseReturnValue:
    """What others see; a save over a newer save shows both and keeps what was typed."""
    form = ProfileForm()
    form.fill_choices()
    if not form.validate_on_submit():
        return _page(422, profile_form=form)
    try:
        typed = (form.display_name.data, form.job.data, form.department.data or "", form.title.data or "")
        commands.save_profile(me(), *typed, form.made_from())
    except Invalid as error:
        return _refused(form, error, "profile_form")
    except Stale as error:
        return _conflict(form, error)
    return _done(_("Your profile is saved."), "profile")


@bp.post("/account/language")
@signed_in
def save_language() -> ResponseReturnValue:
    """Language, time zone and theme."""
    form = LanguageForm()
    form.fill_choices(me())
    if not form.validate_on_submit():
        return _page(422, language_form=form)
    commands.save_language(me(), form.language.data, form.time_zone.data, form.theme.data or "")
    return _done(_("Saved."), "language")


@bp.post("/account/organization")
@signed_in
def act_for() -> ResponseReturnValue:
    """Act for another of one's companies."""
    commands.act_for(me(), request.form.get("organization", 0, int))
    return _done(_("You act for another company now."), "company")


@bp.post("/account/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Change the password, or set the first one."""
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return _page(422, password_form=form)
    try:
        if not proved(form.current_password.data or ""):
            return redirect(url_for("accounts.prove"), 303)
        commands.change_password(me(), form.new_password.data, here().id)
    except Invalid as error:
        return _refused(form, error, "password_form")
    return _done(_("Your password is changed. All other sessions have ended."), "signin")


@bp.post("/account/email")
@writer
def change_email() -> ResponseReturnValue:
    """Mail a link to the new address."""
    form = ChangeEmailForm()
    if not form.validate_on_submit():
        return _page(422, email_form=form)
    throttle.count((throttle.MAIL_TO_ACCOUNT, form.email.data), (throttle.MAIL_BY_PERSON, str(me().id)))
    try:
        if not proved(form.current_password.data or ""):
            return redirect(url_for("accounts.prove"), 303)
        if again := forms.sent_before():
            return again
        commands.ask_email_change(me(), form.email.data)
    except Invalid as error:
        return _refused(form, error, "email_form")
    return _done(
        _("We sent a link to %(email)s. Your address changes when you open it.", email=form.email.data), "signin"
    )


@bp.post("/account/email/try-again")
@signed_in
def try_address() -> ResponseReturnValue:
    """Have one's own address tried again, once a day."""
    held = addresses.try_own_again(me())
    said = _("From now on mails go to your address again.") if held else _("Mails to you are not held back.")
    return _done(said, "mail")


@bp.post("/account/sessions/end")
@signed_in
def end_session() -> ResponseReturnValue:
    """End one session."""
    commands.end_session(me(), request.form.get("session", 0, int))
    return _done(_("The session has ended."), "signin")


@bp.post("/account/sessions/end-others")
@signed_in
def end_other_sessions() -> ResponseReturnValue:
    """End every session but this one."""
    commands.end_other_sessions(me(), here().id)
    return _done(_("All other sessions have ended."), "signin")


@bp.post("/account/feed")
@writer
def make_feed_key() -> ResponseReturnValue:
    """Make a secret address for feeds, or another one in place of it."""
    if again := forms.sent_before():
        return again
    feeds.make_feed_key(me())
    return _done(_("Your feed address is ready. Keep it to yourself."), "feed")


@bp.post("/account/feed/end")
@signed_in
def end_feed_key() -> ResponseReturnValue:
    """End the secret address."""
    feeds.end_feed_key(me())
    return _done(_("Your feed address opens nothing any more."), "feed")


@bp.get("/account/prove")
@signed_in
def prove() -> ResponseReturnValue:
    """Somebody without a password proves by a new link that they still read their mail."""
    return render("accounts/prove.html")


def _refused(form: Form, error: Invalid, name: str) -> ResponseReturnValue:
    db.session.rollback()
    form.refuse(error)
    return _page(422, **{name: form})


def _conflict(form: ProfileForm, error: Stale) -> ResponseReturnValue:
    """409: the values that differ side by side; sending the form again from here is a decision."""
    db.session.rollback()
    standing = ProfileForm(formdata=None, obj=me())
    standing.fill_choices()
    both = differing(("display_name", "job", "department", "title"), standing, form, FIELD_NAMES)
    form.version.process_data(str(error.version))
    return _page(409, profile_form=form, differing=both, message=error.message)


def _done(said: str, section: str) -> ResponseReturnValue:
    address = forms.answer(url_for("accounts.account", _anchor=section))
    db.session.commit()
    flash(said)
    return redirect(address, 303)
