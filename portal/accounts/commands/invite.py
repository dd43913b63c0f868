"""Inviting people: a mailed link that makes an account and signs in, or adds a company to an account there is.

The link is good for two weeks, so it signs in nobody who has an account already: they bring a session of their own.
"""

from __future__ import annotations

import sqlalchemy as sa

from portal.accounts import links, passwords, queries, sessions
from portal.accounts.commands import still_good
from portal.accounts.commands.newcomers import account_exists, add_newcomer, home_zone, refuse_other_owner
from portal.accounts.commands.people import PersonFacts, checked, parse_email
from portal.accounts.models import Link, Organization, Person, Role
from portal.accounts.policy import may_invite
from portal.config import settings
from portal.kernel import mail
from portal.kernel.db import begin_write, db
from portal.kernel.errors import Forbidden, Invalid, NotFound, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _


def invite(
    actor: Person, organization_id: int | None, email: str, display_name: str, roles: Role, language: str
) -> Link:
    """Mail an invitation into a company (None: to the vendor's staff); an open one to the same address is replaced.

    Raises Forbidden when `actor` may not, Invalid (`email`, `display_name`, `roles`) for what cannot be taken.
    """
    _check_roles(actor, organization_id, roles)
    email = parse_email(email)
    name = checked(PersonFacts(display_name)).display_name
    organization = _company(organization_id)
    _refuse_known(email, organization_id)
    db.session.execute(
        sa.delete(Link).where(
            Link.purpose == "invite", Link.email == email, Link.organization_id.is_not_distinct_from(organization_id)
        )
    )
    return _send(actor, organization, email, name, roles, language)


def open_invitation(actor: Person, link_id: int) -> Link | None:
    """The invitation of that number, if it is open and `actor` may send such a one."""
    link = db.session.get(Link, link_id)
    if link is None or link.purpose != "invite" or not may_invite(actor, link.organization_id, link.roles):
        return None
    return link


def resend(actor: Person, link_id: int) -> Link:
    """Mail a new link in place of one not used yet, which ends with it. Raises Forbidden, NotFound."""
    old = _open_invitation(actor, link_id)
    db.session.delete(old)
    db.session.flush()
    organization = _company(old.organization_id)
    return _send(actor, organization, old.email, old.data["display_name"], old.roles, old.data["language"])


def cancel(actor: Person, link_id: int) -> None:
    """Take an invitation back. Raises Forbidden, NotFound."""
    link = _open_invitation(actor, link_id)
    record("person.invitation_cancelled", link, actor=actor, organization_id=link.organization_id)
    db.session.delete(link)


def accept(token: str, display_name: str, password: str, agent: str) -> tuple[Person, str] | None:
    """Make the account and sign in; None when the link is no longer good.

    Returns the person and the token of the session. Raises Invalid for what cannot be taken and Refused when whoever
    sent it may no longer do so or the address has an account by now; the link then stays good if the caller rolls back.
    """
    link = _taken(token)
    if link is None:
        return None
    person, added = _let_in(link, display_name)
    if not added:
        raise account_exists()
    if password:
        passwords.set_password(person, password)
    record("person.signed_in", person, actor=person, organization_id=person.organization_id, by="invitation")
    return person, sessions.open_session(person, agent)


def join(person: Person, token: str) -> bool:
    """Add the company to the account of `person`, who is signed in; False when the link is no longer good.

    Raises Forbidden when the invitation is somebody else's, Refused as above.
    """
    link = _taken(token)
    if link is None:
        return False
    refuse_other_owner(person, link)
    _let_in(link, person.display_name)
    return True


def _taken(token: str) -> Link | None:
    """The link, used up; None when it is no longer good."""
    begin_write()
    link = links.find(token, "invite")
    if link is None:
        return None
    still_good.invitation(link)
    return links.consume(token, "invite")


def _let_in(link: Link, display_name: str) -> tuple[Person, bool]:
    """Whom the invitation is for, in the company now, and whether they were added."""
    organization = db.session.get(Organization, link.organization_id) if link.organization_id else None
    name = display_name or link.data["display_name"]
    person, added = add_newcomer(link.email, name, link.roles, organization, link.data["language"])
    if (organization is None) != person.is_staff:
        raise Refused(_("This address already has an account of another kind. Ask for an invitation to another one."))
    record(
        "person.invitation_accepted",
        person,
        actor=person,
        organization_id=link.organization_id,
        invited_by=link.data.get("by"),
    )
    return person, added


def _check_roles(actor: Person, organization_id: int | None, roles: Role) -> None:
    if not may_invite(actor, organization_id, roles):
        raise Forbidden(_("You may not send this invitation. Ask an admin."))
    if bool(roles & Role.STAFF) != (organization_id is None):
        raise Invalid(_("Staff belong to no customer company, and everybody else to one."), "roles")


def _company(organization_id: int | None) -> Organization | None:
    if organization_id is None:
        return None
    found = db.session.get(Organization, organization_id)
    if found is None:
        raise Invalid(_("There is no such company."), "organization")
    return found


def _refuse_known(email: str, organization_id: int | None) -> None:
    """Only membership in the same company is told: who else has an account is nobody's business."""
    person = queries.person_by_email(email)
    if person is None:
        return
    if organization_id is None or queries.is_member(person.id, organization_id):
        raise Invalid(_("Somebody with this address is here already."), "email")


def _send(
    actor: Person, organization: Organization | None, email: str, display_name: str, roles: Role, language: str
) -> Link:
    language = language if language in settings().locales else settings().locales[0]
    company = organization.name if organization else ""
    issued = links.issue(
        "invite",
        email,
        organization_id=organization.id if organization else None,
        roles=roles if roles & Role.STAFF else roles | Role.MEMBER,
        display_name=display_name,
        language=language,
        by=actor.id,
    )
    link = issued.row
    record("person.invited", link, actor=actor, organization_id=link.organization_id, roles=int(roles))
    mail.post(
        "invitation",
        to=mail.To(email, language, home_zone(language), name=display_name, company=company),
        link=links.address(issued),
        until=link.expires_at,
        inviter=actor.display_name,
        company=company,
    )
    return link


def _open_invitation(actor: Person, link_id: int) -> Link:
    """The row, if `actor` may send such an invitation; to others it does not exist."""
    link = open_invitation(actor, link_id)
    if link is None:
        raise NotFound(_("This invitation is no longer open."))
    return link
