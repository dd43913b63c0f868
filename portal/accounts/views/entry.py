"""Signing in, signing up, a forgotten password, signing out."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, make_response, redirect, request
from flask.typing import ResponseReturnValue

from portal.accounts import browser, throttle
from portal.accounts.commands import entry
from portal.accounts.forms.base import Form
from portal.accounts.forms.entry import LinkForm, PasswordForm, ResetForm, SignUpForm
from portal.accounts.views.blueprint import bp, come_in, place_name
from portal.kernel.access import open_to_all, reader
from portal.kernel.db import db
from portal.kernel.errors import TooMany
from portal.kernel.i18n import _, locale
from portal.kernel.pages import render, safe_next
from portal.kernel.site import site


@bp.get("/sign-in")
@open_to_all
def sign_in() -> ResponseReturnValue:
    """The page with both ways in; whoever is in already goes on."""
    wanted = safe_next(request.args.get("next"))
    if reader() is not None:
        return redirect(wanted or "/")
    return _sign_in_page(wanted)


def _sign_in_page(
    wanted: str | None, status: int = 200, link_form: LinkForm | None = None, password_form: PasswordForm | None = None
) -> ResponseReturnValue:
    return render(
        "accounts/sign_in.html",
        status,
        link_form=link_form or LinkForm(formdata=None, next=wanted),
        password_form=password_form or PasswordForm(formdata=None, next=wanted),
        wanted=wanted,
        place=place_name(wanted),
    )


@bp.post("/sign-in")
@open_to_all
def sign_in_with_password() -> ResponseReturnValue:
    """Check the password; the answer to a wrong one is that to an unknown address."""
    form = PasswordForm()
    if form.validate_on_submit():
        tries = (
            (throttle.PASSWORD_FROM_ADDRESS, browser.address()),
            (throttle.PASSWORD_OF_ACCOUNT, form.email.data),
        )
        if seconds := _over_limit(form, *tries):
            return _later(_sign_in_page(safe_next(form.next.data), 429, password_form=form), seconds)
        if entered := entry.sign_in_with_password(form.email.data, form.password.data, browser.agent()):
            throttle.forgive(*tries)
            return come_in(*entered, form.next.data)
        form.form_errors.append(_("E-mail and password do not belong together. Try again, or take a link by e-mail."))
    return _sign_in_page(safe_next(form.next.data), 422, password_form=form)


@bp.post("/sign-in/link")
@open_to_all
def send_link() -> ResponseReturnValue:
    """Mail a link that signs in."""
    form = LinkForm()
    wanted = safe_next(form.next.data)
    if not form.validate_on_submit():
        return _sign_in_page(wanted, 422, link_form=form)
    if seconds := _over_limit(form, *_mail_tries(form)):
        return _later(_sign_in_page(wanted, 429, link_form=form), seconds)
    _settle(entry.ask_sign_in_link(form.email.data, wanted or ""), form.email.data)
    return render("accounts/sent.html", what="sign-in", email=form.email.data, again=request.path, wanted=wanted)


@bp.post("/sign-out")
@open_to_all
def sign_out() -> ResponseReturnValue:
    """End the session of this browser."""
    browser.leave()
    flash(_("You are signed out."))
    return redirect("/", 303)


@bp.route("/sign-up", methods=["GET", "POST"])
@open_to_all
def sign_up() -> ResponseReturnValue:
    """Ask for an account with a work address of a company whose domain is known; closed, the page says whom to ask."""
    if site().sign_up != "domain":
        return render("accounts/sign_up.html", 403 if request.method == "POST" else 200, form=None)
    form = SignUpForm()
    if request.method != "POST":
        return render("accounts/sign_up.html", form=form)
    if not form.validate_on_submit() or form.hurried():
        return render("accounts/sign_up.html", 422, form=form)
    if seconds := _over_limit(form, *_mail_tries(form)):
        return _later(render("accounts/sign_up.html", 429, form=form), seconds)
    _settle(entry.ask_sign_up(form.email.data, form.display_name.data, locale()), form.email.data)
    return render("accounts/sent.html", what="sign-up", email=form.email.data, again=request.path)


@bp.route("/reset", methods=["GET", "POST"])
@open_to_all
def reset() -> ResponseReturnValue:
    """Ask for a link that sets a new password."""
    form = ResetForm()
    if request.method != "POST":
        return render("accounts/reset.html", form=form)
    if not form.validate_on_submit():
        return render("accounts/reset.html", 422, form=form)
    if seconds := _over_limit(form, *_mail_tries(form)):
        return _later(render("accounts/reset.html", 429, form=form), seconds)
    _settle(entry.ask_reset(form.email.data), form.email.data)
    return render("accounts/sent.html", what="reset", email=form.email.data, again=request.path)


def _mail_tries(form: Form) -> Sequence[tuple[throttle.Limit, str]]:
    return (throttle.MAIL_FROM_ADDRESS, browser.address()), (throttle.MAIL_TO_ACCOUNT, form["email"].data)


def _over_limit(form: Form, *tries: tuple[throttle.Limit, str]) -> int:
    """Count the tries. Over a limit: how many seconds to wait, and the sentence stands above the form; else 0."""
    try:
        throttle.count(*tries)
    except TooMany as error:
        form.form_errors.append(error.message)
        return error.retry_after
    return 0


def _later(page: ResponseReturnValue, seconds: int) -> ResponseReturnValue:
    answer = make_response(page)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _settle(found: bool, email: str) -> None:
    """Keep link and mail, or drop them because nobody has this address; both ways end in one commit."""
    if found:
        db.session.commit()
    else:
        db.session.rollback()
        throttle.count((throttle.MAIL_TO_NOBODY, email))
