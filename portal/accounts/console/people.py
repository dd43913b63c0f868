"""`/console/people`: the list of people and one person, with what staff may do to them."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import console_queries as queries
from portal.accounts import event_lines, throttle
from portal.accounts import queries as account_queries
from portal.accounts.commands import people as commands
from portal.accounts.commands import roles as role_commands
from portal.accounts.commands.entry import send_sign_in_link
from portal.accounts.commands.stale import Stale
from portal.accounts.console.blueprint import READ, WRITE, people_bp
from portal.accounts.console.details import back
from portal.accounts.console.exporting import people_csv
from portal.accounts.console_queries import PeopleFilters
from portal.accounts.forms.base import one_of
from portal.accounts.forms.console import RolesForm
from portal.accounts.models import Organization, Person, Role
from portal.accounts.policy import JOBS, may_suspend
from portal.accounts.wording import INFLUENCE_NAMES, ROLE_NAMES, access_text, roles_text
from portal.kernel import forms
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.events import record
from portal.kernel.i18n import _, ngettext
from portal.kernel.pages import render
from portal.kernel.paging import page_of
from portal.kernel.registry import PERSON_PANELS

FILTERED_ROLES = ("keyperson", "champion", "cs", "product", "admin")


@people_bp.get("")
@allowed(READ)
def index() -> ResponseReturnValue:
    """People by name, narrowed by company, access role or suspension."""
    filters = _filters()
    page = page_of(
        db.session,
        queries.people(filters),
        [(Person.display_name, "asc"), (Person.id, "asc")],
        after=request.args.get("after"),
        before=request.args.get("before"),
    )
    company = db.session.get(Organization, filters.organization_id) if filters.organization_id else None
    on = {name: request.args[name] for name in ("q", "organization", "role", "suspended") if request.args.get(name)}
    roles = {name: ROLE_NAMES[Role[name.upper()]] for name in FILTERED_ROLES}
    led = queries.led_by(page.items)
    return render(
        "accounts/console/people.html", page=page, company=company, asked=on, roles=roles, led=led, **_rights()
    )


@people_bp.get("/export")
@allowed(READ)
def export() -> Response:
    """The people of the list, with its filters, as a CSV file that can be imported again."""
    return people_csv(_filters())


@people_bp.get("/<public_id>")
@allowed(READ)
def show(public_id: str) -> ResponseReturnValue:
    """One person: details, companies, access, what happened lately."""
    return _page(queries.person(public_id))


@people_bp.post("/<public_id>/sessions/end")
@allowed(WRITE)
def end_sessions(public_id: str) -> ResponseReturnValue:
    """Sign the person out everywhere."""
    number = commands.end_sessions(me(), queries.person(public_id).id)
    db.session.commit()
    return back(public_id, ngettext("%(num)s session ended.", "%(num)s sessions ended.", number))


@people_bp.post("/<public_id>/link")
@allowed(WRITE)
def send_link(public_id: str) -> ResponseReturnValue:
    """Mail the person a link that signs them in; from there they can set a new password."""
    person = queries.person(public_id)
    if person.is_staff and person.id != me().id:
        role_commands.refuse_staff_account(me())
    throttle.count((throttle.MAIL_TO_ACCOUNT, person.email))
    if again := forms.sent_before():
        return again
    send_sign_in_link(person, person.email)
    record("person.link_sent", person, actor=me(), organization_id=person.organization_id)
    forms.answer(url_for("people.show", public_id=public_id))
    db.session.commit()
    return back(public_id, _("A sign-in link is on its way to %(email)s.", email=person.email))


@people_bp.post("/<public_id>/companies")
@allowed(WRITE)
def companies(public_id: str) -> ResponseReturnValue:
    """Move to a company (`act=move`), add a further one (`act=join`) or take out of one (`act=leave`)."""
    person = queries.person(public_id)
    act = one_of("act", "move", "join", "leave")
    try:
        if act == "leave":
            commands.leave(me(), person.id, request.form.get("organization_id", 0, type=int))
        else:
            target = queries.organization_named(request.form.get("organization", ""))
            (commands.move if act == "move" else commands.join)(me(), person.id, target.id)
    except Invalid as error:
        db.session.rollback()
        return _page(queries.person(public_id), 422, company_error=error.message)
    db.session.commit()
    return back(public_id, _("Saved."))


@people_bp.post("/<public_id>/key-person")
@allowed(WRITE)
def key_person(public_id: str) -> ResponseReturnValue:
    """Make the person a key person of one of their companies (`want=1`) or a plain member of it again (`want=0`)."""
    person, wanted = queries.person(public_id), one_of("want", "1", "0") == "1"
    role_commands.set_key_person(me(), person.id, request.form.get("organization_id", type=int), wanted)
    db.session.commit()
    return back(public_id, _("Saved."))


@people_bp.post("/<public_id>/roles")
@allowed(Role.ADMIN)
def set_roles(public_id: str) -> ResponseReturnValue:
    """Make the ticked access roles the person's."""
    person = queries.person(public_id)
    form = _roles_form(RolesForm(request.form), person)
    try:
        if not form.validate():
            raise Invalid(_("Choose from the boxes shown."), "roles")
        role_commands.set_roles(me(), person.id, form.wanted(), form.made_from())
    except Invalid as error:
        db.session.rollback()
        form.roles.errors = [error.message]
        return _page(queries.person(public_id), 422, roles_form=form)
    except Stale as error:
        db.session.rollback()
        return _roles_conflict(form, queries.person(public_id), error)
    db.session.commit()
    return back(public_id, _("Saved."))


