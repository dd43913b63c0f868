"""What staff do to people: add, change, move. Access roles are in `roles`, suspending in `suspending`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import sqlalchemy as sa

from portal.accounts import sessions
from portal.accounts.commands.roles import refuse_staff_account
from portal.accounts.commands.stale import refuse_stale
from portal.accounts.models import INFLUENCES, Membership, Organization, Person, Role, new_public_id
from portal.accounts.policy import JOBS
from portal.kernel.db import begin_write, db, insert_once, locked
from portal.kernel.errors import Forbidden, Invalid, NotFound, Refused
from portal.kernel.events import record
from portal.kernel.i18n import LANGUAGE_NAMES, _
from portal.kernel.zones import zone

NAME_LENGTH = 100
TEXT_LENGTH = 100
LANGUAGES = tuple(LANGUAGE_NAMES)
EMAIL = re.compile(r"[^@\s<>()\[\],;:\"]+@[^@\s<>()\[\],;:\"]+\.[^@\s<>()\[\],;:\".]+")


@dataclass(frozen=True)
class PersonFacts:
    """What staff say about a person; job, department, title and influence are free of access roles."""

    display_name: str
    job: str = ""
    department: str = ""
    title: str = ""
    influence: str = ""
    time_zone: str = "UTC"
    language: str = "en"


def add_person(
    actor: Person | None,
    *,
    email: str,
    display_name: str,
    roles: Role = Role.MEMBER,
    organization_id: int | None = None,
    language: str = "en",
    time_zone: str = "UTC",
) -> Person:
    """`add` by keywords, for those who know little about the person."""
    return add(actor, email, roles, organization_id, PersonFacts(display_name, time_zone=time_zone, language=language))


def add(actor: Person | None, email: str, roles: Role, organization_id: int | None, facts: PersonFacts) -> Person:
    """Add a person without a password: a mailed link lets them in. `actor` is None on the command line.

    Key person in `roles` is meant for the company named.
    Raises Invalid for a malformed or known address and for roles that do not fit, Forbidden when `actor` may not.
    """
    begin_write()
    if actor is not None and roles & Role.STAFF:
        refuse_staff_account(actor)
    if bool(roles & Role.STAFF) == (organization_id is not None):
        raise Invalid(_("Staff belong to no customer company, and everybody else to one."), "organization")
    if organization_id is not None:
        _organization(organization_id)
    elif Role.KEYPERSON in roles:
        raise Invalid(_("Only people of a customer company can be key persons."), "roles")
    email = parse_email(email)
    new_id = insert_once(
        Person,
        public_id=new_public_id(),
        email=email,
        roles=own_roles(roles),
        organization_id=organization_id,
        **vars(checked(facts)),
    )
    if new_id is None:
        raise Invalid(_("Somebody with the address %(email)s is already here.", email=email), "email")
    person = db.session.get_one(Person, new_id)
    if organization_id is not None:
        leads = Role.KEYPERSON in roles
        insert_once(Membership, person_id=person.id, organization_id=organization_id, key_person=leads)
    record("person.added", person, actor=actor, organization_id=organization_id)
    return person


def change_person(actor: Person | None, person_id: int, facts: PersonFacts, version: int | None = None) -> list[str]:
    """Make these the person's details; the names of the fields that differed.

    Raises Stale when `version` is given and a newer save stands.
    """
    person = of_others(actor, person_id)
    refuse_stale(person, version, _("Somebody saved this person while you were editing."))
    facts = checked(facts)
    fields = [name for name, value in vars(facts).items() if getattr(person, name) != value]
    for name in fields:
        setattr(person, name, getattr(facts, name))
    if fields:
        person.version += 1
        record("person.details_changed", person, actor=actor, organization_id=person.organization_id, fields=fields)
    return fields


def end_sessions(actor: Person, person_id: int) -> int:
    """Sign the person out everywhere; in how many browsers they were signed in."""
    person = of_others(actor, person_id)
    number = sessions.end_all(person.id)
    record("person.sessions_ended", person, actor=actor, organization_id=person.organization_id, number=number)
    return number


def move(actor: Person, person_id: int, organization_id: int) -> None:
    """Take the person from the company acted for into another one, for good (a new employer).

    They come as a plain member, or they would see and take out the people of the new company.
    """
    person = _customer(actor, person_id)
    target = _organization(organization_id)
    left = person.organization_id
    if left == target.id:
        return
    if left is not None:
        _drop_membership(person.id, left)
    insert_once(Membership, person_id=person.id, organization_id=target.id)
    person.organization_id = target.id
    record("person.moved", person, actor=actor, organization_id=target.id, from_id=left, to_id=target.id)


def join(actor: Person, person_id: int, organization_id: int) -> None:
    """Let the person act for a further company too, as consultants do; there they are a plain member."""
    person = _customer(actor, person_id)
    target = _organization(organization_id)
    joined = insert_once(Membership, person_id=person.id, organization_id=target.id) is not None
    person.organization_id = person.organization_id or target.id
    if joined:
        record("person.joined", person, actor=actor, organization_id=target.id)


def leave(actor: Person, person_id: int, organization_id: int) -> None:
    """Take the person out of a company they left; without another one they read what guests read."""
    person = _customer(actor, person_id)
    others = db.session.scalars(
        sa.select(Membership.organization_id)
        .where(Membership.person_id == person.id, Membership.organization_id != organization_id)
        .order_by(Membership.id)
    ).all()
    if not _drop_membership(person.id, organization_id):
        return
    if person.organization_id == organization_id:
        person.organization_id = others[0] if others else None
    record("person.left", person, actor=actor, organization_id=organization_id)


def own_roles(roles: Role) -> Role:
    """Those of `roles` that sit on the person: without key person, which sits in the membership."""
    return (roles if roles & Role.STAFF else roles | Role.MEMBER) & ~Role.KEYPERSON


def checked(facts: PersonFacts) -> PersonFacts:
    """The facts tidied up. Raises Invalid naming the field that cannot be taken."""
    texts = {name: " ".join(getattr(facts, name).split()) for name in ("display_name", "department", "title")}
    if not texts["display_name"] or len(texts["display_name"]) > NAME_LENGTH:
        raise Invalid(_("A person needs a name of up to %(n)s characters.", n=NAME_LENGTH), "display_name")
    for name, text in texts.items():
        if len(text) > TEXT_LENGTH:
            raise Invalid(_("Up to %(n)s characters, please.", n=TEXT_LENGTH), name)
    for name, choices in (("influence", INFLUENCES), ("job", ("", *JOBS)), ("language", LANGUAGES)):
        if getattr(facts, name) not in choices:
            raise Invalid(_("Choose one of: %(choices)s.", choices=", ".join(filter(None, choices))), name)
    zone(facts.time_zone)
    return replace(facts, **texts)


def refuse_suspended(person: Person) -> None:
    """Raises Forbidden for somebody who may read but not write; a link mailed before the suspension changes nothing."""
    if not person.may_write:
        raise Forbidden(person.read_only())


def parse_email(text: str) -> str:
    """The address in lower case. Raises Invalid when it is none."""
    email = text.strip().lower()
    if not EMAIL.fullmatch(email) or len(email) > 254:
        raise Invalid(_("Write a full address, like name@company.example."), "email")
    return email


def of_others(actor: Person | None, person_id: int) -> Person:
    """The row, locked, if `actor` may change it: accounts of staff are for admins only."""
    person = locked(Person, person_id, key_share=True)  # what they wrote may be counted anew meanwhile
    if person.erased_at is not None:
        raise NotFound(_("This person is no longer here."))
    if actor is not None and person.is_staff and person.id != actor.id:
        refuse_staff_account(actor)
    return person


def _customer(actor: Person, person_id: int) -> Person:
    person = of_others(actor, person_id)
    if person.is_staff:
        raise Refused(_("Staff belong to no customer company. Take the staff roles away first."))
    return person


def _organization(organization_id: int) -> Organization:
    found = db.session.get(Organization, organization_id)
    if found is None:
        raise Invalid(_("There is no such company."), "organization")
    return found


def _drop_membership(person_id: int, organization_id: int) -> bool:
    gone = db.session.execute(
        sa.delete(Membership)
        .where(Membership.person_id == person_id, Membership.organization_id == organization_id)
        .returning(Membership.id)
    )
    return bool(gone.all())
