"""Access roles: only admins give them, nobody raises their own, and one admin always stays.

Key person is of one company: it is kept in the membership, and given by whoever looks after that company's people.
"""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts import queries
from portal.accounts.commands.stale import refuse_stale
from portal.accounts.console_models import holding
from portal.accounts.models import Membership, Person, Role
from portal.kernel.db import begin_write, db, locked
from portal.kernel.errors import Forbidden, Invalid, NotFound, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _

OWN = Role.MEMBER | Role.STAFF  # what sits on the person and is given here; champions are appointed, see `set_champion`


def set_roles(actor: Person, person_id: int, roles: Role, version: int | None = None) -> None:
    """Make `roles` the access roles the person has in every company; key person is `set_key_person`'s.

    Raises Forbidden when `actor` is no admin (any more) or raises themselves, Refused for the last admin,
    Invalid for roles that do not fit the person, Stale when `version` is given and a newer save stands.
    """
    admins = locked_admins()
    if actor.id not in admins:
        raise Forbidden(_("Only admins give access roles."))
    person = locked(Person, person_id)
    if person.erased_at is not None:
        raise NotFound(_("This person is no longer here."))
    refuse_stale(person, version, _("Somebody saved this person while you were editing."))
    roles = roles & OWN | person.roles & Role.CHAMPION
    if actor.id == person.id and roles & ~person.roles:
        raise Forbidden(_("Nobody raises their own access. Ask another admin."))
    if person.id in admins and not roles & Role.ADMIN and len(admins) == 1:
        raise last_admin()
    _set(actor, person, roles if roles & Role.STAFF else roles | Role.MEMBER)


def set_key_person(actor: Person | None, person_id: int, organization_id: int | None, wanted: bool) -> None:
    """Make somebody a key person of one company of theirs, or a plain member of it again.

    Raises Refused for staff and for somebody who does not belong to the company.
    """
    person = locked(Person, person_id)
    membership = queries.membership(person.id, organization_id)
    if person.is_staff or membership is None:
        raise Refused(_("Only people of a customer company can be key persons."))
    make_key_person(actor, person, membership, wanted)


def make_key_person(actor: Person | None, person: Person, membership: Membership, wanted: bool) -> None:
    """Set the flag and record both states as access roles in that company, if it changes. No checks."""
    if membership.key_person == wanted:
        return
    membership.key_person = wanted
    own, more = person.roles, person.roles | Role.KEYPERSON
    before, after = (own, more) if wanted else (more, own)
    _record(actor, person, membership.organization_id, before, after)


def set_champion(actor: Person | None, person_id: int, *, wanted: bool) -> None:
    """Give the access role of champions, or take it; other roles stay. Who may appoint is the community's to check.

    The person hears of it from there, so this is no message about their access.
    """
    person = locked(Person, person_id, key_share=True)
    before = person.access
    person.roles = person.roles | Role.CHAMPION if wanted else person.roles & ~Role.CHAMPION
    if person.access != before:
        person.version += 1
        _record(actor, person, person.organization_id, before, person.access, "person.champion_changed")


def refuse_staff_account(actor: Person) -> None:
    """Raises Forbidden unless `actor` may make and change accounts of staff."""
    if not actor.has(Role.ADMIN):
        raise Forbidden(_("Accounts of staff are for admins. Ask one of them."))


def refuse_orphaned_portal(person_id: int) -> None:
    """Raises Refused when this is the last admin who can still act."""
    if locked_admins() == {person_id}:
        raise last_admin()


def locked_admins() -> set[int]:
    """The admins who can act, as they stand now, their rows locked in id order until commit.

    Two admins who demote each other at once thus come one after the other, and the second one finds what the first did.
    Rows that refer to admins may be written meanwhile: one of them who has somebody's row, and notes that it was them,
    does not wait for who has all admins and wants that row.
    """
    begin_write()
    found = db.session.scalars(
        sa.select(Person.id)
        .where(*holding(Role.ADMIN), Person.may_write)
        .order_by(Person.id)
        .with_for_update(key_share=True)
    )
    return set(found)


def last_admin() -> Refused:
    """Why the last admin stays one."""
    return Refused(_("This is the last admin. Make somebody else an admin first."))


def _set(actor: Person | None, person: Person, roles: Role) -> None:
    if roles & Role.STAFF and person.organization_id is not None:
        raise Invalid(_("Somebody in a customer company cannot be staff. Invite them with another address."), "roles")
    if roles == person.roles:
        return
    before = person.access
    person.roles = roles
    person.version += 1
    _record(actor, person, person.organization_id, before, person.access)


def _record(
    actor: Person | None,
    person: Person,
    organization_id: int | None,
    before: Role,
    after: Role,
    name: str = "person.roles_changed",
) -> None:
    record(
        name,
        person,
        actor=actor,
        organization_id=organization_id,
        before=int(before),
        after=int(after),
    )
