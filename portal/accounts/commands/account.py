"""What people change about themselves."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from portal.accounts import links, passwords, queries, sessions
from portal.accounts.commands.entry import receiver
from portal.accounts.commands.people import PersonFacts, checked, refuse_suspended
from portal.accounts.commands.stale import refuse_stale
from portal.accounts.models import Person
from portal.config import settings
from portal.kernel import mail
from portal.kernel.db import db, locked
from portal.kernel.errors import Invalid, NotFound, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _
from portal.kernel.zones import zone

THEMES = ("", "light", "dark")


def save_profile(
    person: Person, display_name: str, job: str, department: str, title: str, version: int | None = None
) -> None:
    """Raises Invalid naming the field that cannot be taken, Stale when `version` is given and a newer save stands."""
    person = locked(Person, person.id)
    refuse_stale(person, version, _("Your details were saved from elsewhere while you were editing them."))
    facts = checked(PersonFacts(display_name, job, department, title))
    names = ("display_name", "job", "department", "title")
    fields = [name for name in names if getattr(person, name) != getattr(facts, name)]
    for name in fields:
        setattr(person, name, getattr(facts, name))
    if fields:
        person.version += 1
        record("person.profile_changed", person, actor=person, organization_id=person.organization_id, fields=fields)


def save_language(person: Person, language: str, time_zone: str, theme: str) -> None:
    """How the portal speaks and looks to this person. Raises Invalid for what it does not know."""
    if language not in settings().locales:
        raise Invalid(_("Choose one of the languages of the list."), "language")
    if theme not in THEMES:
        raise Invalid(_("Choose one of the themes of the list."), "theme")
    zone(time_zone)
    person = locked(Person, person.id)
    wanted = {"language": language, "time_zone": time_zone}
    fields = [name for name, value in wanted.items() if getattr(person, name) != value]
    person.language, person.time_zone, person.theme = language, time_zone, theme
    if fields:
        person.version += 1  # staff edit these two as well
        record("person.profile_changed", person, actor=person, organization_id=person.organization_id, fields=fields)


def act_for(person: Person, organization_id: int) -> None:
    """Act for another of one's companies. Raises NotFound for a company the person does not belong to."""
    if not queries.is_member(person.id, organization_id):
        raise NotFound(_("You do not belong to this company."))
    if person.organization_id != organization_id:
        person.organization_id = organization_id
        record("person.company_switched", person, actor=person, organization_id=organization_id)


def change_password(person: Person, new: str, keep_sign_in: int) -> None:
    """Set the password and end every session but `keep_sign_in`. The caller had the person's proof.

    Raises Invalid (`new_password`) for a weak one.
    """
    passwords.set_password(person, new)
    sessions.end_others(person.id, keep_sign_in)
    links.drop_of_person(person.id, "reset")
    record("person.password_changed", person, actor=person, organization_id=person.organization_id, by="account")
    mail.post("password_changed", to=receiver(person))


def ask_email_change(person: Person, email: str) -> None:
    """Mail a link to the new address, which proves that it can be read; nothing else if somebody else has it.

    Raises Invalid (`email`) when it is the address the person has now.
    """
    if email == person.email:
        raise Invalid(_("This is your address already."), "email")
    links.drop_of_person(person.id, "change-email")
    if queries.person_by_email(email) is None:
        issued = links.issue("change-email", email, person=person)
        address = links.address(issued)
        mail.post("change_email", to=receiver(person, email), link=address, until=issued.row.expires_at)


def finish_email_change(token: str, keep_sign_in: int | None) -> Person | None:
    """Give the person the new address, tell the old one, end every session but `keep_sign_in`.

    None when the link is no longer good. Raises Refused when somebody else has the address by now, and Forbidden for
    somebody suspended; the link then stays good if the caller rolls back.
    """
    link = links.consume(token, "change-email")
    person = queries.person_by_id(link.person_id) if link else None
    if link is None or person is None:
        return None
    refuse_suspended(person)
    before = receiver(person)
    person.email = link.email
    try:
        db.session.flush()
    except IntegrityError as taken:
        db.session.rollback()
        raise Refused(_("This address cannot be used. Sign in with the one you have and choose another.")) from taken
    sessions.end_others(person.id, keep_sign_in or 0)
    links.drop_of_person(person.id, "sign-in", "reset", "change-email")
    record("person.email_changed", person, actor=person, organization_id=person.organization_id)
    for to in (before, receiver(person)):
        mail.post("email_changed", to=to, new_email=person.email)
    return person


def end_session(person: Person, sign_in_id: int) -> None:
    """End one session. Raises NotFound when it is not one of this person's, or ended already."""
    if not sessions.end(person.id, sign_in_id):
        raise NotFound(_("This session has ended already."))
    record("session.ended", person, actor=person, organization_id=person.organization_id, number=1)


def end_other_sessions(person: Person, keep_sign_in: int) -> int:
    """End every session but one; how many there were."""
    number = sessions.end_others(person.id, keep_sign_in)
    if number:
        record("session.ended", person, actor=person, organization_id=person.organization_id, number=number)
    return number
