"""Invitations nobody took yet, and whether they still hold: they outlive the access role of whoever sent them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, cast

import sqlalchemy as sa

from portal.accounts.models import Link, Membership, Person
from portal.accounts.policy import may_grant
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.i18n import _
from portal.kernel.paging import Page, page_of


@dataclass(frozen=True)
class Invitation:
    """A link with who sent it (None once they were erased) and whether they may still send such a one."""

    link: Link
    inviter: Person | None
    holds: bool

    @property
    def in_time(self) -> bool:
        """Not older than two weeks."""
        return self.link.expires_at > now()

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
    return _made(db.session.execute(_select(*where).order_by(Link.id.desc()).limit(limit)))


def page(organization_id: int | None, *, after: str | None, before: str | None) -> Page[Invitation]:
    """A page of them, the newest first, of one company or of all; too old ones too, until they are deleted."""
    where = [] if organization_id is None else [Link.organization_id == organization_id]
    found = page_of(db.session, _select(*where), [(Link.id, "desc")], after=after, before=before)
    return replace(found, items=_made(found.items))


def _select(*where: sa.ColumnElement[bool]) -> sa.Select[Any]:
    inviter = sa.and_(Person.id == Link.data["by"].as_integer(), Person.erased_at.is_(None))
    leads = sa.and_(Membership.person_id == Person.id, Membership.organization_id == Link.organization_id)
    found = (
        sa.select(Link, Person, Membership.key_person)
        .outerjoin(Person, inviter)
        .outerjoin(Membership, leads)
        .where(Link.purpose == sa.literal_column("'invite'"), *where)  # in the words the partial indexes know
    )
    return cast("sa.Select[Any]", found)


def _made(rows: Iterable[Any]) -> list[Invitation]:
    return [Invitation(row.Link, row.Person, _holds(row.Link, row.Person, bool(row.key_person))) for row in rows]


def _holds(link: Link, inviter: Person | None, leads: bool) -> bool:
    return inviter is not None and may_grant(inviter, link.organization_id, link.roles, leads=leads)
