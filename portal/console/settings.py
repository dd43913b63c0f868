"""`/console/settings`: brand, sign-up, tiers and the audit log, for admins."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from portal.accounts import event_lines
from portal.accounts.console_queries import PeopleFilters, people
from portal.accounts.models import Organization, Person, Role
from portal.accounts.money import known_currency
from portal.accounts.wording import roles_text
from portal.console import queries
from portal.console.commands import change_site
from portal.console.forms import SiteForm, differing, site_values
from portal.kernel import site
from portal.kernel.access import allowed, me
from portal.kernel.brand import Brand, derive
from portal.kernel.db import db
from portal.kernel.errors import Invalid, Refused
from portal.kernel.events import Event
from portal.kernel.i18n import _
from portal.kernel.pages import render
from portal.kernel.paging import page_of

settings_bp = Blueprint("settings", __name__, url_prefix="/console/settings")


@settings_bp.get("")
@allowed(Role.ADMIN)
def brand() -> ResponseReturnValue:
    """The form with what stands, and the colours in force."""
    standing = site.row()
    form = SiteForm(None, data=site_values(standing))
    return _page(form, derive(standing.accent))


@settings_bp.post("")
@allowed(Role.ADMIN)
def save() -> ResponseReturnValue:
    """Save the settings, or only show what the colour would become (`act=show`)."""
    form = SiteForm(CombinedMultiDict([request.files, request.form]))
    form.offer(_amounts_in(form))
    if not form.validate():
        return _page(form, _derived(form), 422)
    try:
        if request.form.get("act") == "show":
            return _page(form, derive(form.accent.data))
        change_site(me(), form.change(), int(form.version.data) if str(form.version.data).isdecimal() else 0)
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _page(form, _derived(form), 422)
    except Refused as error:
        db.session.rollback()
        return _conflict(form, site.row(), error)
    db.session.commit()
    site.forget()
    flash(_("Saved."))
    return redirect(url_for("settings.brand"), 303)


@settings_bp.get("/audit")
@allowed(Role.ADMIN)
def audit() -> ResponseReturnValue:
    """What staff did, newest first, of one person (`person=public id`) or company (`organization=id`) if asked."""
    person = _asked_person()
    company = db.session.get(Organization, request.args.get("organization", 0, type=int))
    page = page_of(
        db.session,
        queries.audit_log(person.id if person else None, company.id if company else None),
        [(Event.id, "desc")],
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    return render("console/audit.html", page=page, lines=event_lines.lines(page.items), about=person, company=company)


def _conflict(form: SiteForm, standing: site.Site, error: Refused) -> ResponseReturnValue:
    """409: the values that differ side by side; sending the form again from here is a decision."""
    theirs = SiteForm(None, data=site_values(standing))
    theirs.offer(standing.currency)
    form.offer(_amounts_in(form))
    rows = differing(form, theirs, standing)
    form.version.process_data(standing.version)
    return _page(form, _derived(form), 409, message=error.message, differing=rows)


def _asked_person() -> Person | None:
    asked = request.args.get("person", "")
    return db.session.query(Person).filter_by(public_id=asked, erased_at=None).one_or_none() if asked else None


def _page(form: SiteForm, colours: Brand, status: int = 200, **context: object) -> ResponseReturnValue:
    form.offer(_amounts_in(form))
    return render("console/settings.html", status, form=form, colours=colours, **context)


def _amounts_in(form: SiteForm) -> str:
    """The currency typed beside the amounts, if it is one; else the one in force."""
    typed = (form.currency.data or "").strip().upper()
    return typed if known_currency(typed) else site.site().currency


def _derived(form: SiteForm) -> Brand:
    """The colours of what was typed, or of what stands when that is no colour."""
    try:
        return derive(form.accent.data or "")
    except Invalid:
        return derive(site.site().accent)


@settings_bp.get("/access")
@allowed(Role.ADMIN)
def access() -> ResponseReturnValue:
    """Who is staff, and with which access roles; each is changed on the person's page."""
    page = page_of(
        db.session,
        people(PeopleFilters(roles=Role.STAFF)),
        [(Person.display_name, "asc"), (Person.id, "asc")],
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    return render("console/access.html", page=page, roles_text=roles_text)