def _page(person: Person, status: int = 200, **context: Any) -> ResponseReturnValue:
    held = {"roles": [int(role) for role in person.roles], "version": person.version}
    sessions, _feed, bounce = account_queries.reached(person)
    context.setdefault("roles_form", _roles_form(RolesForm(None, data=held), person))
    return render(
        "accounts/console/person.html",
        status,
        subject=person,
        memberships=account_queries.memberships(person.id),
        sessions=sessions,
        bounce=bounce,
        lines=event_lines.lines(queries.events_of_person(person.id)),
        panels=[(panel.template, panel.read(person)) for panel in PERSON_PANELS],
        may_suspend=may_suspend(me(), person),
        job_names=JOBS,
        influence_names=INFLUENCE_NAMES,
        **_rights(person),
        may_set_roles=me().has(Role.ADMIN),
        **context,
    )


def _rights(person: Person | None = None) -> dict[str, Any]:
    """What the page offers: accounts of staff are for admins only."""
    may_change = me().has(Role.ADMIN if person and person.is_staff else WRITE)
    return {"may_change": may_change, "roles_text": roles_text, "access_text": access_text}


def _roles_form(form: RolesForm, person: Person) -> RolesForm:
    """Key person is given for one company, beside its name; champions are appointed for a term."""
    form.offer(Role.MEMBER if person.organization_id is not None else Role.MEMBER | Role.STAFF)
    return form


def _roles_conflict(form: RolesForm, standing: Person, error: Stale) -> ResponseReturnValue:
    """409: what the boxes said beside the roles that stand."""
    stands, typed = roles_text(standing.roles), roles_text(form.wanted())
    both = [{"name": form.roles.label.text, "stands": stands, "typed": typed}] if stands != typed else []
    form.version.process_data(str(error.version))
    return _page(standing, 409, roles_form=form, differing=both, message=error.message)


def _filters() -> PeopleFilters:
    asked = request.args
    role = asked.get("role", "")
    return PeopleFilters(
        q=asked.get("q", ""),
        organization_id=asked.get("organization", type=int),
        roles=Role[role.upper()] if role in FILTERED_ROLES else Role(0),
        suspended=asked.get("suspended") == "1",
    )
