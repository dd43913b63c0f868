"""Who wants an idea, for which company, and who said so."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model

NOTED = sa.text("added_by_id IS NOT NULL")


class IdeaVote(Model):
    """One person wants this idea. In a family each person counts once, by their first row in it."""

    __table_args__ = (
        UniqueConstraint("idea_id", "person_id"),
        Index("ix_idea_vote_idea_id_organization_id_at_id", "idea_id", "organization_id", "at", "id"),
        Index("ix_idea_vote_idea_id_at_id", "idea_id", "at", "id"),
        Index("ix_idea_vote_person_id_id", "person_id", "id"),
        Index("ix_idea_vote_organization_id_idea_id", "organization_id", "idea_id"),
        Index("ix_idea_vote_noted", "idea_id", "id", sqlite_where=NOTED, postgresql_where=NOTED),
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))  # voted on, wherever it leads now
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # erased people stay as tombstones
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))  # moves with the person
    source: Mapped[str] = mapped_column(default="own")  # own | call | mail | meeting | other | nps | import
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # staff, who added it on behalf
    note: Mapped[str] = mapped_column(default="")  # staff only: where the wish was said
    at: Mapped[datetime] = mapped_column(default=now)


class IdeaCompany(Model):
    """How many people of one company want a canonical idea; a company without any has no row."""

    __table_args__ = (
        UniqueConstraint("idea_id", "organization_id"),
        Index("ix_idea_company_organization_id_idea_id", "organization_id", "idea_id"),
    )

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    voters: Mapped[int]


class IdeaImport(Model):
    """A row that a file brought in once. It is not brought in again, also when what it said was taken back since."""

    __table_args__ = (UniqueConstraint("kind", "key"),)

    kind: Mapped[str]  # ideas | votes | comments
    key: Mapped[str]  # external id; of a vote the numbers of idea and person
    at: Mapped[datetime] = mapped_column(default=now)
