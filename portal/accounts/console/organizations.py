"""`/console/customers`: the list of companies, one company, and its form."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import console_queries as queries
from portal.accounts import event_lines
from portal.accounts.commands import organizations as commands
from portal.accounts.commands.stale import Stale
from portal.accounts.console.blueprint import READ, WRITE, console_bp
from portal.accounts.console.exporting import organizations_csv
from portal.accounts.console_queries import CustomerFilters
from portal.accounts.forms.base import differing
from portal.accounts.forms.console import ORGANIZATION_FIELDS, OrganizationForm, form_values
from portal.accounts.models import TIERS, Organization, Role
from portal.accounts.stages import stages
from portal.accounts.wording import FIELD_NAMES, TIER_NAMES, TOUCH_NAMES
from portal.kernel import forms
from portal.kernel.access import allowed, me
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.i18n import locale
from portal.kernel.pages import render
from portal.kernel.paging import page_of
from portal.kernel.registry import COMPANY_NOTICES
from portal.kernel.site import site


@console_bp.get("/customers")
@allowed(READ)
def index() -> ResponseReturnValue:
    """Companies by name, narrowed by stage, tier, owner or a near renewal."""
    page = page_of(
        db.session,
        queries.customers(_filters()),
        [(Organization.name_key, "asc")],
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    counts = queries.people_counts(row.Organization.id for row in page.items)
    return render("accounts/console/customers.html", page=page, counts=counts, asked=_asked(), **_words())


@console_bp.get("/customers/export")
@allowed(READ)
def export() -> Response:
    """The companies of the list, with its filters, as a CSV file that can be imported again."""
    return organizations_csv(_filters())


@console_bp.get("/customers/new")
@allowed(WRITE)
def new() -> ResponseReturnValue:
    """An empty form."""
    given = {"owner_id": me().id if me().has(Role.CS) else 0, "language": locale()}
    return _form_page(_form(OrganizationForm(None, data=given)))


@console_bp.post("/customers/new")
@allowed(WRITE)
def create() -> ResponseReturnValue:
    """Add a company."""
    form = _form(OrganizationForm(request.form))
    if not form.validate():
        return _form_page(form, 422)
    if again := forms.sent_before():
        return again
    try:
        organization = commands.create_organization(me(), form.facts())
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _form_page(form, 422)
    address = forms.answer(url_for("customers.show", organization_id=organization.id))
    db.session.commit()
    return redirect(address, 303)


@console_bp.get("/customers/<int:organization_id>")
@allowed(READ)
def show(organization_id: int) -> ResponseReturnValue:
    """What is known of one company, its people, and what happened lately."""
    organization, owner = queries.customer_and_owner(organization_id)
    return render(
        "accounts/console/customer.html",
        organization=organization,
        owner=owner,
        people=queries.first_people(organization_id),
        invitations=queries.first_invitations(organization_id),
        lines=event_lines.lines(queries.events_of_organization(organization_id, progress=me().has(WRITE))),
        notices=[(notice.template, notice.read(organization)) for notice in COMPANY_NOTICES],
        **_words(),
    )


@console_bp.get("/customers/<int:organization_id>/edit")
@allowed(WRITE)
def edit(organization_id: int) -> ResponseReturnValue:
    """The form with what stands."""
    organization = queries.customer(organization_id)
    return _form_page(_form(OrganizationForm(None, data=form_values(organization))), organization=organization)


@console_bp.post("/customers/<int:organization_id>/edit")
@allowed(WRITE)
def save(organization_id: int) -> ResponseReturnValue:
    """Save the form; a save over a newer save shows both and keeps what was typed."""
    organization = queries.customer(organization_id)
    form = _form(OrganizationForm(request.form))
    if not form.validate():
        return _form_page(form, 422, organization=organization)
    try:
        commands.change_organization(me(), organization_id, form.facts(), form.made_from())
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _form_page(form, 422, organization=queries.customer(organization_id))
    except Stale as error:
        db.session.rollback()
        return _conflict(form, queries.customer(organization_id), error)
    db.session.commit()
    return redirect(url_for("customers.show", organization_id=organization_id), 303)


def _conflict(form: OrganizationForm, standing: Organization, error: Stale) -> ResponseReturnValue:
    """409: the values that differ side by side; sending the form again from here is a decision."""
    theirs = _form(OrganizationForm(None, data=form_values(standing)))
    both = differing(ORGANIZATION_FIELDS, theirs, form, FIELD_NAMES)
    form.version.process_data(str(error.version))
    return _form_page(form, 409, organization=standing, differing=both, message=error.message)


def _form(form: OrganizationForm) -> OrganizationForm:
    form.offer(stages(), queries.owners(), site().currency)
    return form


def _form_page(form: OrganizationForm, status: int = 200, **context: Any) -> ResponseReturnValue:
    return render("accounts/console/customer_form.html", status, form=form, currency=site().currency, **context)


def _filters() -> CustomerFilters:
    asked = request.args
    return CustomerFilters(
        q=asked.get("q", ""),
        stage=asked.get("stage", ""),
        tier=asked.get("tier", "") if asked.get("tier") in TIERS else "",
        owner_id=me().id if asked.get("owner") == "me" else None,
        renewal_by=now().date() + queries.SOON if asked.get("renewal") == "soon" else None,
    )


def _asked() -> dict[str, str]:
    """The filters that are on, as the address has them."""
    return {name: request.args[name] for name in ("q", "stage", "tier", "owner", "renewal") if request.args.get(name)}


def _words() -> dict[str, Any]:
    names = {stage.slug: stage.name for stage in stages()}
    return {
        "stage_names": names,
        "tier_names": TIER_NAMES,
        "touch_names": TOUCH_NAMES,
        "currency": site().currency,
        "may_change": me().has(WRITE),
    }
