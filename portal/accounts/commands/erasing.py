"""Erase a person: what is left is a row without a name, which keeps numbers, unique keys and counts right."""

from __future__ import annotations

from portal.accounts.commands.roles import refuse_orphaned_portal
from portal.accounts.models import Person, Role, new_public_id
from portal.accounts.policy import may_erase
from portal.accounts.privacy.account import BLANK
from portal.accounts.privacy.erasures import Erasure
from portal.accounts.privacy.holdings import PERSONAL, Leaver
from portal.kernel.calendar import now
from portal.kernel.db import db, insert_once, locked
from portal.kernel.errors import Forbidden, Invalid, NotFound
from portal.kernel.events import record
from portal.kernel.i18n import _, lazy

SELF = "self"
REASONS = {  # of staff; codes, because words in the audit log might name somebody
    "asked": lazy("The person asked us to"),
    "left": lazy("The person no longer works for the customer"),
    "ended": lazy("The contract has ended"),
    "mistake": lazy("Entered by mistake"),
}


def erase(actor: Person, person_id: int, reason: str) -> None:
    """Erase the person for good, in every slice, in this one transaction; what lies in files follows by the worker.

    Raises Forbidden, NotFound for who was erased before, Refused for the last admin, Invalid (`reason`).
    """
    if reason not in REASONS and not (reason == SELF and actor.id == person_id):
        raise Invalid(_("Say why the person is erased."), "reason")
    refuse_orphaned_portal(person_id)
    person = locked(Person, person_id, key_share=True)
    if person.erased_at is not None:
        raise NotFound(_("This person is no longer here."))
    if not may_erase(actor, person):
        raise Forbidden(_("Accounts of staff are erased by an admin, those of others by themselves or by our staff."))
    record("person.erased", person, actor=actor, organization_id=person.organization_id, reason=reason)
    leaver = Leaver(person.id, person.email, person.display_name, person.public_id)
    for part in PERSONAL.values():
        part.erase(leaver)
    _empty(person)
    named = {"email": leaver.email, "name": leaver.name, "digests": sorted(leaver.digests)}
    insert_once(Erasure, person_id=person.id, at=now(), **named)


def _empty(person: Person) -> None:
    """The address is free for somebody new; old links to the person lead nowhere."""
    for name, value in BLANK.items():
        setattr(person, name, value)
    person.email, person.public_id = f"erased-{person.id}", new_public_id()
    person.roles, person.erased_at, person.version = Role.MEMBER, now(), person.version + 1
    db.session.flush()
