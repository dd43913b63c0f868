"""Having an address tried again from which mails came back."""

from __future__ import annotations

from datetime import timedelta

from portal.accounts.commands.people import of_others
from portal.accounts.models import Person, Role
from portal.accounts.queries import bounce_of
from portal.kernel import mail
from portal.kernel.calendar import now
from portal.kernel.errors import Forbidden, Refused
from portal.kernel.events import record
from portal.kernel.i18n import _

ONCE_IN = timedelta(days=1)  # people try their own address no more often


def try_again(actor: Person, person_id: int) -> bool:
    """Let mails go to the person's address again; whether they were held back.

    Raises Forbidden for staff who may not, and for accounts of staff unless an admin asks.
    """
    if not actor.has(Role.CS | Role.ADMIN):
        raise Forbidden(_("Customer success and admins have addresses tried again."))
    return _tried(of_others(actor, person_id), actor)


def try_own_again(person: Person) -> bool:
    """The same for one's own address. Raises Refused when it was tried within a day and its mails came back again."""
    person = of_others(person, person.id)
    bounce = bounce_of(person.email)
    if bounce is not None and not may_try(bounce):
        raise Refused(_("Your address was tried again less than a day ago, and the mails came back."))
    return _tried(person, person)


def may_try(bounce: mail.BouncedAddress) -> bool:
    """Whether its own person may have it tried again now."""
    return bounce.cleared_at is None or bounce.cleared_at < now() - ONCE_IN


def _tried(person: Person, actor: Person) -> bool:
    held = mail.try_again(person.email)
    if held:
        record("person.address_tried", person, actor=actor, organization_id=person.organization_id)
    return held
