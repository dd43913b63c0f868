"""`/community/groups`: the list of groups, the page of one, and coming in and going out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.models import Person
from portal.community.commands import following, leading, membership
from portal.community.models import CommunityGroup
from portal.community.policy import (
    ASKED,
    CHAMPIONS,
    CLOSED,
    GROUP,
    INDUSTRY,
    TOPIC,
    joins_at_once,
    may_appoint,
    may_lead,
)
from portal.community.queries import group_page, groups, members
from portal.community.queries.groups import Seen
from portal.community.views.blueprint import bp
from portal.config import settings
from portal.kernel.access import me, public, reader, writer
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.i18n import _
from portal.kernel.pages import fragment_or_back, here_with, render, wants_fragment

JOIN = "community/_join.html"


@bp.get("/community/groups", endpoint="groups")
@public
def index() -> ResponseReturnValue:
    """All groups the reader may know of: where champions gather, by industry, by use case."""
    person = reader()
    found = groups.seen_groups(person)
    by_kind = {kind: [seen for seen in found if seen.group.kind == kind] for kind in (CHAMPIONS, INDUSTRY, TOPIC)}
    industry = (person.organization.industry if person and person.organization else "").casefold()
    return render(
        "community/groups.html",
        groups=by_kind,
        ours={seen.group.id for seen in found if industry and seen.group.industry.casefold() == industry},
        anything=bool(found),
        at_once=at_once(person),
        makes=person is not None and may_appoint(person),
        signs_in=person is None,
    )


@bp.get("/community/groups/<slug>", endpoint="group")
@public
def one(slug: str) -> ResponseReturnValue:
    """One group with its questions."""
    return page(groups.visible_group(reader(), slug))


@bp.post("/community/groups/<slug>/membership", endpoint="join_group")
@writer
def join(slug: str) -> ResponseReturnValue:
    """Come in or ask to be let in (`want=1`, with a few `words`), or go out and take the request back (`want=0`)."""
    person = me()
    seen, want = groups.visible_group(person, slug), wanted()
    try:
        if want:
            said = came(seen, membership.join(person, seen.group.id, request.form.get("words", "")))
        else:
            membership.leave(person, seen.group.id)
            said = (
                _("You took your request back.") if seen.state == ASKED else _("You left “%(name)s”.", name=seen.name)
            )
    except Invalid as error:
        db.session.rollback()
        return page(groups.visible_group(me(), slug), 422, error=error, words=request.form.get("words", ""))
    db.session.commit()
    if not want and seen.group.access == CLOSED and not person.is_staff:  # it is no longer theirs to see
        flash(said)
        return redirect(url_for("community.groups"), 303)
    shown = groups.visible_group(me(), slug) if wants_fragment() else seen
    return fragment_or_back(JOIN, seen.url, said, seen=shown, at_once=at_once(me()), look=request.form.get("look", ""))


@bp.post("/community/groups/<slug>/follow", endpoint="follow_group")
@writer
def follow(slug: str) -> ResponseReturnValue:
    """Hear of new questions in the group (`want=1`) or no longer (`want=0`)."""
    seen, want = groups.visible_group(me(), slug), wanted()
    following.choose(me(), GROUP, seen.group.id, want=want)
    db.session.commit()
    said = _("You hear of new questions here.") if want else _("You no longer hear of this group.")
    return fragment_or_back("community/_follow_group.html", seen.url, said, seen=seen, following=want)


@bp.post("/community/groups/<slug>/pin", endpoint="pin_in_group")
@writer
def pin(slug: str) -> ResponseReturnValue:
    """Let a question of the group stand first (`want=1`), or no longer (`want=0`)."""
    seen, want = groups.visible_group(me(), slug), wanted()
    leading.pin(me(), seen.group.id, request.form.get("question", 0, type=int), want=want)
    db.session.commit()
    flash(_("The question stands first now.") if want else _("The question stands first no longer."))
    return redirect(seen.url, 303)


def page(seen: Seen, status: int = 200, error: Invalid | None = None, words: str = "") -> ResponseReturnValue:
    """The page of a group; `error` and `words` come from a request to join that could not be taken."""
    person = reader()
    found, beside = group_page.questions(person, seen.group, request.args.get("after"), request.args.get("before"))
    leaders, champions = members.some(person, seen.group.id)
    return render(
        "community/group.html",
        status,
        seen=seen,
        lines=found.items,
        beside=beside,
        newer=here_with(before=found.newer, after=None) if found.newer else None,
        older=here_with(after=found.older, before=None) if found.older else None,
        paged=bool(request.args.get("after") or request.args.get("before")),
        pinned=group_page.pinned(seen.group),
        leaders=leaders,
        champions=champions,
        following=group_page.follows(person, seen.group) if person else False,
        asks=person is not None and person.may_post and (seen.inside or person.is_staff),
        at_once=at_once(person),
        audience=settings().audience,
        error=error,
        words=words,
        **standing(person, seen),
    )


def standing(person: Person | None, seen: Seen) -> dict[str, Any]:
    """What every page of a group needs: whether the reader leads it, and how many wait to be let in."""
    leads = person is not None and may_lead(person, leader=seen.leader)
    return {"leads": leads, "waiting": members.waiting(seen.group.id) if leads else 0}


def at_once(person: Person | None) -> Callable[[CommunityGroup], bool] | None:
    """Whether the reader joins a group without anybody's word; None for who joins none."""
    if person is None or not person.may_post:
        return None
    return partial(joins_at_once, person)


def came(seen: Seen, state: str) -> str:
    """What came of joining, in words."""
    if state == ASKED:
        return _("You asked to join “%(name)s”. You hear as soon as somebody decides.", name=seen.name)
    return _("You joined “%(name)s”.", name=seen.name)


def wanted() -> bool:
    """What a form with `want` asks. Raises Invalid when it says neither."""
    want = request.form.get("want")
    if want not in ("0", "1"):
        raise Invalid(_("This form is incomplete. Open the page again."))
    return want == "1"
