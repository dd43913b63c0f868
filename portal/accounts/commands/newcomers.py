"""Making the row of somebody who comes in by a link."""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts import queries
from portal.accounts.commands.people import PersonFacts, checked, own_roles, refuse_suspended
from portal.accounts.commands.roles import make_key_person
from portal.accounts.models import Link, Membership, Organization, Person, Role, new_public_id
from portal.config import settings
from portal.kernel.db import begin_write, db, insert_once
from portal.kernel.errors import Forbidden, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _

HOME_ZONES = {"ja": "Asia/Tokyo"}


def home_zone(language: str) -> str:
    """The time zone somebody of this language starts with; the account page changes it."""
    return HOME_ZONES.get(language, "UTC")


def add_newcomer(
    email: str, display_name: str, roles: Role, organization: Organization | None, language: str
) -> tuple[Person, bool]:
    """The person with this address, and whether they were added.

    Who was here already joins the company and keeps their own roles: those count in every company of theirs. Key person
    in `roles` counts in this company alone, so it is given to them too.
    Raises Invalid (`display_name`) for a name that cannot be taken, Forbidden for somebody suspended.
    """
    begin_write()
    language = language if language in settings().locales else settings().locales[0]
    facts = checked(PersonFacts(display_name, time_zone=home_zone(language), language=language))
    new_id = insert_once(
        Person,
        public_id=new_public_id(),
        email=email,
        roles=own_roles(roles),
        organization_id=organization.id if organization else None,
        **vars(facts),
    )
    person = db.session.scalars(sa.select(Person).where(Person.email == email)).one()
    refuse_suspended(person)
    if organization is not None:
        _join(person, organization, Role.KEYPERSON in roles, was_here=new_id is None)
    return person, new_id is not None


def account_exists() -> Refused:
    """Why a link that makes an account makes none: a link that is good for longer than 15 minutes signs nobody in."""
    return Refused(_("There is an account with this address by now. Open the link in your mail again, and sign in."))


def refuse_other_owner(person: Person, link: Link) -> None:
    """Raises Forbidden unless the link was sent to the address of `person`."""
    if person.email != link.email:
        raise Forbidden(_("This link was sent to another address than yours."))


def _join(person: Person, organization: Organization, leads: bool, *, was_here: bool) -> None:
    keys = {"person_id": person.id, "organization_id": organization.id}
    if insert_once(Membership, **keys, key_person=leads) is not None:
        if was_here:
            person.organization_id = organization.id
        record("person.joined", person, actor=person, organization_id=organization.id)
    elif leads and (standing := queries.membership(**keys)):  # joined by another way since they were invited
        make_key_person(None, person, standing, wanted=True)
