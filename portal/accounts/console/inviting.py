"""`/console/people/invite`: staff invite people of customers; admins invite staff too."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import console_queries as queries
from portal.accounts import invitations as read
from portal.accounts import throttle
from portal.accounts.commands import invite as commands
from portal.accounts.console.blueprint import READ, WRITE, people_bp
from portal.accounts.forms.base import one_of
from portal.accounts.forms.console import InviteForm, choices
from portal.accounts.models import Organization, Role
from portal.config import settings
from portal.kernel import forms
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.i18n import LANGUAGE_NAMES, _, locale
from portal.kernel.pages import render, safe_next

OFFERED = Role.MEMBER | Role.KEYPERSON
OFFERED_TO_ADMINS = OFFERED | Role.STAFF


@people_bp.get("/invitations")
@allowed(READ)
def invitations() -> ResponseReturnValue:
    """Invitations nobody took up, the newest first, of one company (`organization=ID`) or of all; too old ones too."""
    asked = request.args
    number = asked.get("organization", type=int)
    company = db.session.get(Organization, number) if number else None
    page = read.page(company.id if company else None, after=asked.get("after"), before=asked.get("before"))
    may_change = me().has(WRITE)
    return render("accounts/console/invitations.html", page=page, company=company, may_change=may_change)


@people_bp.get("/invite")
@allowed(WRITE)
def new_invitation() -> ResponseReturnValue:
    """An empty form, or one for the company named in the address (`organization=ID`)."""
    found = db.session.get(Organization, request.args.get("organization", 0, type=int))
    name, language = (found.name, found.language) if found else ("", locale())
    return _form_page(InviteForm(None, data={"organization": name, "language": language, "roles": [int(Role.MEMBER)]}))


@people_bp.post("/invite")
@allowed(WRITE)
def invite() -> ResponseReturnValue:
    """Mail the invitation."""
    form = _offering(InviteForm(request.form))
    if not form.validate():
        return _form_page(form, 422)
    throttle.count((throttle.MAIL_TO_ACCOUNT, form.email.data))
    if again := forms.sent_before():
        return again
    try:
        named = (form.organization.data or "").strip()
        organization_id = queries.organization_named(named).id if named else None
        roles = form.wanted() if organization_id is None else form.wanted() | Role.MEMBER
        if organization_id is None and not roles & Role.STAFF:
            raise Invalid(_("Name the company this person works for."), "organization")
        if organization_id is None:
            roles &= ~OFFERED
        commands.invite(me(), organization_id, form.email.data, form.display_name.data, roles, form.language.data)
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _form_page(form, 422)
    address = url_for("customers.show", organization_id=organization_id) if organization_id else url_for("people.index")
    forms.answer(address)
    db.session.commit()
    flash(_("An invitation is on its way to %(email)s.", email=form.email.data))
    return redirect(address, 303)


@people_bp.post("/invitations/<int:link_id>")
@allowed(WRITE)
def open_invitation(link_id: int) -> ResponseReturnValue:
    """Mail an invitation again (`act=resend`) or take it back (`act=cancel`)."""
    act = one_of("act", "resend", "cancel")
    if act == "resend" and (found := commands.open_invitation(me(), link_id)):
        throttle.count((throttle.MAIL_TO_ACCOUNT, found.email))
    if again := forms.sent_before():
        return again
    (commands.resend if act == "resend" else commands.cancel)(me(), link_id)
    address = forms.answer(safe_next(request.form.get("next")) or url_for("people.index"))
    db.session.commit()
    flash(_("The invitation was sent again.") if act == "resend" else _("The invitation was taken back."))
    return redirect(address, 303)


def _offering(form: InviteForm) -> InviteForm:
    form.offer(OFFERED_TO_ADMINS if me().has(Role.ADMIN) else OFFERED)
    form.language.choices = choices([(code, LANGUAGE_NAMES[code]) for code in settings().locales])
    return form


def _form_page(form: InviteForm, status: int = 200) -> ResponseReturnValue:
    return render("accounts/console/invite.html", status, form=_offering(form))
