"""What accounts, mails and events hold about a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from portal.accounts import throttle
from portal.accounts.console_models import ImportDraft
from portal.accounts.feed_keys import FeedKey
from portal.accounts.models import Link, Membership, Organization, Password, Person, SignIn
from portal.accounts.privacy.holdings import Leaver, Personal, one_by_one, personal
from portal.accounts.queries import bounce_of
from portal.accounts.suspensions import Suspension
from portal.accounts.wording import roles_text
from portal.kernel import forms
from portal.kernel.db import db
from portal.kernel.events import EVENTS, Event
from portal.kernel.forgetting import forget_in_events, forget_in_failures
from portal.kernel.mail import Mail
from portal.kernel.mailing.forgetting import forget_mails

NO_SESSION = {"synchronize_session": False}
BLANK: dict[str, Any] = {  # of the row that stays
    "display_name": "",
    "job": "",
    "department": "",
    "title": "",
    "influence": "",
    "time_zone": "UTC",
    "language": "en",
    "theme": "",
    "organization_id": None,
    "suspended_at": None,
    "suspended_until": None,
    "suspended_reason": "",
}


def erase(leaver: Leaver) -> None:
    """Everything beside the person's own row, which `commands.erasing` empties."""
    theirs: tuple[tuple[Any, sa.ColumnElement[bool]], ...] = (
        (Membership, Membership.person_id == leaver.person_id),
        (Password, Password.person_id == leaver.person_id),
        (SignIn, SignIn.person_id == leaver.person_id),
        (FeedKey, FeedKey.person_id == leaver.person_id),
        (ImportDraft, ImportDraft.owner_id == leaver.person_id),
        (Link, sa.or_(Link.person_id == leaver.person_id, sa.func.lower(Link.email) == leaver.email)),
    )
    for model, where in theirs:
        db.session.execute(sa.delete(model).where(where), execution_options=NO_SESSION)
    reasons = sa.update(Suspension).where(Suspension.person_id == leaver.person_id).values(reason="")
    db.session.execute(reasons, execution_options=NO_SESSION)
    _leave_companies(leaver)
    _forget_files_of_others(leaver)
    throttle.forget(leaver.email, str(leaver.person_id))
    if leaver.public_id:
        forms.forget_answers(leaver.public_id)
    same_name = sa.select(Person.id).where(Person.display_name == leaver.name, Person.id != leaver.person_id)
    forget_mails(leaver.person_id, leaver.words, set(db.session.scalars(same_name)))
    forget_in_events(leaver.person_id)
    forget_in_failures(leaver.words)


def _leave_companies(leaver: Leaver) -> None:
    """Customers whom a member of staff looked after have nobody until somebody is chosen."""
    looked_after = sa.update(Organization).where(Organization.owner_id == leaver.person_id)
    values = {"owner_id": None, "version": Organization.version + 1}
    db.session.execute(looked_after.values(values), execution_options=NO_SESSION)


def _forget_files_of_others(leaver: Leaver) -> None:
    """Previewed imports that would bring the person back."""
    address = leaver.email.encode()
    for draft_id, data in db.session.execute(sa.select(ImportDraft.id, ImportDraft.data)).all():
        if address in data.lower():
            db.session.execute(sa.delete(ImportDraft).where(ImportDraft.id == draft_id), execution_options=NO_SESSION)


def export(person: Person) -> dict[str, Any]:
    """Who they are here, where they are signed in, which mails went to them, and what they did."""
    return {
        "person": {
            "name": person.display_name,
            "email": person.email,
            "access": roles_text(person.access),
            "job": person.job,
            "department": person.department,
            "title": person.title,
            "language": person.language,
            "time_zone": person.time_zone,
            "theme": person.theme,
            "suspended_at": person.suspended_at,
            "suspended_until": person.suspended_until,
            "since": person.created_at,
        },
        "suspensions": _suspensions(person),
        "companies": _companies(person),
        "password_changed_at": db.session.scalar(sa.select(Password.changed_at).filter_by(person_id=person.id)),
        "feed_key": db.session.scalar(sa.select(FeedKey.key).filter_by(person_id=person.id)),
        "sessions": _sessions(person),
        "mails": _mails(person),
        "address_bounced": _bounced(person),
        "history": _history(person),
    }


def _suspensions(person: Person) -> list[dict[str, Any]]:
    """Who suspended or lifted is the staff's own."""
    rows = db.session.scalars(sa.select(Suspension).where(Suspension.person_id == person.id).order_by(Suspension.id))
    names = ("at", "until", "reason", "lifted_at")
    return [{name: getattr(row, name) for name in names} for row in rows]


def _companies(person: Person) -> list[dict[str, Any]]:
    found = sa.select(Organization.name, Membership.key_person, Membership.organization_id).join(
        Membership.organization
    )
    rows = db.session.execute(found.where(Membership.person_id == person.id).order_by(Membership.id))
    return [
        {"name": name, "key_person": leads, "acted_for": number == person.organization_id}
        for name, leads, number in rows
    ]


def _sessions(person: Person) -> list[dict[str, Any]]:
    rows = db.session.scalars(sa.select(SignIn).where(SignIn.person_id == person.id).order_by(SignIn.id))
    return [{"browser": row.agent, "began_at": row.began_at, "seen_at": row.seen_at} for row in rows]


def _mails(person: Person) -> list[dict[str, Any]]:
    """Their subjects: once sent, that is all the portal keeps, and before that they may hold links that sign in."""
    wanted = sa.select(Mail.to_email, Mail.subject, Mail.created_at, Mail.sent_at)
    rows = db.session.execute(wanted.where(Mail.person_id == person.id).order_by(Mail.id))
    return [dict(zip(("to", "subject", "written_at", "sent_at"), row, strict=True)) for row in rows]


def _bounced(person: Person) -> dict[str, Any] | None:
    """Since when mails to their address come back, and what the server said."""
    bounce = bounce_of(person.email)
    return {"since": bounce.since, "reason": bounce.reason} if bounce else None


def _history(person: Person) -> Iterator[dict[str, Any]]:
    wanted = sa.select(Event.id, Event.at, Event.name, Event.subject).where(Event.actor_id == person.id)
    for _id, at, name, subject in one_by_one(wanted):
        yield {"at": at, "did": str(EVENTS[name].text) if name in EVENTS else name, "what": subject}


personal(
    Personal(
        key="account",
        erase=erase,
        export=export,
        removed=(
            "person",
            "membership",
            "password",
            "sign_in",
            "link",
            "feed_key",
            "throttle",
            "import_draft",
            "organization.owner_id",
            "suspension.reason",
            "erasure",  # the worker's own list, gone when its work is done
            "mail",
            "bounced_address",
            "outbox.error",
            "form_key.location",
            "event.data",  # the keys flagged as personal
        ),
        kept={
            "suspension": "from when until when, by numbers without names",
            "event.actor_id": "the audit trail stands, by a person without a name",
            "event.name": "what happened, not to whom",
            "event.subject": "kind and number",
            "outbox.consumer": "a part of the portal",
            "form_key.key": "a digest nobody can turn back",
            "organization": "the customer company, not a person; words of staff about it",
            "organization_domain": "a domain of the company",
            "file": "rows of files in no post go with what held them; what is in a post stays with it",
            "job_lease": "the clock's own",
            "site": "settings of the portal",
        },
    )
)
