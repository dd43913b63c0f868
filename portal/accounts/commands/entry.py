"""Coming in: mailed link, password, sign-up by a company's domain, a forgotten password.

What a stranger may ask for answers and costs the same whether the address is known or not.
"""

from __future__ import annotations

from portal.accounts import links, passwords, queries, sessions
from portal.accounts.commands import still_good
from portal.accounts.commands.newcomers import account_exists, add_newcomer, home_zone, refuse_other_owner
from portal.accounts.models import Link, Organization, Person
from portal.kernel import mail
from portal.kernel.db import begin_write
from portal.kernel.events import record
from portal.kernel.i18n import locale


def ask_sign_in_link(email: str, wanted: str = "") -> bool:
    """Mail a link that signs in and then leads to the path `wanted`; False when there is nobody to mail it to.

    A stranger's address costs the same work, so the caller has to roll back when this says False.
    """
    person = queries.person_by_email(email)
    send_sign_in_link(person, email, wanted)
    return person is not None


def send_sign_in_link(person: Person | None, email: str, wanted: str = "") -> None:
    """Write the link and the mail that carries it."""
    issued = links.issue("sign-in", email, person=person, next=wanted)
    _post("sign_in_link", receiver(person, email), issued)


def ask_reset(email: str) -> bool:
    """Mail a link that sets a new password; False as above."""
    person = queries.person_by_email(email)
    _post("reset_password", receiver(person, email), links.issue("reset", email, person=person))
    return person is not None


def ask_sign_up(email: str, display_name: str, language: str) -> bool:
    """Mail a link that makes an account, if the address is in a company's proven domain; False as above.

    Somebody who has an account already gets a link to sign in.
    """
    person = queries.person_by_email(email)
    organization = queries.organization_of_address(email)
    if person is not None:
        send_sign_in_link(person, email)
        return True
    issued = links.issue(
        "sign-up",
        email,
        organization_id=organization.id if organization else None,
        display_name=display_name,
        language=language,
    )
    _post("sign_up", mail.To(email, language, home_zone(language), name=display_name), issued)
    return organization is not None


def sign_in_with_password(email: str, typed: str, agent: str) -> tuple[Person, str] | None:
    """The person and the token of a new session, or None: address and password do not belong together."""
    person, kept = queries.person_with_password(email)
    if not passwords.matches(kept, typed) or person is None or kept is None:
        return None
    passwords.refresh(kept, typed)
    return person, _enter(person, agent, "password")


def sign_in_with_link(token: str, agent: str) -> tuple[Person, str, Link] | None:
    """The person, the token of a new session and the link used up, or None when the link is no longer good."""
    link = links.consume(token, "sign-in")
    person = queries.person_by_id(link.person_id) if link else None
    return (person, _enter(person, agent, "link"), link) if person and link else None


def finish_sign_up(token: str, display_name: str, password: str, agent: str) -> tuple[Person, str] | None:
    """Make the account, with a password if one was given, and sign in; None when the link is no longer good.

    Raises Invalid for a name or a password that cannot be taken and Refused when people of this address may no longer
    sign up by themselves or there is an account by now; the link then stays good if the caller rolls back.
    """
    taken = _taken(token)
    if taken is None:
        return None
    link, organization = taken
    person, added = add_newcomer(link.email, display_name, link.roles, organization, link.data.get("language", "en"))
    if not added:
        raise account_exists()
    if password:
        passwords.set_password(person, password)
    record("person.signed_up", person, actor=person, organization_id=organization.id)
    return person, _enter(person, agent, "link")


def join_by_domain(person: Person, token: str) -> bool:
    """Add the company of a confirmed address to the account of `person`, who is signed in; False as above.

    Raises Forbidden when the link is somebody else's, Refused as above.
    """
    taken = _taken(token)
    if taken is None:
        return False
    link, organization = taken
    refuse_other_owner(person, link)
    add_newcomer(link.email, person.display_name, link.roles, organization, person.language)
    return True


def finish_reset(token: str, password: str, agent: str) -> tuple[Person, str] | None:
    """Set the password, end every session, sign in here; None when the link is no longer good.

    Raises Invalid for a weak password; the link then stays good if the caller rolls back.
    """
    link = links.consume(token, "reset")
    person = queries.person_by_id(link.person_id) if link else None
    if person is None:
        return None
    passwords.set_password(person, password)
    sessions.end_all(person.id)
    links.drop_of_person(person.id, "reset", "sign-in", "change-email")
    record("person.password_changed", person, actor=person, organization_id=person.organization_id, by="reset")
    mail.post("password_changed", to=receiver(person))
    return person, _enter(person, agent, "reset")


def receiver(person: Person | None, email: str = "") -> mail.To:
    """Whom a mail goes to and how they read; a stranger reads in the language of the page."""
    if person is None:
        return mail.To(email, locale(), home_zone(locale()))
    company = person.organization.name if person.organization else ""
    return mail.To(
        email or person.email, person.language, person.time_zone, person.id, name=person.display_name, company=company
    )


def _taken(token: str) -> tuple[Link, Organization] | None:
    """The sign-up link, used up, and the company of its address; None when it is no longer good."""
    begin_write()
    link = links.find(token, "sign-up")
    if link is None:
        return None
    organization = still_good.sign_up(link)
    link = links.consume(token, "sign-up")
    return (link, organization) if link else None


def _post(template: str, to: mail.To, issued: links.Issued) -> None:
    mail.post(template, to=to, link=links.address(issued), until=issued.row.expires_at)


def _enter(person: Person, agent: str, by: str) -> str:
    record("person.signed_in", person, actor=person, organization_id=person.organization_id, by=by)
    return sessions.open_session(person, agent)
