"""What key persons do to the people of their own company. The caller commits."""

from __future__ import annotations

from portal.accounts import queries
from portal.accounts.commands.roles import make_key_person
from portal.accounts.models import Membership, Organization, Person
from portal.accounts.policy import may_manage_company
from portal.kernel.db import db, locked
from portal.kernel.errors import Forbidden, NotFound, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _


def remove_colleague(actor: Person, person_id: int) -> None:
    """Take somebody who left out of the company `actor` acts for; their account and what they wrote stay.

    Raises Forbidden, NotFound, and Refused for oneself.
    """
    organization_id = _led_by(actor, _("Only key persons of a company take people out of it."))
    person, _membership = _colleague(person_id, organization_id)
    if person.id == actor.id:
        raise Refused(_("You cannot take yourself out. Another key person can."))
    _take_out(person, organization_id)
    record("person.left", person, actor=actor, organization_id=organization_id)


def name_key_person(actor: Person, person_id: int) -> None:
    """Make a colleague a key person of the company `actor` acts for. Raises Forbidden, NotFound."""
    organization_id = _led_by(actor, _("Only key persons of a company name others."))
    person, membership = _colleague(person_id, organization_id)
    make_key_person(actor, person, membership, wanted=True)


def step_down(actor: Person) -> None:
    """Be a plain member of the company acted for from now on. Raises Forbidden, and Refused for the last key person."""
    organization_id = _led_by(actor, _("You are no key person of this company any more."))
    person, membership = _colleague(actor.id, organization_id)
    if not queries.other_key_persons(organization_id, person.id):
        raise Refused(_("This is the last key person of the company. Name a successor first."))
    make_key_person(actor, person, membership, wanted=False)


def _led_by(actor: Person, refusal: str) -> int:
    """The company `actor` acts for and leads, locked: key persons who act on each other come one after the other.

    Raises Forbidden with `refusal`.
    """
    organization_id = actor.organization_id
    if organization_id is None or not may_manage_company(actor, organization_id):
        raise Forbidden(refusal)
    locked(Organization, organization_id, key_share=True)
    if not queries.leads(actor.id, organization_id):  # another key person was faster
        raise Forbidden(refusal)
    return organization_id


def _colleague(person_id: int, organization_id: int) -> tuple[Person, Membership]:
    person = locked(Person, person_id, key_share=True)  # what they wrote may be counted anew meanwhile
    membership = queries.membership(person.id, organization_id)
    if membership is None:
        raise NotFound(_("This person is not in your company."))
    return person, membership


def _take_out(person: Person, organization_id: int) -> None:
    memberships = queries.memberships(person.id)
    for membership in memberships:
        if membership.organization_id == organization_id:
            db.session.delete(membership)
    others = [one.organization_id for one in memberships if one.organization_id != organization_id]
    if person.organization_id == organization_id:
        person.organization_id = others[0] if others else None
