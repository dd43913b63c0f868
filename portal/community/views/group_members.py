"""Who is in a group, who asks to be let in, and what its leaders do about it."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.forms.base import one_of
from portal.accounts.models import Person
from portal.community.commands import leading
from portal.community.policy import APPOINT, OPEN, may_appoint, may_lead
from portal.community.queries import groups, members
from portal.community.queries.groups import Seen
from portal.community.views.blueprint import bp
from portal.community.views.groups import standing, wanted
from portal.kernel.access import allowed, me, public, reader, signed_in, writer
from portal.kernel.db import db
from portal.kernel.errors import Forbidden, NotFound
from portal.kernel.i18n import _
from portal.kernel.pages import here_with, render


@bp.get("/community/groups/<slug>/members", endpoint="group_members")
@public
def index(slug: str) -> ResponseReturnValue:
    """The members, as far as their names are the reader's to know; for guests there is no such page."""
    person = reader()
    if person is None or not (person.is_member or person.is_staff):
        raise NotFound(_("This page was not found."))
    seen = groups.visible_group(person, slug)
    page = members.members(person, seen.group.id, request.args.get("after"), request.args.get("before"))
    return render(
        "community/group_members.html",
        seen=seen,
        lines=page.items,
        newer=here_with(after=page.newer, before=None) if page.newer else None,
        older=here_with(before=page.older, after=None) if page.older else None,
        appoints=may_appoint(person),
        **standing(person, seen),
    )


@bp.get("/community/groups/<slug>/requests", endpoint="group_requests")
@signed_in
def requests(slug: str) -> ResponseReturnValue:
    """Who asks to be let in, with their words; for who decides on them."""
    seen = _led(slug)
    page = members.requests(me(), seen.group.id, request.args.get("after"), request.args.get("before"))
    return render(
        "community/group_requests.html",
        seen=seen,
        lines=page.items,
        newer=here_with(after=page.newer, before=None) if page.newer else None,
        older=here_with(before=page.older, after=None) if page.older else None,
        **standing(me(), seen),
    )


@bp.post("/community/groups/<slug>/requests", endpoint="decide_request")
@writer
def decide(slug: str) -> ResponseReturnValue:
    """Let somebody in (`act=let_in`) or not (`act=decline`); they are told either way."""
    seen, person = _led(slug), _named()
    let_in = one_of("act", "let_in", "decline") == "let_in"
    leading.decide(me(), seen.group.id, person.id, let_in=let_in)
    name = person.display_name
    said = _("%(name)s is a member now.", name=name) if let_in else _("%(name)s was told no.", name=name)
    return _done("community.group_requests", slug, said)


@bp.get("/community/groups/<slug>/invite", endpoint="invite_form")
@signed_in
def invite_form(slug: str) -> ResponseReturnValue:
    """Look for people to invite, by the beginning of a name or an address."""
    seen, q = _led(slug), request.args.get("q", "")
    found = members.offered(me(), seen.group.id, q) if seen.group.access != OPEN else []
    everybody = me().has(APPOINT)
    return render("community/group_invite.html", seen=seen, q=q, found=found, everybody=everybody)


@bp.post("/community/groups/<slug>/invite", endpoint="invite_to_group")
@writer
def invite(slug: str) -> ResponseReturnValue:
    """Make somebody a member, who is told."""
    seen, person = _led(slug), _named()
    leading.invite(me(), seen.group.id, person.id)
    return _done("community.group_members", slug, _("%(name)s is a member now.", name=person.display_name))


@bp.post("/community/groups/<slug>/members/remove", endpoint="remove_member")
@writer
def remove(slug: str) -> ResponseReturnValue:
    """Take somebody out of the group."""
    seen, person = _led(slug), _named()
    leading.take_out(me(), seen.group.id, person.id)
    return _done("community.group_members", slug, _("%(name)s is no longer a member.", name=person.display_name))


@bp.post("/community/groups/<slug>/leaders", endpoint="set_leader")
@allowed(APPOINT)
def set_leader(slug: str) -> ResponseReturnValue:
    """Let a member lead the group (`want=1`) or no longer (`want=0`)."""
    seen, person, want = groups.visible_group(me(), slug), _named(), wanted()
    leading.set_leader(me(), seen.group.id, person.id, want=want)
    name = person.display_name
    said = _("%(name)s leads the group now.", name=name) if want else _("%(name)s leads it no longer.", name=name)
    return _done("community.group_members", slug, said)


def _led(slug: str) -> Seen:
    seen = groups.visible_group(me(), slug)
    if not may_lead(me(), leader=seen.leader) and not _reads_on(me(), seen):
        raise Forbidden(_("Only leaders of the group, customer success and admins do this."))
    return seen


def _reads_on(person: Person, seen: Seen) -> bool:
    """Who is suspended still sees the lists they led; commands refuse them."""
    return request.method != "POST" and person.suspended and (seen.leader or person.has(APPOINT))


def _named() -> Person:
    return members.person_of(request.form.get("person", ""))


def _done(endpoint: str, slug: str, said: str) -> ResponseReturnValue:
    db.session.commit()
    flash(said)
    return redirect(url_for(endpoint, slug=slug), 303)
