"""What mailed links open: GET shows a page with a button and uses nothing up, POST does the thing once."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import browser, links, queries
from portal.accounts.commands import account, entry, invite, still_good
from portal.accounts.forms.base import Form, password_hint
from portal.accounts.forms.entry import NewPasswordForm, WelcomeForm
from portal.accounts.models import Link, Organization, Person
from portal.accounts.views.blueprint import bp, come_in, place_name
from portal.kernel.access import me, open_to_all, reader
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _
from portal.kernel.pages import render


def gone(purpose: str) -> ResponseReturnValue:
    """The link was used, is too old, or never was: one page for all three, with a way on."""
    db.session.rollback()
    return render("accounts/gone.html", 410, purpose=purpose)


@bp.get("/sign-in/<token>")
@open_to_all
def open_sign_in(token: str) -> ResponseReturnValue:
    """One press to sign in."""
    link = links.find(token, "sign-in")
    person = queries.person_by_id(link.person_id) if link else None
    if link is None or person is None:
        return gone("sign-in")
    place = place_name(link.data.get("next"))
    return render("accounts/sign_in_link.html", link=link, owner=person, place=place, token=token)


@bp.post("/sign-in/<token>")
@open_to_all
def use_sign_in(token: str) -> ResponseReturnValue:
    """Sign in and go where the link was asked for."""
    entered = entry.sign_in_with_link(token, browser.agent())
    if entered is None:
        return gone("sign-in")
    person, new_token, link = entered
    return come_in(person, new_token, link.data.get("next"))


@bp.get("/sign-up/<token>")
@open_to_all
def open_sign_up(token: str) -> ResponseReturnValue:
    """Confirm the name, choose a password if wanted."""
    link = links.find(token, "sign-up")
    if link is None:
        return gone("sign-up")
    return _welcome_page(link, token, WelcomeForm(display_name=link.data.get("display_name")))


@bp.post("/sign-up/<token>")
@open_to_all
def use_sign_up(token: str) -> ResponseReturnValue:
    """Make the account and sign in."""
    return _welcome(token, "sign-up")


@bp.get("/invite/<token>")
@open_to_all
def open_invitation(token: str) -> ResponseReturnValue:
    """Who invites to what, and what a newcomer is asked."""
    link = links.find(token, "invite")
    if link is None:
        return gone("invite")
    return _welcome_page(link, token, WelcomeForm(display_name=link.data.get("display_name")))


@bp.post("/invite/<token>")
@open_to_all
def use_invitation(token: str) -> ResponseReturnValue:
    """Make the account and sign in, or join the company with the account one is signed in with."""
    return _welcome(token, "invite")


def _welcome(token: str, purpose: str) -> ResponseReturnValue:
    link = links.find(token, purpose)
    if link is None:
        return gone(purpose)
    if known := queries.person_by_email(link.email):
        return _join(link, token, known)
    form = WelcomeForm()
    if not form.validate_on_submit():
        return _welcome_page(link, token, form, 422)
    act = invite.accept if purpose == "invite" else entry.finish_sign_up
    try:
        entered = act(token, form.display_name.data or "", form.new_password.data or "", browser.agent())
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _welcome_page(link, token, form, 422)
    if entered is None:
        return gone(purpose)
    return come_in(*entered, said=_("Welcome, %(name)s.", name=entered[0].display_name))


def _join(link: Link, token: str, known: Person) -> ResponseReturnValue:
    """Who has an account joins with a session of their own: a link that is good for days signs nobody in."""
    if not _is_reader(known):
        return _welcome_page(link, token, None, 403)
    act = invite.join if link.purpose == "invite" else entry.join_by_domain
    if not act(me(), token):
        return gone(link.purpose)
    db.session.commit()
    flash(_("Welcome, %(name)s.", name=known.display_name))
    return redirect("/", 303)


def _is_reader(person: Person | None) -> bool:
    here = reader()
    return here is not None and person is not None and here.id == person.id


def _welcome_page(link: Link, token: str, form: Form | None, status: int = 200) -> ResponseReturnValue:
    """Raises Refused when what the link was sent under no longer stands."""
    if link.purpose == "invite":
        inviter = still_good.invitation(link).inviter
        organization = db.session.get(Organization, link.organization_id) if link.organization_id else None
    else:
        inviter, organization = None, still_good.sign_up(link)
    known = queries.person_by_email(link.email)
    return render(
        "accounts/welcome.html",
        status,
        link=link,
        token=token,
        form=form,
        company=organization.name if organization else "",
        inviter=inviter,
        known=known,
        may_join=_is_reader(known),
        hint=password_hint(),
    )


@bp.get("/reset/<token>")
@open_to_all
def open_reset(token: str) -> ResponseReturnValue:
    """Ask for the new password."""
    link = links.find(token, "reset")
    return _reset_page(link, token, NewPasswordForm()) if link else gone("reset")


@bp.post("/reset/<token>")
@open_to_all
def use_reset(token: str) -> ResponseReturnValue:
    """Set the password, end all sessions, sign in here."""
    link = links.find(token, "reset")
    if link is None:
        return gone("reset")
    form = NewPasswordForm()
    if not form.validate_on_submit():
        return _reset_page(link, token, form, 422)
    try:
        entered = entry.finish_reset(token, form.new_password.data, browser.agent())
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _reset_page(link, token, form, 422)
    if entered is None:
        return gone("reset")
    return come_in(*entered, said=_("Your password is changed. All other sessions have ended."))


def _reset_page(link: Link, token: str, form: Form, status: int = 200) -> ResponseReturnValue:
    return render("accounts/reset_link.html", status, link=link, token=token, form=form, hint=password_hint())


@bp.get("/change-email/<token>")
@open_to_all
def open_email_change(token: str) -> ResponseReturnValue:
    """One press to take the new address."""
    link = links.find(token, "change-email")
    person: Person | None = queries.person_by_id(link.person_id) if link else None
    if link is None or person is None:
        return gone("change-email")
    return render("accounts/change_email_link.html", link=link, owner=person, token=token)


@bp.post("/change-email/<token>")
@open_to_all
def use_email_change(token: str) -> ResponseReturnValue:
    """Change the address; other sessions end."""
    here = browser.this_sign_in()
    person = account.finish_email_change(token, here.id if here else None)
    if person is None:
        return gone("change-email")
    mine = here is not None and here.person_id == person.id
    db.session.commit()
    flash(_("Your e-mail address is changed. All other sessions have ended."))
    return redirect(url_for("accounts.account" if mine else "accounts.sign_in"), 303)
