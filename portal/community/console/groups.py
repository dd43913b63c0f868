"""`/console/community/groups`: making groups, changing them, and archiving them."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.commands.stale import Stale
from portal.accounts.forms.base import differing
from portal.community.commands import groups as commands
from portal.community.console.blueprint import READ, community_console
from portal.community.forms.groups import ACCESS_NAMES, KIND_NAMES, GroupForm, fields_of, made_for
from portal.community.models import CommunityGroup
from portal.community.policy import APPOINT, may_appoint
from portal.community.queries import groups as queries
from portal.kernel import forms
from portal.kernel.access import allowed, me
from portal.kernel.db import db
from portal.kernel.errors import Invalid, NotFound, Refused
from portal.kernel.i18n import _
from portal.kernel.pages import render


@community_console.get("/groups", endpoint="groups")
@allowed(READ)
def index() -> ResponseReturnValue:
    """Every group, closed and archived ones too, with how many wait to be let in."""
    found = queries.every_group()
    return render(
        "community/console/groups.html",
        groups=[queries.Seen(group, "", False) for group in found],
        waiting=queries.waiting_in([group.id for group in found]),
        kinds=KIND_NAMES,
        accesses=ACCESS_NAMES,
        may_change=may_appoint(me()),
    )


@community_console.get("/groups/new", endpoint="new_group")
@allowed(APPOINT)
def new() -> ResponseReturnValue:
    """The form for a new group."""
    return _page(made_for(None))


@community_console.post("/groups/new", endpoint="create_group")
@allowed(APPOINT)
def create() -> ResponseReturnValue:
    """Make it."""
    form = made_for(request.form)
    if again := forms.sent_before():
        return again
    try:
        group = commands.create(me(), form.facts)
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _page(form, 422)
    address = forms.answer(f"/community/groups/{group.slug}")
    db.session.commit()
    flash(_("The group is there. Name somebody to lead it on its list of members."))
    return redirect(address, 303)


@community_console.get("/groups/<int:group_id>", endpoint="edit_group")
@allowed(APPOINT)
def edit(group_id: int) -> ResponseReturnValue:
    """The form with what stands."""
    group = _group(group_id)
    return _page(made_for(None, group), group=group)


@community_console.post("/groups/<int:group_id>", endpoint="save_group")
@allowed(APPOINT)
def save(group_id: int) -> ResponseReturnValue:
    """Save the form; a save over a newer save shows both and keeps what was typed."""
    group, form = _group(group_id), made_for(request.form)
    try:
        commands.change(me(), group.id, form.facts, form.made_from())
    except Invalid as error:
        db.session.rollback()
        form.refuse(error)
        return _page(form, 422, group=_group(group_id))
    except Stale as error:
        db.session.rollback()
        return _conflict(form, _group(group_id), error)
    except Refused as error:
        db.session.rollback()
        return _page(form, error.status, group=_group(group_id), refused=error.message)
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for("community_console.groups"), 303)


@community_console.post("/groups/<int:group_id>/archive", endpoint="archive_group")
@allowed(APPOINT)
def archive(group_id: int) -> ResponseReturnValue:
    """Take it off the lists (`want=1`) or put it back (`want=0`)."""
    want = request.form.get("want")
    if want not in ("0", "1"):
        raise Invalid(_("This form is incomplete. Open the page again."))
    commands.archive(me(), group_id, want=want == "1")
    db.session.commit()
    flash(_("The group is archived.") if want == "1" else _("The group is open again."))
    return redirect(url_for("community_console.groups"), 303)


def _group(group_id: int) -> CommunityGroup:
    found = db.session.get(CommunityGroup, group_id)
    if found is None:
        raise NotFound(_("This group was not found."))
    return found


def _conflict(form: GroupForm, standing: CommunityGroup, error: Stale) -> ResponseReturnValue:
    theirs, names = made_for(None, standing), fields_of(form)
    words = {name: form[name].label.text for name in names}
    form.version.process_data(str(error.version))
    both = differing(names, theirs, form, words)
    return _page(form, 409, group=standing, differing=both, message=error.message)


def _page(form: GroupForm, status: int = 200, group: CommunityGroup | None = None, **more: Any) -> ResponseReturnValue:
    seen = queries.Seen(group, "", False) if group else None
    return render("community/console/group_form.html", status, form=form, fields=fields_of(form), seen=seen, **more)
