"""Whose mails come back: noted for staff once it is found out, and forgotten when nobody has the address any more."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.accounts.queries import person_by_email
from portal.kernel import mail
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.events import record
from portal.kernel.jobs import every
from portal.kernel.mail import BouncedAddress

NOBODYS_KEPT = timedelta(days=180)


@mail.when_bounced
def tell(email: str) -> None:
    """An event about the person who has this address, if anybody does: invitations go to people who are nobody yet."""
    person = person_by_email(email)
    if person is not None:
        record("person.address_bounced", person, organization_id=person.organization_id)


@every(24 * 3600, "accounts.forget_bounced")
def forget_nobodys() -> None:
    """Addresses that come back and that nobody has any more go after a while."""
    somebody = sa.select(Person.id).where(Person.email == BouncedAddress.email).exists()
    late = sa.delete(BouncedAddress).where(BouncedAddress.since < now() - NOBODYS_KEPT, ~somebody)
    db.session.execute(late, execution_options={"synchronize_session": False})
    db.session.commit()
