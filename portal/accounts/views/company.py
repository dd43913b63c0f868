"""A key person's own company: who is in it, who is invited, who left."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import invitations, queries, throttle
from portal.accounts.commands import company as company_commands
from portal.accounts.commands import invite as commands
from portal.accounts.forms.account import InviteForm
from portal.accounts.models import Organization, Person, Role
from portal.accounts.policy import leads_company
from portal.accounts.views.blueprint import bp
from portal.kernel import forms
from portal.kernel.access import me, signed_in, writer
from portal.kernel.db import db
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.i18n import _
from portal.kernel.pages import render

CURSORS = ("after", "before", "invited_after", "invited_before")


@bp.get("/account/company")
@signed_in
def company() -> ResponseReturnValue:
    """Colleagues and open invitations, a page of each; to others than key persons there is no such page."""
    form = InviteForm(formdata=None, language=_own()[1].language)
    return _page(form)


def _own() -> tuple[Person, Organization]:
    person = me()
    organization = person.organization
    if organization is None or not leads_company(person):
        raise NotFound(_("This page was not found."))
    return person, organization


def _page(form: InviteForm, status: int = 200) -> ResponseReturnValue:
    person, organization = _own()
    form.fill_choices()
    asked = {name: request.args[name] for name in CURSORS if request.args.get(name)}
    return render(
        "accounts/company.html",
        status,
        organization=organization,
        colleagues=queries.colleagues(organization.id, after=asked.get("after"), before=asked.get("before")),
        invitations=invitations.page(
            organization.id, after=asked.get("invited_after"), before=asked.get("invited_before")
        ),
        may_step_down=queries.other_key_persons(organization.id, person.id) > 0,
        asked=asked,
        form=form,
    )


@bp.post("/account/company/invite")
@writer
def invite() -> ResponseReturnValue:
    """Mail an invitation."""
    person, organization = _own()
    form = InviteForm()
    form.fill_choices()
    if not form.validate_on_submit():
        return _page(form, 422)
    throttle.count((throttle.MAIL_BY_PERSON, str(person.id)), (throttle.MAIL_TO_ACCOUNT, form.email.data))
    if again := forms.sent_before():
        return again
    roles = Role.MEMBER | (Role.KEYPERSON if form.key_person.data else Role.MEMBER)
    try:
        commands.invite(person, organization.id, form.email.data, form.display_name.data, roles, form.language.data)
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _page(form, 422)
    return _done(_("We sent an invitation to %(email)s.", email=form.email.data))


@bp.post("/account/company/resend")
@writer
def resend_invitation() -> ResponseReturnValue:
    """Mail it again; the earlier link ends."""
    person, _organization = _own()
    number = request.form.get("invitation", 0, int)
    found = commands.open_invitation(person, number)  # gone when this form was sent before
    to_account = [(throttle.MAIL_TO_ACCOUNT, found.email)] if found else []
    throttle.count((throttle.MAIL_BY_PERSON, str(person.id)), *to_account)
    if again := forms.sent_before():
        return again
    link = commands.resend(person, number)
    return _done(_("We sent a new invitation to %(email)s.", email=link.email))


@bp.post("/account/company/cancel")
@writer
def cancel_invitation() -> ResponseReturnValue:
    """Take it back."""
    commands.cancel(_own()[0], request.form.get("invitation", 0, int))
    return _done(_("The invitation was taken back."))


@bp.post("/account/company/remove")
@writer
def remove_colleague() -> ResponseReturnValue:
    """Take somebody who left out of the company."""
    person, organization = _own()
    colleague = _colleague(organization)
    company_commands.remove_colleague(person, colleague.id)
    return _done(_("%(name)s is no longer in your company. What they wrote stays.", name=colleague.display_name))


@bp.post("/account/company/key-person")
@writer
def name_key_person() -> ResponseReturnValue:
    """Make a colleague a key person too."""
    person, organization = _own()
    colleague = _colleague(organization)
    company_commands.name_key_person(person, colleague.id)
    return _done(_("%(name)s is a key person of your company now.", name=colleague.display_name))


@bp.post("/account/company/step-down")
@writer
def step_down() -> ResponseReturnValue:
    """Give up one's own role, while another key person is there; this page is closed then."""
    company_commands.step_down(_own()[0])
    db.session.commit()
    flash(_("You are no key person of your company any more."))
    return redirect(url_for("accounts.account"), 303)


def _colleague(organization: Organization) -> Person:
    found = queries.colleague(organization.id, request.form.get("person", ""))
    if found is None:
        raise NotFound(_("This person is not in your company."))
    return found


def _done(said: str) -> ResponseReturnValue:
    address = forms.answer(url_for("accounts.company"))
    db.session.commit()
    flash(said)
    return redirect(address, 303)
