"""Organizations, the people in them, and what lets a person in."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from enum import IntFlag
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.names import NameType
from portal.accounts.writing import Writing
from portal.kernel.calendar import now
from portal.kernel.db import Model

TIERS = ("high", "middle", "low")
TOUCHES = ("high", "low", "tech")
TOUCH_OF_TIER = {"high": "high", "middle": "low", "low": "tech"}
INFLUENCES = ("", "decides", "influences", "uses")


class Role(IntFlag):
    """Access roles; they add up. One number in the person's row, so no page needs a second statement for them.

    Key person is the exception: it belongs to one company and is kept in the membership; see `Person.access`.
    """

    MEMBER = 1
    KEYPERSON = 2
    CHAMPION = 4
    CS = 8
    PRODUCT = 16
    ADMIN = 32
    STAFF = CS | PRODUCT | ADMIN


_INVITES = sa.text("purpose = 'invite'")
_OF_INVITATIONS: dict[str, Any] = {"sqlite_where": _INVITES, "postgresql_where": _INVITES}


class RoleType(sa.types.TypeDecorator[Role]):
    """A `Role` kept as its number."""

    impl = sa.Integer
    cache_ok = True

    def process_bind_param(self, value: Role | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Role | None:
        return None if value is None else Role(value)


class Organization(Model):
    """A customer company. Tier, touch and values are staff-only facts and never leave the console.

    Its own people may read who looks after them: the owner's name and address.
    """

    __table_args__ = (Index("ix_organization_contract_value_id", "contract_value", "id"),)

    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)  # folded name: one company is not entered twice
    tier: Mapped[str] = mapped_column(default="low")
    tier_reason: Mapped[str] = mapped_column(default="")  # why it differs from the rule
    touch: Mapped[str] = mapped_column(default="tech")
    touch_reason: Mapped[str] = mapped_column(default="")  # empty: derived from the tier
    stage: Mapped[str] = mapped_column(default="onboarding")  # a slug of learning's stages
    contract_value: Mapped[int] = mapped_column(sa.BigInteger, default=0)  # a year, in minor units of the base currency
    mrr: Mapped[int | None] = mapped_column(sa.BigInteger)  # minor units a month; None: contract value / 12
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", use_alter=True))
    contract_start: Mapped[date | None]
    renewal: Mapped[date | None]
    industry: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    may_be_named: Mapped[bool] = mapped_column(default=False)  # agreed to be named in public
    nps_score: Mapped[int | None]  # of the last answer that counts of anybody in it, 0 to 10; for staff only
    nps_at: Mapped[datetime | None]  # when that was given
    version: Mapped[int] = mapped_column(default=1)  # a save over a newer save is refused
    created_at: Mapped[datetime] = mapped_column(default=now)

    domains: Mapped[list[OrganizationDomain]] = relationship(
        back_populates="organization", cascade="all, delete-orphan", order_by="OrganizationDomain.name"
    )

    @property
    def monthly(self) -> int:
        """MRR in minor units: as given, else a twelfth of the contract value."""
        return self.mrr if self.mrr is not None else round(self.contract_value / 12)


class OrganizationDomain(Model):
    """An e-mail domain proven to belong to the organization; its people may sign up by themselves."""

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(unique=True)  # lower case, IDNA
    organization: Mapped[Organization] = relationship(back_populates="domains")


def new_public_id() -> str:
    """An address part that tells nothing: 12 random characters."""
    return secrets.token_urlsafe(9)


class Person(Writing, Model):
    """Anybody who may sign in. Kept narrow because every page loads it; secrets have tables of their own."""

    __table_args__ = (
        Index("ix_person_organization_id_display_name_id", "organization_id", "display_name", "id"),
        Index("ix_person_display_name_id", "display_name", "id"),
    )

    public_id: Mapped[str] = mapped_column(unique=True, default=new_public_id)
    email: Mapped[str] = mapped_column(unique=True)  # lower case
    display_name: Mapped[str] = mapped_column(NameType)  # "": erased
    roles: Mapped[Role] = mapped_column(RoleType, default=Role.MEMBER)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))  # the one acted for; staff: None
    job: Mapped[str] = mapped_column(default="")
    department: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    influence: Mapped[str] = mapped_column(default="")
    time_zone: Mapped[str] = mapped_column(default="UTC")
    language: Mapped[str] = mapped_column(default="en")
    theme: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    version: Mapped[int] = mapped_column(default=1, server_default="1")  # of details and roles; see Organization's

    organization: Mapped[Organization | None] = relationship(foreign_keys=[organization_id])
    membership: Mapped[Membership | None] = relationship(  # in the company acted for; comes with the session
        primaryjoin="and_(Person.id == foreign(Membership.person_id),"
        " Person.organization_id == foreign(Membership.organization_id))",
        viewonly=True,
        uselist=False,
    )

    @property
    def is_staff(self) -> bool:
        """Works for the vendor."""
        return bool(self.roles & Role.STAFF)

    @property
    def is_member(self) -> bool:
        """Belongs to a customer company; who left the last one has an account and reads what guests read."""
        return self.organization_id is not None

    @property
    def leads(self) -> bool:
        """Is a key person of the company acted for."""
        return self.membership is not None and self.membership.key_person

    @property
    def access(self) -> Role:
        """The access roles that count now: the person's own, and key person where the company acted for has it so."""
        return self.roles | Role.KEYPERSON if self.leads else self.roles

    @property
    def may_post(self) -> bool:
        """May write, and belongs to a customer company or the vendor."""
        return self.may_write and (self.is_member or self.is_staff)

    def has(self, roles: Role) -> bool:
        """Holds at least one of `roles` now."""
        return bool(self.roles & roles) or (Role.KEYPERSON in roles and self.leads)


class Membership(Model):
    """A person belongs to an organization; a consultant to several, acting for one at a time.

    Key person counts in this one company only.
    """

    __table_args__ = (
        UniqueConstraint("person_id", "organization_id"),
        Index(
            "ix_membership_key_person",
            "organization_id",
            "person_id",
            sqlite_where=sa.text("key_person = 1"),
            postgresql_where=sa.text("key_person"),
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id", ondelete="CASCADE"), index=True)
    key_person: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    organization: Mapped[Organization] = relationship()


class Password(Model):
    """The argon2 hash of a person's password; without a row only mailed links open the door."""

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    hash: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(default=now)


class SignIn(Model):
    """One browser that is signed in. Deleting the row ends it, also for a copied cookie."""

    digest: Mapped[str] = mapped_column(unique=True)  # SHA-256 of the token in the cookie
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    agent: Mapped[str] = mapped_column(default="")
    began_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)  # moved at most every ten minutes
    proved_at: Mapped[datetime] = mapped_column(default=now)  # last time a password or link was shown

    person: Mapped[Person] = relationship()


class Link(Model):
    """A mailed address that does one thing once. Only the SHA-256 of its token is kept."""

    __table_args__ = (
        Index("ix_link_invitation", "id", **_OF_INVITATIONS),
        Index("ix_link_invitation_of_organization", "organization_id", "id", **_OF_INVITATIONS),
    )

    digest: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]  # sign-in | invite | sign-up | reset | change-email
    email: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id", ondelete="CASCADE"))
    roles: Mapped[Role] = mapped_column(RoleType, default=Role.MEMBER)  # key person: of the organization above
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)  # display_name, language, where to go afterwards
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Throttle(Model):
    """How often one key (an account, an address) tried one thing within one window."""

    __table_args__ = (UniqueConstraint("act", "key", "window_start"),)

    act: Mapped[str]
    key: Mapped[str]  # SHA-256: no address is kept in clear
    window_start: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
