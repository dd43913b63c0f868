"""Teams of the vendor: who answers for a follow-up that nobody in particular has."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import Role, RoleType
from portal.kernel.db import Model


class Team(Model):
    """CS, Sales, Product, and whatever staff add. Whoever has one of `holders` belongs to it without a row."""

    slug: Mapped[str] = mapped_column(unique=True)
    names: Mapped[dict[str, Any]]  # language → name
    holders: Mapped[Role] = mapped_column(RoleType, default=Role(0))
    position: Mapped[int] = mapped_column(default=0)


class TeamMember(Model):
    """Somebody of the staff whom an admin or customer success put into a team."""

    __table_args__ = (UniqueConstraint("team_id", "person_id"),)

    team_id: Mapped[int] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
