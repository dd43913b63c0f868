"""What a company's people have finished: for its key persons, and on the customer's page for customer success."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.console.blueprint import WRITE
from portal.accounts.models import Organization
from portal.accounts.policy import leads_company
from portal.kernel import forms
from portal.kernel.access import allowed, me, reader, signed_in, writer
from portal.kernel.db import db
from portal.kernel.errors import Invalid, NotFound
from portal.kernel.i18n import _, locale, ngettext
from portal.kernel.pages import render
from portal.learning.commands import suggestions as commands
from portal.learning.queries import company as queries
from portal.learning.queries import menu as menus
from portal.learning.queries.choosing import items_to_suggest
from portal.learning.views.blueprint import bp


@bp.get("/company/learning")
@signed_in
def company() -> ResponseReturnValue:
    """Colleagues by name with what they finished, and what was suggested; for others than key persons not there."""
    return render("learning/company/index.html", **_overview(_own()))


@bp.get("/company/learning/people/<public_id>")
@signed_in
def colleague(public_id: str) -> ResponseReturnValue:
    """Which items one colleague finished, and how."""
    return render("learning/company/person.html", **_one(_own(), public_id))


@bp.get("/company/learning/suggestions")
@signed_in
def suggestions() -> ResponseReturnValue:
    """What was suggested to colleagues, newest first, and what came of it."""
    organization = _own()
    page = queries.suggestions(me(), organization.id, **_place())
    return render("learning/company/suggestions.html", organization=organization, page=page)


@bp.get("/company/learning/suggest")
@signed_in
def choose_suggestion() -> ResponseReturnValue:
    """The form: which item (`?item=`, `?q=`), to whom (`?person=`, repeated), and why."""
    return _form_page(_own())


@bp.post("/company/learning/suggest")
@writer
def suggest() -> ResponseReturnValue:
    """Suggest the item; each colleague is told once."""
    organization, asked = _own(), request.form
    if again := forms.sent_before():
        return again
    try:
        done = commands.suggest(me(), asked.get("item", ""), asked.getlist("person"), asked.get("note", ""))
    except Invalid as error:
        db.session.rollback()
        return _form_page(organization, 422, error)
    address = forms.answer(url_for("learning.suggestions"))
    db.session.commit()
    for told in _told(done):
        flash(told)
    return redirect(address, 303)


@bp.post("/company/learning/take-back")
@writer
def take_back_suggestion() -> ResponseReturnValue:
    """Take a suggestion back."""
    _own()
    commands.take_back(me(), request.form.get("suggestion", 0, int))
    db.session.commit()
    flash(_("The suggestion was taken back."))
    return redirect(url_for("learning.suggestions"), 303)


@bp.get("/console/customers/<int:organization_id>/learning")
@allowed(WRITE)
def customer(organization_id: int) -> ResponseReturnValue:
    """The same for customer success."""
    return render("learning/company/customer.html", **_overview(_customer(organization_id)))


@bp.get("/console/customers/<int:organization_id>/learning/<public_id>")
@allowed(WRITE)
def customer_person(organization_id: int, public_id: str) -> ResponseReturnValue:
    """One person of the customer, for customer success."""
    return render("learning/company/customer_person.html", **_one(_customer(organization_id), public_id))


def _own() -> Organization:
    person = reader()
    if person is None or person.organization is None or not leads_company(person):
        raise NotFound(_("This page was not found."))
    return person.organization


def _customer(organization_id: int) -> Organization:
    found = db.session.get(Organization, organization_id)
    if found is None:
        raise NotFound(_("This company was not found."))
    return found


def _place() -> dict[str, str | None]:
    return {"after": request.args.get("after"), "before": request.args.get("before")}


def _overview(organization: Organization) -> dict[str, Any]:
    names = _stage_names()
    stage = request.args.get("stage", "")
    stage = stage if stage in names else ""
    page = queries.colleagues(organization.id, **_place())
    return {
        "organization": organization,
        "page": page,
        "progress": queries.progress_of(organization.id, page.items, stage),
        "stage": stage,
        "stage_names": names,
        "shown": {stage: names[stage]} if stage else names,
    }


def _one(organization: Organization, public_id: str) -> dict[str, Any]:
    person = queries.colleague(organization.id, public_id)
    if person is None:
        raise NotFound(_("This person is not in the company."))
    page = queries.finished_by(me(), person, organization.id, **_place())
    return {"organization": organization, "one": person, "page": page, "stage_names": _stage_names()}


def _stage_names() -> dict[str, str]:
    return queries.stages_told(menus.all_stages(), locale())


def _form_page(organization: Organization, status: int = 200, error: Invalid | None = None) -> ResponseReturnValue:
    person, asked = me(), request.values
    wanted, words = set(asked.getlist("person")) - {person.public_id}, asked.get("q", "")
    people = queries.chosen(organization.id, wanted) if wanted and request.method != "POST" else []
    return render(
        "learning/company/suggest.html",
        status,
        organization=organization,
        people=people or queries.first_colleagues(organization.id, person.id),
        wanted=wanted,
        choices=items_to_suggest(menus.menu_of(person), organization.stage, words, asked.get("item", "")),
        item=asked.get("item", ""),
        note=asked.get("note", ""),
        q=words,
        error=error,
    )


def _told(done: commands.Suggested) -> list[str]:
    """Whole sentences: how they would follow each other is not the same in every language."""
    if not done.new:
        return [_("It was suggested to them before; nobody is told twice.")]
    told = ngettext("Suggested to %(num)s colleague.", "Suggested to %(num)s colleagues.", done.new)
    return [told, _("The others had it suggested before.")] if done.known else [told]
