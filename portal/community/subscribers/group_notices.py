"""Who hears of comings to a group: whoever decides on a request, and whom a decision is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.accounts.console_models import holding
from portal.accounts.models import Organization, Person, Role
from portal.community.events import ADDED, DECLINED, LEADER_NAMED, LET_IN, REQUESTED
from portal.community.models import CommunityGroup, GroupMember
from portal.community.policy import ASKED, CLOSED, MEMBER, may_lead
from portal.community.queries.groups import Seen
from portal.community.subscribers.kinds import COMMUNITY
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.kernel.i18n import _, lazy
from portal.notifications.models import Notification
from portal.notifications.rules import Happened, Kind, Shown, rule
from portal.posting.bylines import byline
from portal.posting.notices import takes_part

GROUPS = Kind(
    "groups",
    lazy("Who asks to join a group you lead, and groups you are let into"),
    lazy("You get this e-mail because you lead this group, asked to join it or were made a member of it."),
    subject=COMMUNITY,
)


class Place(NamedTuple):
    """A group as the receiver of a notification may know it now, and who they are."""

    seen: Seen
    reader: Person


def who_decides(happened: Happened) -> sa.Select[Any]:
    """The leaders of the group, while the request stands; where it has none who can act, customer success."""
    leading = (GroupMember.leader, GroupMember.state == MEMBER)
    leaders = sa.select(GroupMember.group_id, Person.id).join(Person, Person.id == GroupMember.person_id)
    leaders = leaders.where(*leading, takes_part(), Person.may_write)
    able = leaders.subquery()
    asked = sa.exists().where(
        GroupMember.group_id == happened.c.subject_id,
        GroupMember.person_id == Event.actor_id,
        GroupMember.state == ASKED,
    )
    events = sa.select(happened.c.event_id, happened.c.subject_id).join(Event, Event.id == happened.c.event_id)
    standing = events.where(asked).cte("standing")
    led = sa.select(standing.c.event_id, able.c.id).join(able, able.c.group_id == standing.c.subject_id)
    unled = ~sa.exists().where(able.c.group_id == standing.c.subject_id)
    staff = sa.select(standing.c.event_id, Person.id).join(Person, sa.and_(*holding(Role.CS))).where(unled)
    return sa.union_all(led, staff).subquery().select()


def the_person(happened: Happened) -> sa.Select[Any]:
    """Whom it was decided about, if they still take part."""
    found = sa.select(happened.c.event_id, Person.id).join(Person, Person.id == happened.c.subject_id)
    return found.where(takes_part())


def requests(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """Who asks to be let in; for those who still decide there, while the request stands."""
    places = _places(notifications, {one.id: one.event.subject_id for one in notifications})
    askers = _askers(notifications)
    shown = {}
    for one in notifications:
        place, asker = places.get(one.id), askers.get((one.event.subject_id, one.event.actor_id))
        if place and asker and may_lead(place.reader, leader=place.seen.leader):
            by, words = byline(place.reader, *asker[:2]), asker[2]
            title = _("%(name)s asks to join “%(group)s”", name=by.name, group=place.seen.name)
            detail = " · ".join(filter(None, (by.company, words)))
            url = f"{place.seen.url}/requests"
            shown[one.id] = Shown(title, detail, url, _("See the request"), mail_subject=title)
    return shown


def let_in(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """A request was granted."""
    return _about(notifications, lambda name: _("You are a member of “%(group)s” now", group=name))


def declined(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """A request was not granted."""
    return _about(notifications, lambda name: _("“%(group)s” did not take your request to join", group=name))


def added(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """Somebody made the reader a member."""
    return _about(notifications, lambda name: _("You were made a member of “%(group)s”", group=name))


def named_leader(notifications: Sequence[Notification]) -> dict[int, Shown]:
    """The reader leads a group."""
    return _about(notifications, lambda name: _("You lead “%(group)s” now", group=name))


def _about(notifications: Sequence[Notification], title_of: Any) -> dict[int, Shown]:
    places = _places(notifications, {one.id: one.event.data["group_id"] for one in notifications})
    return {number: _shown(place.seen, title_of(place.seen.name)) for number, place in places.items()}


def _shown(seen: Seen, title: str) -> Shown:
    return Shown(title, seen.about, seen.url, _("Open the group"), mail_subject=title)


def _places(notifications: Sequence[Notification], groups: dict[int, int]) -> dict[int, Place]:
    """The groups of these notifications, without closed ones no longer the receiver's to know; one statement."""
    columns: list[Any] = [Person, CommunityGroup, GroupMember.state, GroupMember.leader]
    people = {one.person_id for one in notifications}
    mine = sa.and_(GroupMember.group_id == CommunityGroup.id, GroupMember.person_id == Person.id)
    found = sa.select(*columns).select_from(Person).join(CommunityGroup, CommunityGroup.id.in_(set(groups.values())))
    rows = db.session.execute(found.outerjoin(GroupMember, mine).where(Person.id.in_(people)))
    known = {
        (person.id, group.id): Place(Seen(group, state or "", bool(leader) and state == MEMBER), person)
        for person, group, state, leader in rows
        if group.access != CLOSED or state == MEMBER or person.is_staff
    }
    found_by = {one.id: known.get((one.person_id, groups[one.id])) for one in notifications}
    return {number: place for number, place in found_by.items() if place is not None}


def _askers(notifications: Sequence[Notification]) -> dict[Any, tuple[Person, Organization | None, str]]:
    """Who asked and with which words, by group and person, where the request stands."""
    columns: list[Any] = [GroupMember, Person, Organization]
    found = sa.select(*columns).join(Person, Person.id == GroupMember.person_id)
    found = found.outerjoin(Organization, Organization.id == Person.organization_id)
    rows = db.session.execute(
        found.where(
            GroupMember.state == ASKED,
            GroupMember.group_id.in_({one.event.subject_id for one in notifications}),
            GroupMember.person_id.in_({one.event.actor_id for one in notifications}),
        )
    )
    return {(row.group_id, person.id): (person, company, row.words) for row, person, company in rows}


rule(REQUESTED, kind=GROUPS, icon="user-plus", audience=who_decides, present=requests)
rule(LET_IN, kind=GROUPS, icon="users", audience=the_person, present=let_in)
rule(DECLINED, kind=GROUPS, icon="users", audience=the_person, present=declined)
rule(ADDED, kind=GROUPS, icon="users", audience=the_person, present=added)
rule(LEADER_NAMED, kind=GROUPS, icon="users", audience=the_person, present=named_leader)
