"""Invitations nobody took yet, and whether they still hold: they outlive the access role of whoever sent them."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from portal.accounts.models import Link, Membership, Person
from portal.accounts.policy import may_grant
from portal.kernel.db import db
from portal.kernel.i18n import _


@dataclass(frozen=True)
class Invitation:
    """A link with who sent it (None once they were erased) and whether they may still send such a one."""

    link: Link
    inviter: Person | None
    holds: bool

    @property
    def on_hold(self) -> str:
        """Why nobody can take it up now, for those who can send it again; "" when it holds."""
        if self.holds:
            return ""
        if self.inviter is None:
            return _("On hold: whoever sent it is no longer here. Send it again.")
        if not self.inviter.may_write:
            return _("On hold: %(name)s, who sent it, is suspended. Send it again.", name=self.inviter.display_name)
        return _(
            "On hold: %(name)s, who sent it, may no longer invite here. Send it again.", name=self.inviter.display_name
        )


def read(*where: sa.ColumnElement[bool], limit: int | None = None) -> list[Invitation]:
    """Invitations that meet the conditions, the newest first, with their senders, in one statement."""
    inviter = sa.and_(Person.id == Link.data["by"].as_integer(), Person.erased_at.is_(None))
    leads = sa.and_(Membership.person_id == Person.id, Membership.organization_id == Link.organization_id)
    rows = db.session.execute(
        sa.select(Link, Person, Membership.key_person)
        .outerjoin(Person, inviter)
        .outerjoin(Membership, leads)
        .where(Link.purpose == "invite", *where)
        .order_by(Link.id.desc())
        .limit(limit)
    )
    return [Invitation(link, person, _holds(link, person, bool(key_person))) for link, person, key_person in rows]


def _holds(link: Link, inviter: Person | None, leads: bool) -> bool:
    return inviter is not None and may_grant(inviter, link.organization_id, link.roles, leads=leads)
